"""What an answer on a certificate's revocation comes to: it holds, or proves nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from exporter.x509 import der
from exporter.x509.algorithm_identifier import public_key_info
from exporter.x509.decode import DecodedCertificate
from exporter.x509.der import NotDer, fields_of
from exporter.x509.signature import Budget, Seal, seal
from exporter.x509.to_be_signed import Signature, signature

SKEW = timedelta(minutes=5)
"""By which clocks of CAs are ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whether a certificate is revoked, and up to when that is said."""

    revoked_at: datetime | None
    reason: str = ""
    until: datetime


@dataclass(frozen=True, slots=True)
class Useless:
    """Why an answer proves nothing, in a phrase."""

    fault: str


Answer: TypeAlias = Known | Useless


def signed_part(encoded: bytes) -> tuple[bytes, Signature]:
    """What is signed, and by what, in the form that certificates, lists and answers share."""
    fields = fields_of(encoded)
    content, algorithm = fields.one(der.SEQUENCE), fields.one(der.SEQUENCE)
    value = fields.one(der.BIT_STRING)
    return content.content, signature(content.whole, algorithm.whole, value.content)


def is_signed_by(signed: Signature, signer: DecodedCertificate, budget: Budget) -> bool:
    """Whether the signer's key made the signature."""
    return seal(signed, signer.key, budget) is Seal.VALID


def untimely(begin: datetime, end: datetime, now: datetime) -> str:
    """Why an answer does not hold now; empty where it does."""
    if now + SKEW < begin:
        return f"it begins {begin:%Y-%m-%d %H:%M} UTC"
    if end <= now:
        return f"it ended {end:%Y-%m-%d %H:%M} UTC"
    return ""


def key_bits(public_key: bytes) -> bytes:
    """The key within a SubjectPublicKeyInfo, as responders hash it (RFC 6960, section 4.1.1)."""
    held = public_key_info(public_key).held
    if held[:1] != b"\0":
        raise NotDer("a key is not of whole octets")
    return held[1:]
