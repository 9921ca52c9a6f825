"""Loopback TLS deployments, healthy and broken, each saying what must be reported of it."""
