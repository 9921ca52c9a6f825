"""Certificates decoded as far as they can be: an odd part becomes a defect, not an error."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from exporter.model.certificate import Certificate
from exporter.model.once import Once
from exporter.words.key_type import KeyType
from exporter.words.oddity import Oddity
from exporter.x509 import der, to_be_signed
from exporter.x509.algorithm_identifier import algorithm_identifier
from exporter.x509.algorithms import key_bits, key_curve, key_name, key_type, signature_name
from exporter.x509.der import NotDer, fields_of
from exporter.x509.distinguished_name import Comparable, Name, issuer_name, name
from exporter.x509.extensions import Extensions
from exporter.x509.general_name import NameKind
from exporter.x509.oddities import oddities
from exporter.x509.signature import Budget, Seal, scheme_of, seal
from exporter.x509.to_be_signed import Signature, ToBeSigned


class MalformedCertificate(ValueError):  # noqa: N818 - the name says what is wrong
    """The fields or the dates of a certificate cannot be read."""


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots: what paths ask for is read once
class DecodedCertificate:
    """A certificate's facts, and what path building needs besides them."""

    facts: Certificate
    version: int
    subject: bytes
    """DER, as `issuer`."""
    issuer: bytes
    subject_name: Name
    """Names are compared as RFC 5280, section 7.1, has it: without case and needless space."""
    issuer_name: Name
    signed: Signature
    key: PublicKeyTypes | None
    """None where the key cannot be decoded."""
    key_der: bytes
    extensions: Extensions
    malformed: tuple[str, ...]
    """Parts that cannot be read and may not be passed over, each in a sentence."""
    unusable: tuple[str, ...]
    """Of these, what may not be passed over in an anchor either."""

    @Once
    def holder(self) -> tuple[Comparable, bytes]:
        """Name and key: what certificates for the same CA, signed by different ones, share."""
        return self.subject_name.comparable, self.key_der

    @property
    def is_self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject_name.comparable == self.issuer_name.comparable


def certificate(encoded: bytes) -> Certificate:
    """The facts of one certificate."""
    return decoded(encoded).facts


def decoded(encoded: bytes, budget: Budget | None = None) -> DecodedCertificate:
    """One certificate, opened.

    The budget is that of the chain it was sent in; without one, it has one of its own.
    """
    try:
        return read(encoded, to_be_signed.opened(encoded), budget or Budget())
    except NotDer as error:
        raise MalformedCertificate(f"The certificate cannot be decoded: {error}.") from error


def read(encoded: bytes, fields: ToBeSigned, budget: Budget) -> DecodedCertificate:
    """One certificate, of which the fields are known."""
    subject = name(fields.subject)
    issuer = subject if fields.issuer == fields.subject else issuer_name(fields.issuer)
    key, kind, key_defect = public_key(fields.key)
    extensions = Extensions(fields.extensions)
    broken_names = tuple(filter(None, (subject.defect, issuer.defect)))
    unusable = (*fields.unusable, *broken_names, *extensions.unusable)
    malformed = tuple(dict.fromkeys((*unusable, *fields.malformed, *extensions.malformed)))
    odd_names = (entry.defect for entry in extensions.names)
    defects = (
        key_defect,
        *odd_names,
        *fields.defects,
        *malformed,
        *extensions.defects,
        *extensions.untidy,
    )
    return DecodedCertificate(
        facts=Certificate(
            fingerprint_sha256=sha256(encoded).hexdigest(),
            serial=f"{fields.serial:x}",
            subject=str(subject),
            issuer=str(issuer),
            dns_names=extensions.names_of(NameKind.DNS),
            ip_addresses=extensions.names_of(NameKind.IP),
            has_all_names=extensions.has_all_names,
            not_before=fields.not_before,
            not_after=fields.not_after,
            key_type=key_type(kind),
            key=key_name(key, kind),
            key_bits=key_bits(key),
            key_curve=key_curve(key),
            signature=signature_name(fields.signature.algorithm),
            signature_scheme=scheme_of(fields.signature),
            is_self_signed=subject.comparable == issuer.comparable
            and seal(fields.signature, key, budget) is Seal.VALID,
            is_ca=extensions.is_ca,
            key_usage=extensions.key_usage,
            is_for_servers=extensions.names_server_purpose,
            is_for_any_purpose=not extensions.serves(any_counts=False)
            and extensions.serves(any_counts=True),
            leaves_netscape_servers_out=extensions.leaves_netscape_servers_out,
            critical_extensions=extensions.critical,
            must_staple=extensions.must_staple,
            scts=extensions.scts,
            ca_issuers=extensions.ca_issuers,
            oddities=oddities((subject, issuer), key, fields, extensions),
            defects=tuple(dict.fromkeys(filter(None, defects))),
            der=encoded,
            public_key=fields.key,
        ),
        version=fields.version,
        subject=fields.subject,
        issuer=fields.issuer,
        subject_name=subject,
        issuer_name=issuer,
        signed=fields.signature,
        key=key,
        key_der=fields.key,
        extensions=extensions,
        malformed=malformed,
        unusable=unusable,
    )


def public_key(encoded: bytes) -> tuple[PublicKeyTypes | None, str, str]:
    """The public key if it can be decoded, its algorithm, and a sentence on why there is none."""
    try:
        kind, _ = algorithm_identifier(fields_of(encoded).one(der.SEQUENCE).whole)
    except NotDer as error:
        return None, "", f"The public key cannot be decoded: {error}."
    try:
        key = load_der_public_key(encoded)
    except UnsupportedAlgorithm:
        return None, kind, "The public key cannot be decoded: its kind is not known."
    except (ValueError, TypeError, OverflowError):
        return None, kind, "The public key cannot be decoded: it is none of its kind."
    return key, kind, ""


def undecodable(encoded: bytes, error: MalformedCertificate) -> Certificate:
    """What stands for a sent certificate that cannot be decoded: its bytes and the reason."""
    return Certificate(
        fingerprint_sha256=sha256(encoded).hexdigest(),
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
        oddities=frozenset({Oddity.UNREADABLE_CERTIFICATE}),
        der=encoded,
    )
