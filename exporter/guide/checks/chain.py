"""Step 6: the certificates as sent lead from the leaf to a trusted root."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case, every_address
from exporter.guide.chain_check import chain_check, served_check
from exporter.guide.check import Caused, StepGuide, Survey
from exporter.guide.dates import Period, is_over, time_left
from exporter.guide.lacking import A_JUDGEMENT, A_TLS_ANSWER, lacking
from exporter.guide.message_size import is_beyond_openssl, message_size
from exporter.guide.offer import offer
from exporter.guide.runbook import finding_kind
from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate, ChainAssessment, Malformed, TrustVerdict
from exporter.model.judged_chain import ServedChain
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.words.cause import Cause
from exporter.words.phase import Phase
from exporter.words.reason import TrustReason
from exporter.words.step import Step
from exporter.words.wording import counted

A_TRUST_STORE = "a trust store"
WHOLE_BUNDLE = 8
"""Strangers from which on they are no remains of a former CA."""
INCOMPLETE = finding_kind("chain_incomplete")
CERTIFICATE_EXPIRED = finding_kind("chain_certificate_expired")
UNUSED_EXPIRED = finding_kind("chain_unused_certificate_expired")
OUT_OF_ORDER = finding_kind("chain_out_of_order")
UNRELATED = finding_kind("chain_unrelated_certificate")
ROOT_INCLUDED = finding_kind("chain_root_included")
KEY_IDENTIFIER_DIFFERS = finding_kind("chain_key_identifier_differs")
EXPIRY_IMMINENT = finding_kind("chain_expiry_imminent")
TOO_LARGE = finding_kind("chain_too_large")
EXPIRES_BEFORE_LEAF = finding_kind("chain_expires_before_leaf")


def find_gap(_case: Case, chain: ChainAssessment, served: ServedChain) -> Iterator[str | Caused]:
    """Each store that would trust the chain but for a certificate not sent."""
    for verdict in filter(has_gap, chain.trust):
        failure, missing = verdict.failure, verdict.missing_issuer or "an issuer"
        cause = failure.cause if failure else None
        fault = failure.detail if failure and cause else f"{missing} is missing"
        offered = offer(chain.certificates, verdict.missing_issuer)
        told = f"{verdict.store}: {fault}{offered}{who_is_hurt(served.attestation)}"
        yield Caused(told, cause) if cause else told


def who_is_hurt(attestation: Attestation | None) -> str:
    """Who gets through all the same, where the missing certificates were fetched, or tried to."""
    if attestation is None or attestation.completion.is_completable is None:
        return ""
    if attestation.completion.is_completable:
        return (
            "; fetched there, it completes the chain: browsers on desktops repair the gap so, and "
            "Android, curl and Java do not"
        )
    return "; what is offered does not complete the chain: no client repairs the gap"


def has_gap(verdict: TrustVerdict) -> bool:
    """Whether a certificate that was not sent is all that the store misses."""
    failure = verdict.failure
    return failure is not None and failure.reason is TrustReason.INCOMPLETE_CHAIN


def find_expired_issuers(case: Case, chain: ChainAssessment) -> Iterator[str | Caused]:
    """Expired certificates above the leaf, on the best path of a store that refuses the chain."""
    for verdict in chain.trust:
        for certificate in verdict.path[1:]:
            if not verdict.is_trusted and is_over(certificate, case.now):
                is_root = certificate is verdict.path[-1]
                proof = ended(certificate)
                yield (
                    Caused(f"{proof}, an anchor of {verdict.store}", Cause.EXPIRED_ROOT)
                    if is_root
                    else proof
                )


def find_unused_expired(case: Case, chain: ChainAssessment) -> Iterator[str]:
    """Expired certificates beside a path by which a store trusts the chain."""
    for verdict in chain.trust:
        for certificate in chain.certificates[1:]:
            is_unused = verdict.is_trusted and certificate not in verdict.path
            if is_unused and is_over(certificate, case.now):
                yield ended(certificate)


def find_imminent_ends(case: Case, chain: ChainAssessment) -> Iterator[Caused]:
    """Certificates above the leaf, on a path in use, whose end is critically near."""
    for verdict, certificate, life in above_leaf(case, chain):
        if life is Period.LAST:
            yield ending(certificate, verdict, case)


def find_early_ends(case: Case, chain: ChainAssessment) -> Iterator[Caused]:
    """Those whose end is near, or comes before the leaf's."""
    leaf = chain.leaf
    for verdict, certificate, life in above_leaf(case, chain):
        is_first = certificate.not_after < leaf.not_after
        if life is Period.LATE or (is_first and life is Period.GOOD):
            told = ending(certificate, verdict, case)
            before = f", the leaf {leaf.not_after:%Y-%m-%d}" if is_first else ""
            yield Caused(f"{told.proof}{before}", told.cause)


def above_leaf(
    case: Case, chain: ChainAssessment
) -> Iterator[tuple[TrustVerdict, Certificate, Period]]:
    """All above the leaf on the best path of each store that trusts the chain, the root included."""
    for verdict in chain.trust:
        for certificate in verdict.path[1:] if verdict.is_trusted else ():
            yield verdict, certificate, case.period(certificate)


def ending(certificate: Certificate, verdict: TrustVerdict, case: Case) -> Caused:
    """When it ends, and of what kind it is: a root is renewed elsewhere."""
    said = time_left(certificate, case.now)
    if certificate is verdict.path[-1]:
        return Caused(f"{said}, an anchor of {verdict.store}", Cause.ENDING_ROOT)
    return Caused(said, Cause.ENDING_INTERMEDIATE)


