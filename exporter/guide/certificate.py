"""Step 3: the certificate is within its dates, bears the name and is trusted."""

from collections.abc import Iterator
from datetime import datetime

from exporter.guide.case import Case, StepGuide
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.model.target import Target
from exporter.words.reason import Reason, TrustReason
from exporter.words.severity import Severity
from exporter.words.step import Step

EXPIRED = FindingKind(
    code="certificate_expired",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate has expired",
    remedy="Renew it, install the new certificate with its chain and key, and reload the server.",
    reference="RFC 5280, section 4.1.2.5",
)
NOT_YET_VALID = FindingKind(
    code="certificate_not_yet_valid",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate is not valid yet",
    remedy="Put the previous certificate back until this one's first day, or have it issued "
    "again; see also that the clocks of the server and of the CA are right.",
    reference="RFC 5280, section 4.1.2.5",
)
EXPIRY_IMMINENT = FindingKind(
    code="certificate_expiry_imminent",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate is about to expire",
    remedy="Renew it today by hand if the automatic renewal does not run; then install and reload.",
    reference="RFC 5280, section 4.1.2.5",
)
RENEWAL_OVERDUE = FindingKind(
    code="certificate_renewal_overdue",
    step=Step.CERTIFICATE,
    severity=Severity.WARNING,
    title="The certificate should have been renewed by now",
    remedy="See why the automatic renewal did not run or its result was not installed: the log "
    "of the ACME client, its timer, the reload hook.",
    reference="RFC 9773, section 4.1",
)
HOST_MISMATCH = FindingKind(
    code="certificate_host_mismatch",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate is for another name",
    remedy="Have a certificate issued that lists this name, or correct which certificate the "
    "server block for this name uses.",
    reference="RFC 9525, section 6",
)
SELF_SIGNED = FindingKind(
    code="certificate_self_signed",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate is self-signed",
    remedy="Use a certificate of a CA that the clients trust; for a private service, install "
    "this one at its clients and list it in a trust store of the configuration.",
    reference="RFC 5280, section 3.2",
)
UNTRUSTED = FindingKind(
    code="certificate_untrusted",
    step=Step.CERTIFICATE,
    severity=Severity.ERROR,
    title="The certificate is not trusted",
    remedy="Use a certificate of a CA that the clients trust; for a private CA, install its root "
    "at the clients and list it in a trust store of the configuration.",
    reference="RFC 5280, section 6.1",
)
DAY = 86400.0
EXPLAINED_ELSEWHERE = frozenset(
    {
        TrustReason.EXPIRED,  # by the leaf's dates here, by the path's dates in step 6
        TrustReason.INCOMPLETE_CHAIN,  # step 6
    }
)


def find_certificate_faults(case: Case) -> Iterator[Finding]:
    """Dates, name and trust of each address's certificate."""
    yield from find_unreadable_certificates(case)
    for address, chain in case.chains():
        yield from find_date_faults(chain.leaf, case, address)
        yield from find_name_mismatch(chain, case.target, address)
        yield from find_distrust(chain, case.now, address)


def find_unreadable_certificates(case: Case) -> Iterator[Finding]:
    """A finding for each certificate that came but cannot be decoded: no client can trust it."""
    for endpoint in case.evidence.endpoints:
        match endpoint.chain:
            case Failed(reason=Reason.TLS_PROTOCOL_ERROR, detail=detail):
                proof = f"{TrustReason.MALFORMED}, {detail}"
                yield UNTRUSTED.found(proof, address=endpoint.endpoint.address)


