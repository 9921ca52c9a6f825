"""Step 4, where a resolver has no address: broken signatures and dead ends are told from a missing name."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_resolver
from exporter.guide.check import Caused, Check
from exporter.guide.lacking import PROVES_NOTHING
from exporter.guide.runbook import finding_kind
from exporter.model.dns import Answer, DeadEnd, ServerFailure
from exporter.model.evidence import Sighting
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.words.phase import Phase
from exporter.words.reason import OF_THE_RESOLVER, Reason
from exporter.words.wording import listed

LOOKUP_FAILED = finding_kind("dns_lookup_failed")
DNSSEC_FAILED = finding_kind("dns_dnssec_failed")
DANGLING_ALIAS = finding_kind("dns_dangling_alias")
OF_SIGNATURES = frozenset({1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 25, 27})
"""Extended errors that tell of DNSSEC (RFC 8914, sections 4.2, 4.3 and 4.6 to 4.13, and IANA's later ones)."""
MOST_ADDRESSES = 4
RESOLVER = "resolver"
"""The cause where another resolver has checked the signatures and found them right."""


def find_failed_lookup(case: Case, place: Resolver) -> Iterator[str]:
    """The resolver says that there is no answer; that it says nothing is its own fault, or ours."""
    seen = case.resolvers[place]
    failure = seen.failure(Phase.DNS)
    is_told_otherwise = place in case.stale or is_by_signatures(seen) or is_dead_end(seen)
    if failure and is_about_the_name(failure) and not is_told_otherwise:
        yield f"{place}: {told(failure)}"


def find_broken_signatures(case: Case, place: Resolver) -> Iterator[str | Caused]:
    """The resolver refuses an answer that it has, as its signatures do not prove it."""
    seen = case.resolvers[place]
    failure, behind = seen.failure(Phase.DNS), seen.found(ServerFailure)
    if failure is None or behind is None or not is_by_signatures(seen):
        return
    has = listed(behind.unchecked.addresses, MOST_ADDRESSES) if behind.unchecked else ""
    refused = f"; asked not to check signatures (`dig +cd`), it says {has}" if has else ""
    vouching = [str(one) for one, said in case.resolvers.items() if is_vouched_for(said)]
    others = f", while {listed(vouching)} finds them right" if vouching else ""
    yield Caused(f"{place}: {told(failure)}{refused}{others}", RESOLVER if vouching else "")


def find_dead_end(case: Case, place: Resolver) -> Iterator[str]:
    """Which alias leads where, and that nothing is there."""
    seen = case.resolvers[place]
    failure, end = seen.failure(Phase.DNS), seen.found(DeadEnd)
    if failure and end and place not in case.stale:
        way = " → ".join((case.target.host, *end.aliases))
        missing = "does not exist" if is_unknown(failure) else "has no A or AAAA record"
        yield f"{place}: {way}, and {end.aliases[-1]} {missing}"


def is_by_signatures(seen: Sighting) -> bool:
    """Whether signatures are behind a failure: the resolver says so, or answers once it need not check."""
    behind = seen.found(ServerFailure)
    if behind is None:
        return False
    says_so = any(remark.code in OF_SIGNATURES for remark in behind.remarks)
    return says_so or (behind.unchecked is not None and behind.is_signed)


def is_dead_end(seen: Sighting) -> bool:
    """Whether the name is an alias of one that is not there."""
    return seen.found(DeadEnd) is not None


def is_vouched_for(seen: Sighting) -> bool:
    """Whether a resolver says that it has checked the signatures of its answer."""
    answer = seen.found(Answer)
    return answer is not None and bool(answer.is_validated)


def is_about_the_name(failure: Failed) -> bool:
    """Whether a lookup that failed tells something of the name."""
    return failure.reason not in PROVES_NOTHING and failure.reason not in OF_THE_RESOLVER


def is_unknown(failure: Failed) -> bool:
    """Whether there is no such name at all."""
    return failure.reason is Reason.DNS_NXDOMAIN


def told(failure: Failed) -> str:
    """A failure in words."""
    return failure.detail or failure.reason


NO_ADDRESS_CHECKS = (
    Check(kind=LOOKUP_FAILED, applies=every_resolver, find=find_failed_lookup),
    Check(kind=DNSSEC_FAILED, applies=every_resolver, find=find_broken_signatures),
    Check(kind=DANGLING_ALIAS, applies=every_resolver, find=find_dead_end),
)
