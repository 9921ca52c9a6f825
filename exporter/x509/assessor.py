"""Chains assessed, and remembered until a date in them could change the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias

from exporter.model.certificate import Certificate, ChainAssessment
from exporter.x509 import host_name
from exporter.x509.chain_shape import chain_shape
from exporter.x509.decode import DecodedCertificate, MalformedCertificate, decoded, undecodable
from exporter.x509.issuer_links import IssuerLinks
from exporter.x509.recent import Recent
from exporter.x509.trust import verdict
from exporter.x509.trust_store import TrustStore

Question: TypeAlias = tuple[tuple[bytes, ...], str, tuple[str, ...]]
"""The chain's fingerprints, the host, the names of the trust stores."""
LONGEST_MEMORY = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MOST_ASSESSMENTS = 50_000
"""More than the endpoints of one exporter: a smaller memory would forget each before its turn."""
MOST_CERTIFICATES = 4096
LARGEST_REMEMBERED = 16 * 1024
"""Bytes of a certificate: honest ones are smaller, and a server may send a new one each time."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An assessment and when it holds: from `since`, up to but not at `until`."""

    assessment: ChainAssessment
    since: datetime
    until: datetime


class Assessor:
    """Assesses chains against these trust stores; not safe to share between threads."""

    def __init__(self, trust_stores: Iterable[TrustStore]) -> None:
        self._stores = {store.name: store for store in trust_stores}
        self._assessments: Recent[Question, Remembered] = Recent(MOST_ASSESSMENTS)
        self._certificates: Recent[bytes, DecodedCertificate] = Recent(MOST_CERTIFICATES)

    def assess(
        self, chain: tuple[bytes, ...], *, host: str, trust: tuple[str, ...], now: datetime
    ) -> ChainAssessment:
        """Everything about a chain as served (DER, the leaf first) at the time `now` (aware).

        Raises MalformedCertificate when the leaf cannot be decoded. The work is bounded
        whatever is sent: see `IssuerLinks`, `paths_to_anchors` and `verdict`.
        """
        question = (tuple(sha256(der).digest() for der in chain), host, trust)
        known = self._assessments.get(question)
        if known is None or not known.since <= now < known.until:
            assessment = self._assess(chain, question, now.replace(microsecond=0))
            known = Remembered(assessment, since=now, until=next_change(assessment, now))
            self._assessments.forget_oldest(lambda one: one.until <= now)
            self._assessments.put(question, known)
        return known.assessment

    def _assess(
        self, chain: tuple[bytes, ...], question: Question, now: datetime
    ) -> ChainAssessment:
        if not chain:
            raise MalformedCertificate("The server sent no certificate.")
        fingerprints, host, trust = question
        sent: list[Certificate] = []
        readable: list[DecodedCertificate] = []
        for der, fingerprint in zip(chain, fingerprints, strict=True):
            try:
                readable.append(self._decoded(der, fingerprint))
            except MalformedCertificate as error:
                if not sent:
                    raise
                sent.append(undecodable(der, error))
            else:
                sent.append(readable[-1].facts)
        leaf, links = readable[0], IssuerLinks(readable)
        # Trust first: should the signature checks run out, the verdict is worth more.
        verdicts = tuple(
            verdict(leaf, links, self._stores[name], now, all_readable=len(readable) == len(sent))
            for name in trust
        )
        shape = chain_shape(sent, readable, links)
        return ChainAssessment(
            certificates=tuple(sent),
            matches_host=host_name.matches(leaf.facts, host),
            is_ordered=shape.is_ordered,
            includes_root=shape.includes_root,
            unrelated=shape.unrelated,
            trust=verdicts,
        )

    def _decoded(self, der: bytes, fingerprint: bytes) -> DecodedCertificate:
        known = self._certificates.get(fingerprint)
        if known or len(der) > LARGEST_REMEMBERED:
            return known or decoded(der)
        return self._certificates.put(fingerprint, decoded(der))


def next_change(assessment: ChainAssessment, now: datetime) -> datetime:
    """When a certificate of the chain or of a path begins or ends, an hour from now at most."""
    horizon = now + LONGEST_MEMORY
    paths = (verdict.path for verdict in assessment.trust)
    for certificate in {*assessment.certificates, *(one for path in paths for one in path)}:
        if now < certificate.not_before < horizon:
            horizon = certificate.not_before
        # notAfter is the last second of validity (RFC 5280, section 4.1.2.5).
        if now - SECOND < certificate.not_after < horizon - SECOND:
            horizon = certificate.not_after + SECOND
    return horizon