def find_date_faults(leaf: Certificate, case: Case, address: str) -> Iterator[Finding]:
    """At most one finding: where now lies between notBefore and notAfter."""
    remaining = (leaf.not_after - case.now).total_seconds()
    lifetime = leaf.lifetime.total_seconds()
    expiry = case.target.policy.expiry
    if leaf.not_before > case.now:
        proof = f"valid from {leaf.not_before:%Y-%m-%d %H:%M} UTC"
        yield NOT_YET_VALID.found(proof, address=address)
    elif remaining < 0:
        proof = f"ended {leaf.not_after:%Y-%m-%d %H:%M} UTC, {-remaining / DAY:.1f} days ago"
        yield EXPIRED.found(proof, address=address)
    elif remaining < expiry.critical_within(lifetime):
        yield EXPIRY_IMMINENT.found(time_left(leaf, remaining), address=address)
    elif remaining < expiry.warn_within(lifetime):
        yield RENEWAL_OVERDUE.found(time_left(leaf, remaining), address=address)


def time_left(leaf: Certificate, remaining: float) -> str:
    """When a certificate ends, and how much of its life that leaves; `remaining` in seconds."""
    ends = f"{leaf.subject or 'the certificate'} ends {leaf.not_after:%Y-%m-%d %H:%M} UTC"
    return f"{ends}, in {remaining / DAY:.1f} days of {leaf.lifetime.total_seconds() / DAY:.0f}"


def find_name_mismatch(chain: ChainAssessment, target: Target, address: str) -> Iterator[Finding]:
    """A finding when no subject alternative name covers the target's server name."""
    if chain.matches_host:
        return
    names = (*chain.leaf.dns_names, *chain.leaf.ip_addresses)
    listed = ", ".join(names[:5]) or "no name at all"
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    yield HOST_MISMATCH.found(f"{target.server_name} is not among {listed}{more}", address=address)


def find_distrust(chain: ChainAssessment, now: datetime, address: str) -> Iterator[Finding]:
    """A finding for each store that refuses the chain for another reason than gap or dates."""
    for verdict in chain.trust:
        match verdict.failure:
            case None:
                continue
            case failure if failure.reason is TrustReason.SELF_SIGNED:
                yield SELF_SIGNED.found(f"{verdict.store}: {failure.detail}", address=address)
            case failure if not is_explained_elsewhere(verdict, chain.leaf, now):
                yield UNTRUSTED.found(
                    f"{verdict.store}: {failure.reason}, {failure.detail}", address=address
                )


def is_explained_elsewhere(verdict: TrustVerdict, leaf: Certificate, now: datetime) -> bool:
    """Whether another finding tells already why this store refuses the chain."""
    reason = verdict.failure.reason if verdict.failure else None
    leaf_is_early = reason is TrustReason.NOT_YET_VALID and leaf.not_before > now
    return reason in EXPLAINED_ELSEWHERE or leaf_is_early


def seen_certificates(case: Case) -> str | Skipped:
    """Whose certificate, and how long it lasts."""
    chains = [chain for _, chain in case.chains()]
    if not chains:
        return Skipped(needs="a TLS answer")
    soonest = min(chains, key=lambda chain: chain.leaf.not_after).leaf
    days = (soonest.not_after - case.now).total_seconds() / DAY
    return f"{days:.0f} days left, covers {case.target.server_name}, {seen_trust(chains)}"


def seen_trust(chains: list[ChainAssessment]) -> str:
    """Who trusts the certificates, or that the chain decides."""
    verdicts = [verdict for chain in chains for verdict in chain.trust]
    if all(verdict.is_trusted for verdict in verdicts):
        stores = dict.fromkeys(verdict.store for verdict in verdicts)
        return f"trusted by {', '.join(stores)}" if stores else "no trust store configured"
    return "trust hangs on the chain, step 6"


CERTIFICATE = StepGuide(
    step=Step.CERTIFICATE,
    kinds=(
        EXPIRED,
        NOT_YET_VALID,
        EXPIRY_IMMINENT,
        RENEWAL_OVERDUE,
        HOST_MISMATCH,
        SELF_SIGNED,
        UNTRUSTED,
    ),
    find=find_certificate_faults,
    seen=seen_certificates,
)
