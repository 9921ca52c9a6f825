"""Certificates that come by turns at one address, where one is worse than another."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby

from exporter.guide.case import Case
from exporter.guide.check import Check
from exporter.guide.proof import share
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.judged_chain import ServedChain
from exporter.model.memory import Tally
from exporter.model.place import Address

VARIES = finding_kind("certificate_varies")
FURTHEST_APART = 1 / 3
"""Of a lifetime: CDNs have several at once that were made weeks apart; a renewal leaves that much."""


def find_varying(case: Case, place: Address) -> Iterator[str]:
    """Each with its dates and its share; those of keys of several kinds are no alternates."""
    counts = {one.chain: one for one in case.of_late.get(place.address, ()) if one.chain}
    by_kind = sorted(case.by_turns[place], key=lambda one: one.key_type)
    for _, group in groupby(by_kind, key=lambda one: one.key_type):
        chains = [one for one in group if one.chain in counts]
        if is_varied(case, chains):
            yield "; ".join(told(one, counts[one.chain].tally) for one in chains)


def is_varied(case: Case, chains: list[ServedChain]) -> bool:
    """Whether they fare differently, or one is that much older: of a CDN's many, all are good."""
    known = [one.assessment for one in chains if isinstance(one.assessment, ChainAssessment)]
    verdicts = {verdict(case, one) for one in chains}
    ends = [one.leaf.not_after for one in known]
    longest = max((one.leaf.lifetime for one in known), default=timedelta())
    return len(verdicts) > 1 or (bool(ends) and max(ends) - min(ends) > FURTHEST_APART * longest)


def verdict(case: Case, served: ServedChain) -> object:
    """What clients make of it."""
    chain = served.assessment
    if not isinstance(chain, ChainAssessment):
        return type(chain)
    heard = served.attestation.revocations if served.attestation else ()
    return (
        case.period(chain.leaf),
        chain.matches_host,
        tuple((one.is_trusted, one.is_complete) for one in chain.trust),
        any(one.is_revoked for one in heard),
    )


def told(served: ServedChain, tally: Tally) -> str:
    """One of them, by what finds it at the servers, and how often it came."""
    chain = served.assessment
    sent = f"{len(served.chain)} sent"
    if not isinstance(chain, ChainAssessment):
        return f"one that cannot be read ({sent}) {share(tally)}"
    leaf = chain.leaf
    dates = f"{leaf.not_before:%Y-%m-%d} to {leaf.not_after:%Y-%m-%d}"
    return f"serial {leaf.serial} ({dates}, {sent}) {share(tally)}"


def with_alternates(case: Case) -> Iterable[Address]:
    """Where chains come by turns."""
    return case.by_turns


ALTERNATES = Check(kind=VARIES, applies=with_alternates, find=find_varying)
