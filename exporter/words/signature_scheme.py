"""The signature algorithms that are offered, of the IANA registry of TLS SignatureScheme values."""

from enum import IntEnum

from exporter.words.registry import selected


class SignatureScheme(IntEnum):
    """Signature schemes (RFC 8446, section 4.2.3), preferred first."""

    vars().update({name.upper(): code for name, code in selected("signature_schemes").items()})
