"""The classes of cipher suites that no server should accept."""

from enum import StrEnum


class CipherClass(StrEnum):
    """A weakness of a cipher suite, the gravest first; the values are public."""

    NULL = "null"
    """No encryption."""
    ANONYMOUS = "anonymous"
    """No authentication of the server."""
    EXPORT = "export"
    """Keys of 40 or 56 bits, made to be broken."""
    RC4 = "rc4"
    """Forbidden by RFC 7465."""
    DES = "des"
    """Single DES: 56 bits."""
    TRIPLE_DES = "3des"
    """Blocks of 64 bits, which repeat too soon (Sweet32)."""
