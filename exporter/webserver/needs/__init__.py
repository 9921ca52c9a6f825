"""What servers need beside certificates and keys, so that they start."""
