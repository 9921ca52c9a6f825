"""Where it is known from whether a certificate is revoked."""

from enum import StrEnum


class RevocationSource(StrEnum):
    """The values are public."""

    STAPLE = "staple"
    """An OCSP response that the server sent in the handshake (RFC 6066, section 8)."""
    OCSP = "ocsp"
    CRL = "crl"
