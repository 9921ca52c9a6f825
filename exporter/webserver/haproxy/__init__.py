"""haproxy's configuration: its lines, its lists of certificates, and which of them a name gets."""
