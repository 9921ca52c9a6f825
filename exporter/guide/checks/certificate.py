"""Step 3: the certificate is within its dates, bears the name and is trusted."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_address, with_presentation
from exporter.guide.chain_check import chain_check, find_in_chains
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks.alternates import ALTERNATES
from exporter.guide.checks.certificate_files import is_newer
from exporter.guide.checks.public_rules import PUBLIC_RULES
from exporter.guide.checks.renewal import RENEWAL
from exporter.guide.checks.revocation import REVOCATION
from exporter.guide.checks.transparency import TRANSPARENCY
from exporter.guide.dates import Period, time_left
from exporter.guide.default_certificate import default_maker
from exporter.guide.lacking import A_JUDGEMENT, A_TLS_ANSWER, lacking
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict, Untrusted
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.words.cause import Cause
from exporter.words.phase import Phase
from exporter.words.reason import TrustReason
from exporter.words.step import Step
from exporter.words.wording import listed, span

EXPIRED = finding_kind("certificate_expired")
NOT_YET_VALID = finding_kind("certificate_not_yet_valid")
EXPIRY_IMMINENT = finding_kind("certificate_expiry_imminent")
RENEWAL_OVERDUE = finding_kind("certificate_renewal_overdue")
HOST_MISMATCH = finding_kind("certificate_host_mismatch")
SELF_SIGNED = finding_kind("certificate_self_signed")
UNTRUSTED = finding_kind("certificate_untrusted")
A_CHECK_TO_THE_END = "a chain that can be checked here to its end"
EXPLAINED_ELSEWHERE = frozenset(
    {
        TrustReason.EXPIRED,  # by the leaf's dates here, by the path's dates in step 6
        TrustReason.INCOMPLETE_CHAIN,  # step 6
        TrustReason.SELF_SIGNED,  # by a kind of its own
    }
)


def leaf_in(wanted: Period, case: Case, chain: ChainAssessment) -> Iterator[Certificate]:
    """The certificate, if its life has come to this."""
    if case.period(chain.leaf) is wanted:
        yield chain.leaf


def perhaps_renewed(case: Case, leaf: Certificate, proof: str) -> str | Caused:
    """The proof that a certificate has to be followed by another, which a file of its site may hold in its place."""
    on_disk = case.leaves_in_files.values()
    is_left = any(held.der == leaf.der for held in on_disk)  # beside a renewed one of another key
    if not is_left and any(is_newer(held, leaf) for held in on_disk):
        return Caused(proof, "not_reloaded")
    return proof


def find_expired(case: Case, chain: ChainAssessment) -> Iterator[str | Caused]:
    """Its last second is over."""
    for leaf in leaf_in(Period.OVER, case, chain):
        ago = span(case.now - leaf.not_after)
        yield perhaps_renewed(case, leaf, f"ended {leaf.not_after:%Y-%m-%d %H:%M} UTC, {ago} ago")


def find_not_yet_valid(case: Case, chain: ChainAssessment) -> Iterator[str]:
    """Its first second has not come."""
    for leaf in leaf_in(Period.EARLY, case, chain):
        yield f"valid from {leaf.not_before:%Y-%m-%d %H:%M} UTC"


def find_imminent_end(case: Case, chain: ChainAssessment) -> Iterator[str | Caused]:
    """Its end is critically near."""
    for leaf in leaf_in(Period.LAST, case, chain):
        yield perhaps_renewed(case, leaf, time_left(leaf, case.now))


def find_overdue_renewal(case: Case, chain: ChainAssessment) -> Iterator[str | Caused]:
    """Its end is near."""
    for leaf in leaf_in(Period.LATE, case, chain):
        yield perhaps_renewed(case, leaf, time_left(leaf, case.now))


def find_name_mismatch(case: Case, chain: ChainAssessment) -> Iterator[str]:
    """No subject alternative name covers the target's server name."""
    if chain.matches_host is not False:
        return
    names = (*chain.leaf.dns_names, *chain.leaf.ip_addresses)
    covered = listed(names, 5) or "no name at all (the common name does not count)"
    yield f"{case.target.server_name} is not among {covered}"


def find_self_signature(_case: Case, chain: ChainAssessment) -> Iterator[Caused]:
    """Each store that refuses the certificate because nobody else signed it."""
    for verdict in chain.trust:
        if verdict.failure and verdict.failure.reason is TrustReason.SELF_SIGNED:
            yield told(verdict.failure, f"{verdict.store}: {verdict.failure.detail}", chain)


