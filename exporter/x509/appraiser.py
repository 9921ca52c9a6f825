"""Chains appraised by trust stores, each answer with the time until a date in it changes it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from exporter.model.attestation import Attestation, Renewal, Revocation, UselessAnswer
from exporter.model.certificate import Appraisal, Certificate, ChainAssessment, Malformed
from exporter.model.evidence import Enclosure
from exporter.model.recent import Recent
from exporter.model.target import Fetch
from exporter.model.transparency import LogList, Transparency
from exporter.words.document_kind import DocumentKind
from exporter.x509 import host_name
from exporter.x509.chain_shape import chain_shape
from exporter.x509.completion import Documents, best, completion, gathered
from exporter.x509.decode import DecodedCertificate, MalformedCertificate, decoded, undecodable
from exporter.x509.distinguished_name import COMMON_NAME
from exporter.x509.issuer_links import IssuerLinks, Seals
from exporter.x509.renewal_information import renewal, renewal_asked
from exporter.x509.revocation import answers, questions
from exporter.x509.revocation_list import RevocationLists
from exporter.x509.signature import Budget
from exporter.x509.timestamps import transparency
from exporter.x509.trust import verdict
from exporter.x509.trust_store import TrustStore

LONGEST_VALIDITY = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MOST_BYTES = 4 * 1024 * 1024
"""Of certificates that are kept open: intermediates of many chains, and leaves just seen."""
MOST_SEALS = 1024
"""Signatures on certificates of CAs that are known to be good or bad."""
LARGEST_REMEMBERED = 16 * 1024
"""Bytes of a certificate: honest ones are smaller, and a server may send a new one each time."""


class Appraiser:
    """Appraises chains by these trust stores; threads may share it.

    `timer` gives seconds of a clock that never goes back.
    """

    def __init__(
        self,
        trust_stores: Iterable[TrustStore],
        *,
        timer: Callable[[], float],
        logs: LogList | None = None,
    ) -> None:
        self._stores = {store.name: store for store in trust_stores}
        self.stores = digest_of(self._stores.values(), logs)
        """What tells these trust stores from others, and the list of logs."""
        self._logs = logs
        self._timer = timer
        self._certificates: Recent[bytes, DecodedCertificate] = Recent(
            MOST_BYTES, weight=lambda certificate: len(certificate.facts.der)
        )

        self._seals = Seals(MOST_SEALS, weight=lambda _: 1)
        self._lists = RevocationLists()

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """Everything about a chain as presented (DER, the leaf first) at the time `now` (aware).

        The work is bounded whatever is sent: see `IssuerLinks`, `paths_to_anchors` and `verdict`.
        """
        began = self._timer()
        assessment = self._assessed(chain, server_name, trust, now.replace(microsecond=0))
        return Appraisal(
            assessment=assessment,
            since=now,
            until=next_change(assessment, now),
            trust=trust,
            seconds=self._timer() - began,
        )

    def attest(
        self,
        chain: tuple[bytes, ...],
        appraisal: Appraisal,
        documents: Documents,
        *,
        enclosed: Enclosure,
        fetch: Fetch,
        now: datetime,
    ) -> Attestation | None:
        """What documents say of an appraised chain, and which of those that are fetched it names.

        None where its first certificate cannot be read, or there is nothing to be told.
        """
        assessment = appraisal.assessment
        if not isinstance(assessment, ChainAssessment):
            return None
        kinds = fetch.kinds
        if not kinds and not enclosed.staple and not assessment.leaf.must_staple:
            return None
        budget, stores = Budget(), [self._stores[name] for name in appraisal.trust]
        opened = partial(self._opened, budget=budget)
        link = partial(IssuerLinks, budget=budget, known=self._seals)
        sent = [one for one in map(opened, chain) if one is not None]
        issuers = documents if DocumentKind.AIA in kinds else {}
        whole = gathered(sent, stores, issuers, link=link, opened=opened)
        links = link(whole.certificates)
        verdicts = [
            verdict(sent[0], links, store, now.replace(microsecond=0), all_readable=True)
            for store in stores
        ]
        path = list(filter(None, (opened(one.der) for one in best(verdicts)))) or whole.way_up(
            links
        )
        asked = questions(path)
        staple = enclosed.staple or b""
        told = tuple(
            answers(path, asked, documents, staple, lists=self._lists, now=now, budget=Budget())
        )
        revocations = tuple(one for one in told if isinstance(one, Revocation))
        about_renewal = renewal_asked(sent[0], fetch.ari_directory, documents)
        when = renewal(about_renewal, documents)
        named = (*whole.named, *(one.fetching for one in asked), *about_renewal)
        ends = (one.until for one in revocations)
        return Attestation(
            named=tuple(one for one in dict.fromkeys(named) if one.kind in kinds),
            completion=completion(assessment, whole, verdicts),
            revocations=revocations,
            useless=tuple(one for one in (*told, when) if isinstance(one, UselessAnswer)),
            renewal=when if isinstance(when, Renewal) else None,
            is_stapled=None if enclosed.staple is None else bool(enclosed.staple),
            until=min((now + LONGEST_VALIDITY, *ends, *window_end(when, now))),
        )

    def transparency(
        self, appraisal: Appraisal, enclosed: Enclosure, *, now: datetime
    ) -> Transparency | None:
        """What transparency logs said of an appraised chain's first certificate, if it can be read."""
        assessment = appraisal.assessment
        if not isinstance(assessment, ChainAssessment):
            return None
        leaf = self._decoded(assessment.leaf.der, Budget())
        return transparency(leaf, assessment, enclosed, self._logs, now)

    def _opened(self, der: bytes, budget: Budget) -> DecodedCertificate | None:
        try:
            return self._decoded(der, budget)
        except MalformedCertificate:
            return None

    def _assessed(
        self, chain: tuple[bytes, ...], server_name: str, trust: tuple[str, ...], now: datetime
    ) -> ChainAssessment | Malformed:
        sent: list[Certificate] = []
        readable: list[DecodedCertificate] = []
        budget = Budget()
        for der in chain:
            try:
                readable.append(self._decoded(der, budget))
            except MalformedCertificate as error:
                if not sent:
                    return Malformed(detail=str(error), length=len(chain))
                sent.append(undecodable(der, error))
            else:
                sent.append(readable[-1].facts)
        leaf, links = readable[0], IssuerLinks(readable, budget=budget, known=self._seals)
        # Trust first: should the signature checks run out, the verdict is worth more.
        verdicts = tuple(
            verdict(leaf, links, self._stores[name], now, all_readable=len(readable) == len(sent))
            for name in trust
        )
        is_complete = any(each.is_complete is True for each in verdicts)
        shape = chain_shape(sent, readable, links, is_complete=is_complete)
        return ChainAssessment(
            certificates=tuple(sent),
            matches_host=host_name.matches(leaf.facts, server_name),
            lenient_match=host_name.lenient_match(
                leaf.facts, leaf.subject_name.values(COMMON_NAME), server_name
            ),
            is_ordered=shape.is_ordered,
            includes_root=shape.includes_root,
            unrelated=shape.unrelated,
            trust=verdicts,
        )

    def _decoded(self, der: bytes, budget: Budget) -> DecodedCertificate:
        fingerprint = sha256(der).digest()
        if known := self._certificates.get(fingerprint):
            return known
        opened = decoded(der, budget)
        if len(der) > LARGEST_REMEMBERED or budget.is_exhausted:
            return opened
        return self._certificates.put(fingerprint, opened)


