"""Certificates decoded as far as they can be: an odd part becomes a defect, not an error."""

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from exporter.model.certificate import Certificate
from exporter.words.key_type import KeyType
from exporter.x509.algorithms import key_name, key_type, signature_name
from exporter.x509.extensions import Extensions
from exporter.x509.own_warnings import warnings_heard
from exporter.x509.salvage import UNREADABLE, salvaged
from exporter.x509.signature import Budget, Seal, seal


class MalformedCertificate(ValueError):  # noqa: N818 - the name says what is wrong
    """The outer structure, the names or the dates of a certificate cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedCertificate:
    """A certificate's facts, and what path building needs besides them."""

    facts: Certificate
    parsed: x509.Certificate
    subject: bytes
    """DER, as `issuer`; names are compared as they are encoded, as the path verifier does."""
    issuer: bytes
    organizations: frozenset[str]
    """Of the subject, each reduced to lower-case letters and digits; as `issuer_organizations`."""
    issuer_organizations: frozenset[str]
    key: CertificatePublicKeyTypes | None
    """None where the key cannot be decoded."""
    key_der: bytes
    key_id: bytes | None
    """The identifier of its own key; `issuer_key_id` is that of the key that signed it."""
    issuer_key_id: bytes | None
    extensions: Extensions

    @property
    def holder(self) -> tuple[bytes, bytes]:
        """Name and key: what certificates for the same CA, signed by different ones, share."""
        return self.subject, self.key_der


def certificate(der: bytes) -> Certificate:
    """The facts of one certificate."""
    return decoded(der).facts


def decoded(der: bytes, budget: Budget | None = None) -> DecodedCertificate:
    """One certificate, opened; what the decoder warns of is listed among its defects.

    The budget is that of the chain it was sent in; without one, it has one of its own.
    """
    with warnings_heard() as heard:
        try:
            return read(der, heard, budget or Budget())
        except UNREADABLE as error:
            raise MalformedCertificate(f"The certificate cannot be decoded: {error}.") from error


def read(der: bytes, heard: list[warnings.WarningMessage], budget: Budget) -> DecodedCertificate:
    """One certificate; the names, the dates and the outer structure must be readable."""
    parsed = x509.load_der_x509_certificate(der)
    subject, issuer = parsed.subject.public_bytes(), parsed.issuer.public_bytes()
    key, key_defects = public_key(parsed)
    extensions, extension_defects = read_extensions(parsed, der)
    return DecodedCertificate(
        facts=Certificate(
            fingerprint_sha256=sha256(der).hexdigest(),
            serial=f"{parsed.serial_number:x}",
            subject=parsed.subject.rfc4514_string(),
            issuer=parsed.issuer.rfc4514_string(),
            dns_names=extensions.dns_names,
            ip_addresses=extensions.ip_addresses,
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
            key_type=key_type(key, parsed.public_key_algorithm_oid.dotted_string),
            key=key_name(key, parsed.public_key_algorithm_oid.dotted_string),
            signature=signature_name(parsed),
            is_self_signed=subject == issuer and seal(parsed, key, budget) is Seal.VALID,
            is_ca=extensions.is_ca,
            scts=extensions.scts,
            ca_issuers=extensions.ca_issuers,
            defects=tuple(dict.fromkeys((*key_defects, *extension_defects, *sentences(heard)))),
            der=der,
        ),
        parsed=parsed,
        subject=subject,
        issuer=issuer,
        organizations=organizations(parsed.subject),
        issuer_organizations=organizations(parsed.issuer),
        key=key,
        key_der=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) if key else b"",
        key_id=extensions.key_id,
        issuer_key_id=extensions.issuer_key_id,
        extensions=extensions,
    )


def public_key(parsed: x509.Certificate) -> tuple[CertificatePublicKeyTypes | None, list[str]]:
    """The public key, or a sentence on why there is none."""
    try:
        return parsed.public_key(), []
    except UNREADABLE as error:
        return None, [f"The public key cannot be decoded: {error}."]


def read_extensions(parsed: x509.Certificate, der: bytes) -> tuple[Extensions, list[str]]:
    """All extensions at once; one by one where that fails."""
    try:
        return Extensions(parsed.extensions), []
    except UNREADABLE:
        readable, defects = salvaged(der)
        return Extensions(readable), defects


def sentences(heard: list[warnings.WarningMessage]) -> list[str]:
    """The first sentence of each warning; what follows it is advice to programmers."""
    return [f"{str(warning.message).partition('. ')[0].rstrip('.')}." for warning in heard]


def organizations(name: x509.Name) -> frozenset[str]:
    """The organizationName values, so reduced that "Example, Inc." equals "EXAMPLE INC"."""
    attributes = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    reduced = (re.sub(r"[\W_]", "", str(attribute.value)).casefold() for attribute in attributes)
    return frozenset(filter(None, reduced))


def undecodable(der: bytes, error: MalformedCertificate) -> Certificate:
    """What stands for a sent certificate that cannot be decoded: its bytes and the reason."""
    return Certificate(
        fingerprint_sha256=sha256(der).hexdigest(),
        serial="",
        subject="(a certificate that cannot be decoded)",
        issuer="",
        dns_names=(),
        ip_addresses=(),
        not_before=datetime.min.replace(tzinfo=UTC),
        not_after=datetime.max.replace(microsecond=0, tzinfo=UTC),
        key_type=KeyType.OTHER,
        key="",
        signature="",
        is_self_signed=False,
        is_ca=False,
        scts=0,
        ca_issuers=(),
        defects=(str(error),),
        der=der,
    )
