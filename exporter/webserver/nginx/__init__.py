"""The configuration of nginx."""
