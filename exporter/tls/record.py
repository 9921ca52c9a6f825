"""Records and the handshake messages in them: their kinds, and how they are written (RFC 8446, 5.1)."""

ALERT_RECORD, HANDSHAKE_RECORD = 21, 22
CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE = 1, 2, 11, 12, 14
WARNING, FATAL = 1, 2
MESSAGE_HEADER_LENGTH = 4


def record(kind: int, version: int, body: bytes) -> bytes:
    """One plaintext record; its body may have 16 KiB."""
    return bytes([kind]) + version.to_bytes(2) + block(2, body)


def message(kind: int, body: bytes) -> bytes:
    """One handshake message."""
    return bytes([kind]) + block(3, body)


def block(width: int, data: bytes) -> bytes:
    """The data with its length before it in `width` bytes."""
    return len(data).to_bytes(width) + data
