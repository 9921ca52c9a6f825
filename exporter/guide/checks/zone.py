"""Step 4, where the zone's own name servers were asked: a wrong record is told from an old answer."""

from collections.abc import Iterator

from exporter.guide.authority import (
    authority,
    behind,
    forgotten_at,
    lame,
    own_answer,
    right_addresses,
    seconds_left,
    strangers,
)
from exporter.guide.cache_kind import cache_kind
from exporter.guide.case import Case
from exporter.guide.check import Caused, Check
from exporter.guide.nowhere import name_of
from exporter.guide.runbook import finding_kind
from exporter.model.dns import Answer, ServerAnswer, Zone
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.words.phase import Phase
from exporter.words.wording import listed

WRONG_RECORD = finding_kind("dns_wrong_record")
STALE_RESOLVER = finding_kind("dns_stale_resolver")
AUTHORITY_BEHIND = finding_kind("dns_authority_behind")
LAME_DELEGATION = finding_kind("dns_lame_delegation")
MOST_ADDRESSES = 4


def the_authority(case: Case) -> tuple[Resolver, ...]:
    """The zone's own name servers, where they were asked."""
    place = authority(case.resolvers)
    return (place,) if place else ()


def every_stale_resolver(case: Case) -> tuple[Resolver, ...]:
    """Those that say what the zone does not say any more."""
    return tuple(place for place in case.resolvers if place in case.stale)


def find_wrong_record(case: Case, place: Resolver) -> Iterator[str]:
    """The zone itself names addresses that are not expected."""
    answer = own_answer(case.resolvers)
    if answer and (wrong := strangers(case.target, answer)):
        wanted = ", ".join(map(name_of, case.target.expected_ips))
        zone = zones_at(case, place)[-1].name
        yield f"the zone {zone} itself has {listed(wrong, MOST_ADDRESSES)}, expected {wanted}"


def find_stale_answer(case: Case, place: Resolver) -> Iterator[Caused]:
    """What a resolver still says, until when, and what the zone says; the cause is its software."""
    outcome = case.resolvers[place].outcome(Phase.DNS)
    right = listed(sorted(right_addresses(case.target, case.resolvers)), MOST_ADDRESSES)
    own = f"the zone's own name servers have {right}"
    if isinstance(outcome, Failed):
        yield Caused(f"{place} still says {outcome.detail or outcome.reason}, {own}", "")
    elif isinstance(outcome, Answer):
        old = listed(outcome.addresses, MOST_ADDRESSES)
        proof = f"{place} still says {old}{for_how_long(case, place, outcome)}, {own}"
        yield Caused(proof, cache_kind(outcome))


def for_how_long(case: Case, place: Resolver, answer: Answer) -> str:
    """How long a resolver keeps its answer, where that is known."""
    left, until = seconds_left(answer), forgotten_at(place, case.evidence)
    if left is None or until is None:
        return ""
    return f" for {left} s (until {until:%H:%M:%S} UTC)"


def find_servers_behind(case: Case, place: Resolver) -> Iterator[str]:
    """Name servers of one zone that have an older state of it, with another answer."""
    expected = case.target.expected_ips
    for zone in zones_at(case, place):
        for old, new in behind(zone):
            both = [one.outcome for one in (old, new)]
            answers = [one for one in both if isinstance(one, Answer)]
            if (
                expected
                and len(answers) == 2
                and not any(strangers(case.target, one) for one in answers)
            ):
                continue
            yield f"{told(old)}, behind {told(new)}"


def find_lame_servers(case: Case, place: Resolver) -> Iterator[str]:
    """Name servers of a delegation that do not serve the zone."""
    for zone in zones_at(case, place):
        for server in lame(zone):
            detail = server.outcome.detail if isinstance(server.outcome, Failed) else ""
            yield f"{server.server} ({server.address}) {detail}"


def zones_at(case: Case, place: Resolver) -> tuple[Zone, ...]:
    """The zones on the way to the host's addresses."""
    return tuple(case.resolvers[place].every(Zone))


def told(server: ServerAnswer) -> str:
    """What a server says, with the number of its state."""
    outcome = server.outcome
    if isinstance(outcome, Failed):
        said = outcome.detail or outcome.reason
    else:
        said = listed(outcome.addresses or outcome.aliases, MOST_ADDRESSES)
    return f"{server.server} ({server.address}) says {said} by serial number {server.serial}"


ZONE_CHECKS = (
    Check(kind=WRONG_RECORD, applies=the_authority, find=find_wrong_record),
    Check(kind=STALE_RESOLVER, applies=every_stale_resolver, find=find_stale_answer),
    Check(kind=AUTHORITY_BEHIND, applies=the_authority, find=find_servers_behind),
    Check(kind=LAME_DELEGATION, applies=the_authority, find=find_lame_servers),
)
