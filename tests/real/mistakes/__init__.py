"""Mistakes in the files of servers: what we say of each, and what the server's own check does."""
