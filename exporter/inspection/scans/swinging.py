"""Answers that differ from scan to scan of one address, where several servers answer behind it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from exporter.inspection.keeping import refreshed
from exporter.inspection.tallies import BY_CHANCE_OF_SCANS, counted, is_soon_gone, seen_alone
from exporter.model.memory import Memory, Swinging
from exporter.model.scan import Accepted, Scan
from exporter.words.protocol import Support

IS_GONE = partial(is_soon_gone, by_chance=BY_CHANCE_OF_SCANS)
S = TypeVar("S", bound=str)
Told: TypeAlias = Mapping[str, Support]


def with_ended(memory: Memory, address: str, scan: Scan) -> Memory:
    """The memory with what differs between the scan, which has come to its end, and those before it."""
    last, known = memory.scans.get(address), memory.swinging.get(address, {})
    if last is None or not (known or answers_of(last) != answers_of(scan)):
        return memory
    found = MappingProxyType(dict(swinging(known, last, scan)))
    if not (found or known):
        return memory
    return replace(memory, swinging=refreshed(memory.swinging, {address: found}))


def swinging(
    known: Mapping[str, Swinging], last: Scan, scan: Scan
) -> Iterator[tuple[str, Swinging]]:
    """Each answer that differed of late, counted, and how often it was not found out."""
    before, answers = dict(answers_of(last)), dict(answers_of(scan))
    for thing in known.keys() | before.keys():
        support = answers.get(thing, Support.UNKNOWN)
        swing = known.get(thing) or first_seen(before.get(thing, Support.UNKNOWN), last)
        tallies = counted(swing.tallies, (support,), scan.taken_at, IS_GONE)
        suites = scan.accepted_suites if support is Support.YES else swing.suites
        if len(tallies) > 1:
            yield thing, Swinging(tallies=MappingProxyType(tallies), suites=suites)


def first_seen(support: Support, last: Scan) -> Swinging:
    """An answer that has not differed yet."""
    tallies = {support: seen_alone(None, last.taken_at)}
    return Swinging(tallies=tallies, suites=last.accepted_suites)


def answers_of(scan: Accepted) -> tuple[tuple[str, Support], ...]:
    """Versions, weak classes and groups, whose names differ, with what is known of each."""
    return (*scan.protocols, *scan.weak_ciphers, *scan.groups)


def held(scan: Scan, known: Mapping[str, Swinging]) -> Scan:
    """The scan, in which what is accepted by turns is accepted: a no holds for one of the servers alone.

    What was not found out, as by turns, is as it was found last.
    """
    told = {thing: answer(swing.returned) for thing, swing in known.items()}
    if all(one is Support.UNKNOWN for one in told.values()):
        return scan
    suites = {(one.protocol, one.suite): one for one in scan.suites}
    for thing, swing in known.items():
        if told[thing] is Support.YES:
            suites |= {(one.protocol, one.suite): one for one in swing.suites}
    return replace(
        scan,
        protocols=with_told(scan.protocols, told),
        weak_ciphers=with_told(scan.weak_ciphers, told),
        groups=with_told(scan.groups, told),
        suites=tuple(suites.values()),
    )


def answer(returned: Collection[Support]) -> Support:
    """Of several that come by turns, the one that holds; unknown where none does."""
    if len(returned) < 2:
        return Support.UNKNOWN
    return Support.YES if Support.YES in returned else Support.NO


def with_told(answers: tuple[tuple[S, Support], ...], told: Told) -> tuple[tuple[S, Support], ...]:
    """The answers, with those that hold by turns."""
    return tuple((one, standing(now, told.get(one, Support.UNKNOWN))) for one, now in answers)


def standing(now: Support, by_turns: Support) -> Support:
    """A yes of either; what is known now before what was known of late."""
    return by_turns if by_turns is Support.YES or now is Support.UNKNOWN else now
