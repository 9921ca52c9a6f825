"""OCSP (RFC 6960): the question on one certificate, and what an answer says of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from exporter.words.unreadable import UNREADABLE, unreadable
from exporter.x509 import der
from exporter.x509.decode import DecodedCertificate, MalformedCertificate, decoded
from exporter.x509.der import NotDer, fields_of
from exporter.x509.extension_values import ExtendedKeyUsage
from exporter.x509.revocation_answer import (
    Answer,
    Known,
    Useless,
    is_signed_by,
    key_bits,
    signed_part,
    untimely,
)
from exporter.x509.signature import Budget

OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
MOST_SIGNERS = 4
"""Certificates of an answer that are looked at."""
WITHOUT_AN_END = timedelta(days=1)
"""How long an answer is believed that does not say until when it holds."""
LATEST_BEGIN = datetime.max.replace(tzinfo=UTC) - WITHOUT_AN_END
EXPLICIT = 0xA0
ENUMERATED = 0x0A


def question(certificate: DecodedCertificate, issuer: DecodedCertificate) -> bytes | None:
    """What a responder is asked; None where the certificate has no number that can be asked about.

    By SHA-1, which identifies here and protects nothing: all responders know it (RFC 5019, 2.1.1).
    """
    name, key = digests(issuer, hashes.SHA1())  # noqa: S303 - see above
    builder = ocsp.OCSPRequestBuilder()
    try:
        number = int(certificate.facts.serial, 16)
        asked = builder.add_certificate_by_hash(name, key, number, hashes.SHA1())  # noqa: S303
        return asked.build().public_bytes(Encoding.DER)
    except ValueError:
        return None


def digests(issuer: DecodedCertificate, algorithm: hashes.HashAlgorithm) -> tuple[bytes, bytes]:
    """By which an issuer is meant: of its name and of its key."""
    return digest(issuer.subject, algorithm), digest(key_bits(issuer.key_der), algorithm)


def digest(content: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    """The hash."""
    hasher = hashes.Hash(algorithm)
    hasher.update(content)
    return hasher.finalize()


def ocsp_answer(
    encoded: bytes,
    certificate: DecodedCertificate,
    issuer: DecodedCertificate,
    now: datetime,
    budget: Budget,
) -> Answer:
    """What the answer says of the certificate at that time, if it holds."""
    try:
        response = ocsp.load_der_ocsp_response(encoded)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Useless(f"the responder says {response.response_status.name.lower()}")
        if not is_signed(encoded, response, issuer, now, budget):
            return Useless("it is not signed by the CA, or by whom it lets answer")
        found = next(about(response, certificate, issuer), None)
        if found is None:
            return Useless(
                f"it is not about the certificate with the serial {certificate.facts.serial}"
            )
        return said(found, now)
    except UNREADABLE as error:
        return Useless(unreadable(error))


def about(
    response: ocsp.OCSPResponse, certificate: DecodedCertificate, issuer: DecodedCertificate
) -> Iterator[ocsp.OCSPSingleResponse]:
    """The parts of a response that are about the certificate."""
    number = int(certificate.facts.serial, 16)
    for single in response.responses:
        meant = (single.issuer_name_hash, single.issuer_key_hash)
        if single.serial_number == number and meant == digests(issuer, single.hash_algorithm):
            yield single


def said(single: ocsp.OCSPSingleResponse, now: datetime) -> Answer:
    """What one part says, if it holds now."""
    begin = single.this_update_utc
    end = single.next_update_utc or min(begin, LATEST_BEGIN) + WITHOUT_AN_END
    if fault := untimely(begin, end, now):
        return Useless(fault)
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return Useless("the responder does not know the certificate")
    reason = single.revocation_reason
    return Known(
        revoked_at=single.revocation_time_utc, reason=reason.value if reason else "", until=end
    )


def is_signed(
    encoded: bytes,
    response: ocsp.OCSPResponse,
    issuer: DecodedCertificate,
    now: datetime,
    budget: Budget,
) -> bool:
    """Whether the issuer signed the answer, or somebody whom it lets answer (section 4.2.2.2)."""
    _, signed = signed_part(basic(encoded))
    return any(
        is_signed_by(signed, signer, budget) for signer in signers(response, issuer, now, budget)
    )


def signers(
    response: ocsp.OCSPResponse, issuer: DecodedCertificate, now: datetime, budget: Budget
) -> Iterator[DecodedCertificate]:
    """The issuer, then who is certified by it for answers."""
    yield issuer
    for certificate in response.certificates[:MOST_SIGNERS]:
        try:
            signer = decoded(certificate.public_bytes(Encoding.DER), budget)
        except MalformedCertificate:
            continue
        usage = signer.extensions.get(ExtendedKeyUsage)
        is_current = signer.facts.not_before <= now <= signer.facts.not_after
        may_answer = usage is not None and OCSP_SIGNING in usage.purposes and is_current
        if may_answer and is_signed_by(signer.signed, issuer, budget):
            yield signer


def basic(encoded: bytes) -> bytes:
    """The BasicOCSPResponse within a response (section 4.2.1)."""
    fields = fields_of(encoded)
    fields.one(ENUMERATED)
    response = fields_of(fields.one(EXPLICIT).content)
    response.one(der.OBJECT_IDENTIFIER)
    held = response.one(der.OCTET_STRING).content
    if not held:
        raise NotDer("it holds nothing")
    return held
