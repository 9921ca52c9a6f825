"""What a list of revoked certificates says of one (RFC 5280, section 5)."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from exporter.model.recent import Recent
from exporter.words.unreadable import UNREADABLE, unreadable
from exporter.x509 import der
from exporter.x509.decode import DecodedCertificate
from exporter.x509.der import Fields
from exporter.x509.distinguished_name import Name, name
from exporter.x509.extension_values import DistributionPoints
from exporter.x509.fetched_issuers import ARMOUR
from exporter.x509.revocation_answer import (
    Answer,
    Known,
    Useless,
    is_signed_by,
    signed_part,
    untimely,
)
from exporter.x509.signature import Budget

SIGNS_LISTS = 6
"""The number of a use of a key (section 4.2.1.3)."""
READ = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.DELTA_CRL_INDICATOR,
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        ExtensionOID.FRESHEST_CRL,
    }
)
"""Extensions of lists that may be critical here."""
READ_OF_ENTRIES = frozenset({CRLEntryExtensionOID.CRL_REASON, CRLEntryExtensionOID.INVALIDITY_DATE})
"""Those of entries: of whose certificate an entry is (section 5.3.3) is not read."""
MOST_BYTES = 64 * 1024 * 1024
"""Of the lists that are kept open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A list that the key of a CA has signed."""

    revoked: x509.CertificateRevocationList
    size: int
    """In octets."""


class RevocationLists:
    """Lists that were read, of which many certificates are asked about; threads may share it.

    Kept are those whose signature is good: one of many mebibytes takes a tenth of a second to open.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._known: Recent[tuple[bytes, ...], SignedList] = Recent(
            most, weight=lambda one: one.size
        )

    def answer(
        self,
        document: bytes,
        certificate: DecodedCertificate,
        issuer: DecodedCertificate,
        now: datetime,
        budget: Budget,
    ) -> Answer:
        """What the list says of the certificate at that time, if it holds."""
        # Whoever shares a document shares its bytes, which are hashed once and compared by identity.
        key = (document, certificate.issuer, issuer.key_der)
        try:
            known = self._known.get(key)
            opened = known or signed_list(document, certificate.issuer_name, issuer, budget)
            if isinstance(opened, Useless):
                return opened
            if known is None:
                self._known.put(key, opened)
            if issuer.extensions.allows(SIGNS_LISTS) is False:
                return Useless("its CA's certificate is not for signing lists")
            return said(opened.revoked, certificate, now)
        except UNREADABLE as error:
            return Useless(unreadable(error))


def signed_list(
    document: bytes, by: Name, issuer: DecodedCertificate, budget: Budget
) -> SignedList | Useless:
    """The list in a document, if it is that of the CA of this name, and signed with its key."""
    encoded = unarmoured(document)
    content, signed = signed_part(encoded)
    if name(issuer_of(content)).comparable != by.comparable:
        return Useless("it is the list of another CA: indirect lists are not read")
    if not is_signed_by(signed, issuer, budget):
        return Useless("its signature was not made with the key of the CA")
    return SignedList(revoked=x509.load_der_x509_crl(encoded), size=len(document) + len(encoded))


def unarmoured(document: bytes) -> bytes:
    """The list in DER."""
    blocks = ARMOUR.findall(document)
    return b64decode(b"".join(blocks[0][1].split()), validate=True) if blocks else document


def issuer_of(content: bytes) -> bytes:
    """The name of who made the list, in DER."""
    fields = Fields(content)
    fields.optional(der.INTEGER)
    fields.one(der.SEQUENCE)
    return fields.one(der.SEQUENCE).whole


def said(
    revoked: x509.CertificateRevocationList, certificate: DecodedCertificate, now: datetime
) -> Answer:
    """What a list of the right CA says."""
    end = revoked.next_update_utc
    if end is None:
        return Useless("it does not say until when it holds")
    if fault := untimely(revoked.last_update_utc, end, now) or out_of_scope(revoked, certificate):
        return Useless(fault)
    entry = entry_of(revoked, int(certificate.facts.serial, 16))
    if entry is None:
        return (
            Useless(ONLY_SOME)
            if is_for_some_reasons(revoked)
            else Known(revoked_at=None, until=end)
        )
    for extension in entry.extensions:
        if extension.critical and extension.oid not in READ_OF_ENTRIES:
            return Useless(
                f"its entry has a critical extension that is not read, {extension.oid.dotted_string}"
            )
    return Known(revoked_at=entry.revocation_date_utc, reason=reason_of(entry), until=end)


def entry_of(
    revoked: x509.CertificateRevocationList, serial: int
) -> x509.RevokedCertificate | None:
    """The entry of a serial number; the library looks for none that is negative."""
    if serial >= 0:
        return revoked.get_revoked_certificate_by_serial_number(serial)
    return next((one for one in revoked if one.serial_number == serial), None)


ONLY_SOME = "it has revocations for some reasons alone"


def out_of_scope(revoked: x509.CertificateRevocationList, certificate: DecodedCertificate) -> str:
    """Why a list does not speak of such a certificate; empty where it does (section 5.2)."""
    for extension in revoked.extensions:
        if extension.critical and extension.oid not in READ:
            return f"it has a critical extension that is not read, {extension.oid.dotted_string}"
    for extension in revoked.extensions:
        match extension.value:
            case x509.DeltaCRLIndicator():
                return "it is a delta list, which counts beside its base alone: delta lists are not read"
            case x509.IssuingDistributionPoint() as scope if fault := beyond(scope, certificate):
                return fault
    return ""


def beyond(scope: x509.IssuingDistributionPoint, certificate: DecodedCertificate) -> str:
    """Why a list of such a scope does not speak of the certificate (section 5.2.5)."""
    if scope.indirect_crl:
        return "it is an indirect list: those are not read"
    if scope.only_contains_attribute_certs:
        return "it is for attribute certificates alone"
    if scope.only_contains_ca_certs and not certificate.facts.is_ca:
        return "it is for certificates of CAs alone"
    if scope.only_contains_user_certs and certificate.facts.is_ca:
        return "it is for certificates of other than CAs alone"
    return in_another_partition(scope, certificate)


def in_another_partition(
    scope: x509.IssuingDistributionPoint, certificate: DecodedCertificate
) -> str:
    """Why it is not of the part that the certificate names; empty where it is, or of all parts."""
    if scope.relative_name:
        return "it names its partition by a part of a name: that is not read"
    partition = {str(name.value) for name in scope.full_name or () if hasattr(name, "value")}
    points = certificate.extensions.get(DistributionPoints)
    if scope.full_name and not (points and partition & set(points.urls)):
        return "it is of another partition than the certificate names"
    return ""


def is_for_some_reasons(revoked: x509.CertificateRevocationList) -> bool:
    """Whether revocations for other reasons stand in another list."""
    scopes = (one.value for one in revoked.extensions)
    return any(
        isinstance(scope, x509.IssuingDistributionPoint) and bool(scope.only_some_reasons)
        for scope in scopes
    )


def reason_of(entry: x509.RevokedCertificate) -> str:
    """Why it was revoked; empty where that is not said."""
    for extension in entry.extensions:
        if isinstance(extension.value, x509.CRLReason):
            return str(extension.value.reason.value)
    return ""
