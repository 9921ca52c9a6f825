"""What the zone's own name servers say of a host, and which resolvers say otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import reduce
from ipaddress import IPv6Network
from itertools import combinations
from typing import TypeAlias

from exporter.guide.nowhere import is_within
from exporter.model.address import forms_of
from exporter.model.dns import Answer, ServerAnswer, Zone
from exporter.model.evidence import Evidence, Sighting
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.target import Target
from exporter.words.phase import Phase
from exporter.words.reason import Reason

Said: TypeAlias = Mapping[Resolver, Sighting]
"""What was asked of each resolver."""
SERIALS = 1 << 32
SAID_THERE_IS_NONE = frozenset({Reason.DNS_NXDOMAIN, Reason.DNS_NO_ADDRESS})


def authority(said: Said) -> Resolver | None:
    """The resolver that stands for the zone's own name servers, where they were asked and found."""
    return next((place for place, seen in said.items() if seen.found(Zone)), None)


def own_answer(said: Said) -> Answer | None:
    """What the zone's own name servers say, those with its newest state."""
    place = authority(said)
    return said[place].found(Answer) if place else None


def right_addresses(target: Target, said: Said) -> frozenset[str]:
    """Those that the zone itself has for the host, where none of them is unexpected."""
    answer = own_answer(said)
    addresses = frozenset(answer.addresses) if answer else frozenset()
    expected = target.expected_ips
    is_right = not expected or all(is_within(address, expected) for address in addresses)
    return addresses if is_right else frozenset()


def said_by_the_zone(said: Said) -> frozenset[str]:
    """Every address that one of the zone's own name servers has, be it behind the others."""
    zones = (zone for seen in said.values() for zone in seen.every(Zone))
    answers = (server.outcome for zone in zones for server in zone.servers)
    own = own_answer(said)
    told = (*(one for one in answers if isinstance(one, Answer)), *((own,) if own else ()))
    return frozenset(address for answer in told for address in answer.addresses)


def meant(addresses: Iterable[str], prefixes: Iterable[IPv6Network] = ()) -> frozenset[str]:
    """The addresses, each in the form that it leads to: of NAT64's and mapped ones the IPv4 address."""
    return frozenset(str(tuple(forms_of(address, prefixes))[-1]) for address in addresses)


def strangers(target: Target, answer: Answer) -> tuple[str, ...]:
    """The addresses of an answer that are not expected; none where nothing is."""
    expected = target.expected_ips
    return tuple(
        one
        for one in answer.addresses
        if expected and not is_within(one, expected, answer.prefixes)
    )


def stale(target: Target, said: Said) -> frozenset[Resolver]:
    """The resolvers that hold an answer which the zone, now right, does not give any more.

    Without `expected_ips` an address that the zone does not name may be another view of it; that
    there is none, where the zone has one, is old in any case.
    """
    own = authority(said)
    if own is None or not right_addresses(target, said):
        return frozenset()
    current = meant(said_by_the_zone(said))
    return frozenset(
        place
        for place, seen in said.items()
        if place != own and is_old(seen.outcome(Phase.DNS), target, current)
    )


def is_old(outcome: object, target: Target, current: frozenset[str]) -> bool:
    """Whether an answer is none that the zone gives at present."""
    if isinstance(outcome, Failed):
        return outcome.reason in SAID_THERE_IS_NONE
    if not isinstance(outcome, Answer):
        return False
    return not meant(strangers(target, outcome), outcome.prefixes) <= current


def astray(target: Target, said: Said) -> frozenset[str]:
    """The addresses that nobody but stale resolvers name: what is found there is not the deployment's."""
    old = stale(target, said)
    named = {place: seen.found(Answer) for place, seen in said.items()}
    by_old = addresses_of(answer for place, answer in named.items() if place in old)
    return by_old - addresses_of(answer for place, answer in named.items() if place not in old)


def addresses_of(answers: Iterable[Answer | None]) -> frozenset[str]:
    """All in them."""
    return frozenset(address for answer in answers if answer for address in answer.addresses)


def seconds_left(answer: Answer) -> int | None:
    """For how long the resolver keeps the answer from when it was asked; None: not known."""
    return max((one.ttl for one in answer.records if one.ttl is not None), default=None)


def forgotten_at(place: Resolver, evidence: Evidence) -> datetime | None:
    """When a resolver forgets its answer, where that is known."""
    answer = dict(evidence.at_resolvers())[place].found(Answer)
    left = seconds_left(answer) if answer else None
    return None if left is None else evidence.started_at + timedelta(seconds=left)


def speaking(zone: Zone) -> tuple[ServerAnswer, ...]:
    """The servers of a zone that say something of the host."""
    return tuple(
        server
        for server in zone.servers
        if isinstance(server.outcome, Answer) or server.outcome.reason in SAID_THERE_IS_NONE
    )


def lame(zone: Zone) -> tuple[ServerAnswer, ...]:
    """The servers to which a zone is delegated, and which say that they do not serve it.

    Silence may be the network's, and so may be all of it where no server speaks.
    """
    if not speaking(zone):
        return ()
    return tuple(
        server
        for server in zone.servers
        if isinstance(server.outcome, Failed)
        and server.outcome.reason not in SAID_THERE_IS_NONE | {Reason.DNS_TIMEOUT}
        and server.serial is None
    )


def behind(zone: Zone) -> Iterator[tuple[ServerAnswer, ServerAnswer]]:
    """Servers with an older state of the zone that has another answer, each with one of the newest.

    Serial numbers are compared as RFC 1982 has it.
    """
    known = [server for server in speaking(zone) if server.serial is not None]
    newest = reduce(newer, known) if known else None
    for server in known:
        if newest and server.serial != newest.serial and words_of(server) != words_of(newest):
            yield server, newest


def newer(one: ServerAnswer, other: ServerAnswer) -> ServerAnswer:
    """The one with the newer state of the zone: within half of the numbers' circle after it."""
    ahead = ((other.serial or 0) - (one.serial or 0)) % SERIALS
    return other if 0 < ahead < SERIALS // 2 else one


def is_agreed(zone: Zone) -> bool:
    """Whether its servers say the same, or what is left out by turns: some share an answer."""
    if any(behind(zone)):
        return False
    return not any(
        words_of(one).isdisjoint(words_of(other)) for one, other in combinations(speaking(zone), 2)
    )


def words_of(server: ServerAnswer) -> frozenset[str]:
    """What a server says of the host, as far as it can be compared."""
    outcome = server.outcome
    if isinstance(outcome, Failed):
        return frozenset({outcome.reason})
    return frozenset(outcome.addresses or outcome.aliases)
