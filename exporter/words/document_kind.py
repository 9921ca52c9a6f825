"""The kinds of documents that certificates name, under the keys that allow them to be fetched."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document tells; the values are keys of `fetch`."""

    AIA = "aia"
    """Certificates of the issuer (RFC 5280, section 4.2.2.1)."""
    OCSP = "ocsp"
    """Whether one certificate is revoked (RFC 6960)."""
    CRL = "crl"
    """Which certificates are revoked (RFC 5280, section 5)."""
    ARI = "ari"
    """When its CA would have a certificate renewed, or where that is told (RFC 9773)."""
