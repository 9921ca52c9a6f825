"""What turns IANA's registries, as IANA publishes them, into the files of exporter/words."""
