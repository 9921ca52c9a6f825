"""What servers need so that they start: files, accounts and lists, and keys that are those of their certificates."""
