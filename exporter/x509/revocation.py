"""Whether the certificates of a path are revoked, by what is stapled and by the documents they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from exporter.model.attestation import Revocation, UselessAnswer
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.words.document_kind import DocumentKind
from exporter.words.revocation_source import RevocationSource
from exporter.x509.completion import MOST_ADDRESSES, Documents, by_http
from exporter.x509.decode import DecodedCertificate
from exporter.x509.extension_values import Access, DistributionPoints
from exporter.x509.ocsp_answer import ocsp_answer, question
from exporter.x509.revocation_answer import Answer, Known
from exporter.x509.revocation_list import RevocationLists
from exporter.x509.signature import Budget

MOST_CERTIFICATES = 6
"""Of a path, about which questions are asked."""
SOURCES = {
    DocumentKind.OCSP: RevocationSource.OCSP,
    DocumentKind.CRL: RevocationSource.CRL,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that tells of a certificate of the path, which the issuer made."""

    fetching: Fetching
    certificate: DecodedCertificate
    issuer: DecodedCertificate


def questions(path: Sequence[DecodedCertificate]) -> tuple[Asked, ...]:
    """Every document that tells of a certificate of the path; of anchors nobody tells."""
    pairs = list(pairwise(path))[:MOST_CERTIFICATES]
    return tuple(
        Asked(one, certificate, issuer)
        for certificate, issuer in pairs
        for one in (*ocsp_named(certificate, issuer), *lists_named(certificate))
    )


def ocsp_named(certificate: DecodedCertificate, issuer: DecodedCertificate) -> Iterator[Fetching]:
    """The responder that the certificate names, with the question."""
    access = certificate.extensions.get(Access)
    asked = question(certificate, issuer)
    for url in by_http(access.ocsp if access else ())[:1]:
        if asked:
            yield Fetching(Document(url=url), DocumentKind.OCSP, asked)


def lists_named(certificate: DecodedCertificate) -> Iterator[Fetching]:
    """The lists that the certificate names."""
    points = certificate.extensions.get(DistributionPoints)
    for url in by_http(points.urls if points else ())[:MOST_ADDRESSES]:
        yield Fetching(Document(url=url), DocumentKind.CRL)


def answers(
    path: Sequence[DecodedCertificate],
    asked: Sequence[Asked],
    documents: Documents,
    staple: bytes,
    *,
    lists: RevocationLists,
    now: datetime,
    budget: Budget,
) -> Iterator[Revocation | UselessAnswer]:
    """What each answer that is at hand comes to."""
    if staple and len(path) > 1:
        answer = ocsp_answer(staple, path[0], path[1], now, budget)
        yield told(answer, path[0], RevocationSource.STAPLE, None)
    for one in asked:
        if (body := documents.get(one.fetching)) is not None:
            judge = ocsp_answer if one.fetching.kind is DocumentKind.OCSP else lists.answer
            answer = judge(body, one.certificate, one.issuer, now, budget)
            yield told(answer, one.certificate, SOURCES[one.fetching.kind], one.fetching)


def told(
    answer: Answer,
    certificate: DecodedCertificate,
    source: RevocationSource,
    document: Fetching | None,
) -> Revocation | UselessAnswer:
    """The answer, with what it is about."""
    if not isinstance(answer, Known):
        return UselessAnswer(document=document, fault=answer.fault)
    return Revocation(
        certificate=certificate.facts,
        source=source,
        document=document,
        revoked_at=answer.revoked_at,
        reason=answer.reason,
        until=answer.until,
    )
