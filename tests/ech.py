"""Configurations for Encrypted Client Hello (RFC 9849, section 4), sound or not."""


def config(
    name: str,
    *,
    version: int = 0xFE0D,
    suites: bytes = b"\0\1\0\1",
    extensions: bytes = b"",
) -> bytes:
    """One with a key of X25519 that nobody has."""
    contents = (
        b"\7\0\x20"
        + block(2, bytes(range(32)))
        + block(2, suites)
        + b"\0"
        + block(1, name.encode("ascii"))
        + block(2, extensions)
    )
    return version.to_bytes(2) + block(2, contents)


def config_list(*configs: bytes) -> bytes:
    """As a record has them."""
    return block(2, b"".join(configs))


def block(width: int, data: bytes) -> bytes:
    """The data after its length."""
    return len(data).to_bytes(width) + data
