"""Plaintext records of SSLv3 and TLS as a server writes them (RFC 8446, section 5.1)."""

from exporter.words.alert import AlertDescription

ALERT, HANDSHAKE = 21, 22
FATAL = 2


def record(kind: int, version: int, body: bytes) -> bytes:
    """One record; its body may have 16 KiB."""
    return bytes([kind]) + version.to_bytes(2) + block(2, body)


def fatal_alert(description: AlertDescription, version: int) -> bytes:
    """The alert that ends a handshake."""
    return record(ALERT, version, bytes([FATAL, description]))


def block(width: int, data: bytes) -> bytes:
    """The data with its length before it in `width` bytes."""
    return len(data).to_bytes(width) + data
