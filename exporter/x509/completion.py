"""What a chain becomes with the issuers that its certificates say where to fetch."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from exporter.model.attestation import Completion
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.words.document_kind import DocumentKind
from exporter.words.reason import TrustReason
from exporter.x509.decode import DecodedCertificate
from exporter.x509.fetched_issuers import certificates_in
from exporter.x509.issuer_links import NO_ANCHORS, IssuerLinks
from exporter.x509.trust_store import TrustStore

MOST_ROUNDS = 4
"""Certificates that are fetched one above the other."""
MOST_ADDRESSES = 2
"""Of one certificate's issuer."""
FETCHED = ("http://", "https://")
Documents: TypeAlias = Mapping[Fetching, bytes]
"""Those that came, by what was asked."""
Open: TypeAlias = Callable[[bytes], DecodedCertificate | None]
"""A certificate in DER, if it can be read."""
Link: TypeAlias = Callable[[Sequence[DecodedCertificate]], IssuerLinks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The certificates of a chain with those that were fetched."""

    certificates: tuple[DecodedCertificate, ...]
    named: tuple[Fetching, ...]
    """The documents that would hold the issuers that are still missing, or have."""
    is_exhausted: bool
    """Whether all documents that matter came, so that nothing more is to be had."""

    def way_up(self, links: IssuerLinks) -> list[DecodedCertificate]:
        """The first certificate with its issuers, as far as they are at hand: where no anchor is reached."""
        way = [self.certificates[0]]
        while above := [one for one in links.issuers(way[-1]) if one not in way]:
            way.append(above[0])
        return way


def gathered(
    sent: Sequence[DecodedCertificate],
    stores: Collection[TrustStore],
    documents: Documents,
    *,
    link: Link,
    opened: Open,
) -> Gathered:
    """The sent certificates, and above each gap what is among the documents."""
    known, named = list(sent), dict[Fetching, None]()
    for _ in range(MOST_ROUNDS):
        wanted = [one for end in ends(known, stores, link(known)) for one in issuers_named(end)]
        new = [one for one in wanted if one not in named]
        named |= dict.fromkeys(new)
        bodies = (documents[one] for one in new if one in documents)
        found = (opened(der) for body in bodies for der in certificates_in(body))
        issuers = [issuer for issuer in found if issuer is not None]
        if not issuers:
            break
        known += issuers
    return Gathered(
        certificates=tuple(known),
        named=tuple(named),
        is_exhausted=all(one in documents for one in named),
    )


def ends(
    known: Sequence[DecodedCertificate], stores: Collection[TrustStore], links: IssuerLinks
) -> Iterator[DecodedCertificate]:
    """Those above the leaf whose issuer is neither at hand nor an anchor of a store."""
    waiting, seen = [known[0]], {known[0].facts.fingerprint_sha256}
    for certificate in waiting:
        issuers = [
            issuer
            for anchors in (*(store.by_subject for store in stores), NO_ANCHORS)
            for issuer in links.issuers(certificate, anchors)
        ]
        if not issuers and not certificate.facts.is_self_signed:
            yield certificate
        above = {one.facts.fingerprint_sha256: one for one in issuers}
        waiting += [one for fingerprint, one in above.items() if fingerprint not in seen]
        seen |= above.keys()


def issuers_named(certificate: DecodedCertificate) -> Iterator[Fetching]:
    """Where its issuer is to be had; by HTTP, as LDAP is no browser's way either."""
    for url in by_http(certificate.facts.ca_issuers)[:MOST_ADDRESSES]:
        yield Fetching(Document(url=url), DocumentKind.AIA)


def by_http(urls: Sequence[str]) -> list[str]:
    """Those that are fetched."""
    return [url for url in urls if url.lower().startswith(FETCHED)]


def completion(
    assessment: ChainAssessment, gathered: Gathered, verdicts: Sequence[TrustVerdict]
) -> Completion:
    """What became of the chain as it was assessed; the verdicts are on what was gathered."""
    lacking = [one.store for one in assessment.trust if not one.is_complete and one.missing_issuer]
    after = {one.store: one for one in verdicts}
    path, is_whole = best(verdicts), is_completable(assessment, gathered, lacking, after)
    above = path[:-1] if len(path) > 1 else path
    others = (
        one
        for one in assessment.certificates
        if one not in path
        and one not in (assessment.unrelated or ())
        and one.is_ca
        and not one.is_self_signed
    )
    return Completion(
        is_completable=is_whole,
        chain=(*above, *others) if path else (),
        trust=tuple(verdicts) if is_whole else (),
    )


def is_completable(
    assessment: ChainAssessment,
    gathered: Gathered,
    lacking: Sequence[str],
    after: Mapping[str, TrustVerdict],
) -> bool | None:
    """Whether every store that lacks an issuer has a path with those that were fetched."""
    if lacking and all(after[store].is_complete for store in lacking):
        return True
    reasons = {one.failure.reason for one in assessment.trust if one.failure}
    has_gap = TrustReason.INCOMPLETE_CHAIN in reasons
    return False if has_gap and gathered.is_exhausted else None


def best(verdicts: Sequence[TrustVerdict]) -> tuple[Certificate, ...]:
    """The path of the first store that trusts the chain, else of one that has any."""
    by_merit = sorted(verdicts, key=lambda one: (not one.is_trusted, not one.path))
    return by_merit[0].path if by_merit else ()