def ended(certificate: Certificate) -> str:
    """Whose end has passed."""
    return f"{certificate.subject} ended {certificate.not_after:%Y-%m-%d}"


def find_wrong_labels(_case: Case, chain: ChainAssessment) -> Iterator[str]:
    """Certificates that name another key of their issuer than that which signed them."""
    for verdict in chain.trust:
        for certificate in verdict.mislabelled if verdict.is_trusted else ():
            yield (
                f"{certificate.subject or certificate.serial} names another key or certificate than "
                f"that of {certificate.issuer}; OpenSSL (curl, Python, Node.js) and GnuTLS refuse that"
            )


def find_disorder(_case: Case, chain: ChainAssessment) -> Iterator[str]:
    """An order in which issuers do not follow what they issued."""
    if chain.is_ordered is False:
        yield f"sent as {' > '.join(certificate.subject for certificate in chain.certificates)}"


def find_strangers(_case: Case, chain: ChainAssessment) -> Iterator[str | Caused]:
    """Certificates on no path up from the leaf."""
    strangers = chain.unrelated or ()
    editions = [one for one in strangers if is_another_edition(one, chain.leaf)]
    for one in editions:
        age = "a newer" if one.not_before > chain.leaf.not_before else "an older"
        proof = f"{one.subject}, until {one.not_after:%Y-%m-%d}, is {age} one for the same names"
        yield Caused(proof, Cause.APPENDED_RENEWAL)
    others = [one for one in strangers if one not in editions]
    if len(others) >= WHOLE_BUNDLE:
        yield Caused(f"{len(others)} certificates, a whole bundle of CAs", Cause.WHOLE_BUNDLE)
    else:
        yield from (one.subject for one in others)


def is_another_edition(one: Certificate, leaf: Certificate) -> bool:
    """Whether it is a server's, for a name that the leaf is for as well."""
    return not one.is_ca and not {*one.dns_names, *one.ip_addresses}.isdisjoint(
        (*leaf.dns_names, *leaf.ip_addresses)
    )


def find_root(_case: Case, chain: ChainAssessment) -> Iterator[str]:
    """A root among the certificates."""
    if chain.includes_root:
        yield f"{counted(len(chain.certificates), 'certificate')} sent"


def to_be_judged(case: Case) -> Iterable[Address]:
    """Every address where there is a trust store to judge by."""
    return (place for place in every_address(case) if case.target.at(place).policy.trust)


def lacks(case: Case, place: Address) -> str:
    """Nothing where every store has a path, or a gap that is a finding."""
    judgements = case.judgements.get(place)
    if judgements is None:
        return lacking(case.addresses[place], Phase.CERTIFICATE) or A_JUDGEMENT
    return next(filter(None, map(needs_of_chain, judgements)), "")


def needs_of_chain(judgement: ChainAssessment | Malformed | Failed) -> str:
    """What it would have taken to find paths for a chain."""
    match judgement:
        case Failed():
            return A_JUDGEMENT
        case Malformed():
            return "a certificate that can be read"
        case ChainAssessment(trust=()):
            return A_TRUST_STORE
        case ChainAssessment(trust=verdicts):
            return next(filter(None, map(needs_of_store, verdicts)), "")


def needs_of_store(verdict: TrustVerdict) -> str:
    """What a store that has no path would take, where that is no gap."""
    if verdict.is_complete or has_gap(verdict):
        return ""
    if verdict.is_complete is None or not verdict.is_known:
        return "a chain that can be checked here to its end"
    if verdict.failure and verdict.failure.reason is TrustReason.MALFORMED:
        return "certificates that can all be read"
    if verdict.missing_issuer:
        return f"{verdict.missing_issuer}, which is neither sent nor trusted by {verdict.store}"
    return f"a path to a root that {verdict.store} trusts"


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """How many certificates are sent."""
    chains = (chain for place in places for chain in case.assessments[place])
    lengths = sorted({len(chain.certificates) for chain in chains})
    return f"{' or '.join(counted(length, 'certificate') for length in lengths)} sent, no gap"


def needs(case: Case) -> str:
    """What is missing where the chain is nowhere to be judged."""
    return A_TLS_ANSWER if case.target.policy.trust else A_TRUST_STORE


def find_too_large(_case: Case, chain: ChainAssessment) -> Iterator[str]:
    """More certificates than OpenSSL takes in a message."""
    if is_beyond_openssl(chain):
        number = counted(len(chain.certificates), "certificate")
        largest = max(chain.certificates, key=lambda one: len(one.der))
        yield (
            f"{number} of {message_size(chain) / 1024:.0f} KiB together, where OpenSSL takes 100; the "
            f"largest is {largest.subject}, {len(largest.der) / 1024:.0f} KiB"
        )


CHAIN = StepGuide(
    step=Step.CHAIN,
    checks=(
        served_check(INCOMPLETE, find_gap),
        chain_check(TOO_LARGE, find_too_large),
        chain_check(CERTIFICATE_EXPIRED, find_expired_issuers),
        chain_check(EXPIRY_IMMINENT, find_imminent_ends),
        chain_check(KEY_IDENTIFIER_DIFFERS, find_wrong_labels),
        chain_check(UNUSED_EXPIRED, find_unused_expired),
        chain_check(OUT_OF_ORDER, find_disorder),
        chain_check(UNRELATED, find_strangers),
        chain_check(ROOT_INCLUDED, find_root),
        chain_check(EXPIRES_BEFORE_LEAF, find_early_ends),
    ),
    survey=Survey(places=to_be_judged, lacks=lacks, seen=seen),
    needs=needs,
)
