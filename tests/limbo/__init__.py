"""Our validation before a suite of x509-limbo."""
