"""Step 6: the certificates as sent lead from the leaf to a trusted root."""

from collections.abc import Iterator

from exporter.guide.case import Case, StepGuide, counted
from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Skipped
from exporter.words.reason import TrustReason
from exporter.words.severity import Severity
from exporter.words.step import Step

INCOMPLETE = FindingKind(
    code="chain_incomplete",
    step=Step.CHAIN,
    severity=Severity.ERROR,
    title="An intermediate certificate is missing",
    remedy="Append the missing intermediate to the certificate file, below the server's own, and "
    "reload. Desktop browsers may hide the gap; phones and programs fail. If the issuer is the "
    "root of a private CA, nothing is missing: trust that root (`trust_stores`, `--ca-file`).",
    reference="RFC 8446, section 4.4.2",
)
CERTIFICATE_EXPIRED = FindingKind(
    code="chain_certificate_expired",
    step=Step.CHAIN,
    severity=Severity.ERROR,
    title="A certificate above the server's own has expired",
    remedy="Take the present intermediate from the CA, put it in the place of the expired one in "
    "the certificate file, and reload.",
    reference="RFC 5280, section 6.1.3",
)
UNUSED_EXPIRED = FindingKind(
    code="chain_unused_certificate_expired",
    step=Step.CHAIN,
    severity=Severity.WARNING,
    title="An expired certificate is sent along",
    remedy="Remove it from the certificate file: clients that find another path do not need it, "
    "and old ones stumble over it.",
    reference="RFC 5280, section 6.1",
)
OUT_OF_ORDER = FindingKind(
    code="chain_out_of_order",
    step=Step.CHAIN,
    severity=Severity.WARNING,
    title="The certificates are sent in the wrong order",
    remedy="Sort the certificate file: the server's own first, then each one's issuer; reload.",
    reference="RFC 5246, section 7.4.2",
)
UNRELATED = FindingKind(
    code="chain_unrelated_certificate",
    step=Step.CHAIN,
    severity=Severity.WARNING,
    title="A certificate that does not belong to the chain is sent",
    remedy="Remove it from the certificate file; it often is an intermediate of the previous CA.",
    reference="RFC 8446, section 4.4.2",
)
ROOT_INCLUDED = FindingKind(
    code="chain_root_included",
    step=Step.CHAIN,
    severity=Severity.INFO,
    title="The root certificate is sent",
    remedy="Nothing is broken; leaving the root out of the certificate file saves bytes, as "
    "clients only trust the copy they have.",
    reference="RFC 8446, section 4.4.2",
)
EXPIRES_BEFORE_LEAF = FindingKind(
    code="chain_expires_before_leaf",
    step=Step.CHAIN,
    severity=Severity.WARNING,
    title="An intermediate ends before the server's certificate",
    remedy="Take the CA's present intermediate with the next renewal, before the old one ends.",
    reference="RFC 5280, section 6.1.3",
)


def find_chain_faults(case: Case) -> Iterator[Finding]:
    """Gaps, order, strangers and dates above the leaf, for each address."""
    for address, chain in case.chains():
        for verdict in chain.trust:
            yield from find_gap(chain, verdict, address)
            yield from find_dates(chain, verdict, case, address)
        yield from find_untidiness(chain, address)


def find_gap(chain: ChainAssessment, verdict: TrustVerdict, address: str) -> Iterator[Finding]:
    """A finding when the store would trust the chain but for a certificate not sent."""
    if verdict.failure is None or verdict.failure.reason is not TrustReason.INCOMPLETE_CHAIN:
        return
    source = next((url for sent in chain.certificates for url in sent.ca_issuers), "")
    offered = f", offered at {source}" if source and len(chain.certificates) == 1 else ""
    missing = verdict.missing_issuer or "an issuer"
    yield INCOMPLETE.found(f"{verdict.store}: {missing} is missing{offered}", address=address)


def find_dates(
    chain: ChainAssessment, verdict: TrustVerdict, case: Case, address: str
) -> Iterator[Finding]:
    """Findings on the dates of the certificates above the leaf."""
    for certificate in verdict.path[1:]:
        if not verdict.is_trusted and certificate.not_after < case.now:
            yield CERTIFICATE_EXPIRED.found(
                f"{certificate.subject} ended {certificate.not_after:%Y-%m-%d}", address=address
            )
    if not verdict.is_trusted:
        return
    for certificate in verdict.path[1:-1]:
        if certificate.not_after < chain.leaf.not_after:
            yield EXPIRES_BEFORE_LEAF.found(
                f"{certificate.subject} ends {certificate.not_after:%Y-%m-%d}, "
                f"the leaf {chain.leaf.not_after:%Y-%m-%d}",
                address=address,
            )
    for certificate in chain.certificates[1:]:
        if certificate.not_after < case.now and certificate not in verdict.path:
            yield UNUSED_EXPIRED.found(
                f"{certificate.subject} ended {certificate.not_after:%Y-%m-%d}", address=address
            )


def find_untidiness(chain: ChainAssessment, address: str) -> Iterator[Finding]:
    """Findings that hold whatever the trust store."""
    if not chain.is_ordered:
        order = " > ".join(certificate.subject for certificate in chain.certificates)
        yield OUT_OF_ORDER.found(f"sent as {order}", address=address)
    for certificate in chain.unrelated:
        yield UNRELATED.found(certificate.subject, address=address)
    if chain.includes_root:
        yield ROOT_INCLUDED.found(
            f"{counted(len(chain.certificates), 'certificate')} sent", address=address
        )


def seen_chains(case: Case) -> str | Skipped:
    """How many certificates are sent."""
    lengths = sorted({len(chain.certificates) for _, chain in case.chains()})
    if not lengths:
        return Skipped(needs="a TLS answer")
    return f"{' or '.join(counted(length, 'certificate') for length in lengths)} sent, no gap"


CHAIN = StepGuide(
    step=Step.CHAIN,
    kinds=(
        INCOMPLETE,
        CERTIFICATE_EXPIRED,
        UNUSED_EXPIRED,
        OUT_OF_ORDER,
        UNRELATED,
        ROOT_INCLUDED,
        EXPIRES_BEFORE_LEAF,
    ),
    find=find_chain_faults,
    seen=seen_chains,
)