def find_distrust(case: Case, chain: ChainAssessment) -> Iterator[Caused]:
    """Each store that refuses the chain for a reason that no other kind tells."""
    for verdict in chain.trust:
        failure = verdict.failure
        if failure and failure.is_certain and not is_explained_elsewhere(verdict, chain.leaf, case):
            yield told(failure, f"{verdict.store}: {failure.reason}, {failure.detail}", chain)


def told(failure: Untrusted, proof: str, chain: ChainAssessment) -> Caused:
    """The proof of a refusal, with what lies behind it; whose default certificate it is, if it is one."""
    maker = default_maker(chain.leaf)
    if maker:
        return Caused(
            f"{proof}; it is the default certificate of {maker}", Cause.DEFAULT_CERTIFICATE
        )
    return Caused(proof, failure.cause or failure.reason)


def is_explained_elsewhere(verdict: TrustVerdict, leaf: Certificate, case: Case) -> bool:
    """Whether another finding tells already why this store refuses the chain."""
    reason = verdict.failure.reason if verdict.failure else None
    leaf_is_early = reason is TrustReason.NOT_YET_VALID and leaf.not_before > case.now
    return reason in EXPLAINED_ELSEWHERE or leaf_is_early


def find_untrusted(case: Case, place: Address) -> Iterator[str | Caused]:
    """Chains that a store refuses, and certificates that cannot be decoded: no client trusts those."""
    yield from find_in_chains(case, place, find=find_distrust)
    for malformed in case.malformed.get(place, ()):
        yield Caused(f"{TrustReason.MALFORMED}, {malformed.detail}", TrustReason.MALFORMED)


def lacks(case: Case, place: Address) -> str:
    """Nothing where every certificate was judged, be it one that cannot be read; its names included."""
    judgements = case.judgements.get(place)
    if judgements is None:
        return lacking(case.addresses[place], Phase.CERTIFICATE) or A_JUDGEMENT
    if any(isinstance(one, ChainAssessment) and one.matches_host is None for one in judgements):
        return "names in the certificate that can all be read"
    if any(isinstance(one, ChainAssessment) and not all_known(one) for one in judgements):
        return A_CHECK_TO_THE_END
    return A_JUDGEMENT if any(isinstance(one, Failed) for one in judgements) else ""


def all_known(chain: ChainAssessment) -> bool:
    """Whether it is established of every store that it accepts the chain, or not."""
    return all(verdict.is_known for verdict in chain.trust)


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """Whose certificate, and how long it lasts."""
    chains = [chain for place in places for chain in case.assessments.get(place, ())]
    if not chains:
        return "a certificate that cannot be read"
    soonest = min(chain.leaf.not_after for chain in chains)
    left = span(soonest - case.now, digits=0)
    return f"{left} left, covers {case.target.server_name}, {seen_trust(chains)}"


def seen_trust(chains: list[ChainAssessment]) -> str:
    """Who trusts the certificates, or that the chain decides."""
    verdicts = [verdict for chain in chains for verdict in chain.trust]
    if all(verdict.is_trusted for verdict in verdicts):
        stores = dict.fromkeys(verdict.store for verdict in verdicts)
        return f"trusted by {', '.join(stores)}" if stores else "no trust store configured"
    return "trust hangs on the chain, step 6"


CERTIFICATE = StepGuide(
    step=Step.CERTIFICATE,
    checks=(
        chain_check(EXPIRED, find_expired),
        chain_check(NOT_YET_VALID, find_not_yet_valid),
        chain_check(EXPIRY_IMMINENT, find_imminent_end),
        chain_check(RENEWAL_OVERDUE, find_overdue_renewal),
        chain_check(HOST_MISMATCH, find_name_mismatch),
        chain_check(SELF_SIGNED, find_self_signature),
        Check(kind=UNTRUSTED, applies=with_presentation, find=find_untrusted),
        ALTERNATES,
        PUBLIC_RULES,
        *REVOCATION,
        *TRANSPARENCY,
        *RENEWAL,
    ),
    survey=Survey(places=every_address, lacks=lacks, seen=seen),
    needs=lambda _: A_TLS_ANSWER,
)
