"""How a certificate's timestamps of transparency logs come to a client."""

from enum import StrEnum


class TimestampSource(StrEnum):
    """RFC 6962, section 3.3, has these three."""

    EMBEDDED = "embedded"
    HANDSHAKE = "handshake"
    """In an extension of TLS."""
    STAPLE = "staple"
    """In the OCSP response that is stapled."""