def window_end(when: Renewal | UselessAnswer | None, now: datetime) -> tuple[datetime, ...]:
    """When the CA's window for a renewal will be over, if it is not yet."""
    return (when.end,) if isinstance(when, Renewal) and when.end > now else ()


def digest_of(stores: Iterable[TrustStore], logs: LogList | None) -> str:
    """The same for trust stores with the same names, certificates and profiles, and the same logs."""
    whole = sha256()
    for store in stores:
        whole.update(repr((store.name, store.profile)).encode())
        for anchor in store.anchors:
            whole.update(bytes.fromhex(anchor.facts.fingerprint_sha256))
    whole.update(logs.version.encode() if logs else b"")
    return whole.hexdigest()


def next_change(assessment: ChainAssessment | Malformed, now: datetime) -> datetime:
    """When a certificate of the chain or of a path begins or ends, an hour from now at most."""
    horizon = now + LONGEST_VALIDITY
    if isinstance(assessment, Malformed):
        return horizon
    paths = (verdict.path for verdict in assessment.trust)
    lives = (*assessment.certificates, *(one for path in paths for one in path))
    for certificate in {one.fingerprint_sha256: one for one in lives}.values():
        if now < certificate.not_before < horizon:
            horizon = certificate.not_before
        # notAfter is the last second of validity (RFC 5280, section 4.1.2.5).
        if now - SECOND < certificate.not_after < horizon - SECOND:
            horizon = certificate.not_after + SECOND
    return horizon
