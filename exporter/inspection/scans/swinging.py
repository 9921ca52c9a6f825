"""Answers that differ from scan to scan of one address, where several servers answer behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from exporter.inspection.keeping import refreshed
from exporter.inspection.scans.joined_scan import with_yes
from exporter.inspection.tallies import counted, is_soon_gone, seen_alone
from exporter.model.memory import Memory, Swinging
from exporter.model.scan import Accepted, Scan
from exporter.words.protocol import Support


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
    """Each answer that differed of late, counted; one that was not found out this time counts for nothing."""
    before, answers = dict(answers_of(last)), dict(answers_of(scan))
    for thing in known.keys() | before.keys():
        support = answers.get(thing, Support.UNKNOWN)
        swing = known.get(thing) or first_seen(before.get(thing, Support.UNKNOWN), last)
        if support is not Support.UNKNOWN:
            present: tuple[Support, ...] = (support,)
            tallies = counted(swing.tallies, present, scan.taken_at, is_soon_gone)
            suites = scan.accepted_suites if support is Support.YES else swing.suites
            swing = Swinging(tallies=MappingProxyType(tallies), suites=suites)
        if len(swing.tallies) > 1:
            yield thing, swing


def first_seen(support: Support, last: Scan) -> Swinging:
    """An answer that has not differed yet."""
    present: tuple[Support, ...] = () if support is Support.UNKNOWN else (support,)
    tallies = {one: seen_alone(None, last.taken_at) for one in present}
    return Swinging(tallies=tallies, suites=last.accepted_suites)


def answers_of(scan: Accepted) -> tuple[tuple[str, Support], ...]:
    """Versions, weak classes and groups, whose names differ, with what is known of each."""
    return (*scan.protocols, *scan.weak_ciphers, *scan.groups)


def held(scan: Scan, known: Mapping[str, Swinging]) -> Scan:
    """The scan, in which what is accepted by turns is accepted: a no holds for one of the servers alone."""
    by_turns = {thing: swing for thing, swing in known.items() if swing.is_by_turns}
    if not by_turns:
        return scan
    suites = {(one.protocol, one.suite): one for one in scan.suites}
    for swing in by_turns.values():
        suites |= {(one.protocol, one.suite): one for one in swing.suites}
    return replace(
        scan,
        protocols=with_yes(scan.protocols, (one for one, _ in scan.protocols if one in by_turns)),
        weak_ciphers=with_yes(
            scan.weak_ciphers, (one for one, _ in scan.weak_ciphers if one in by_turns)
        ),
        groups=with_yes(scan.groups, (one for one, _ in scan.groups if one in by_turns)),
        suites=tuple(suites.values()),
    )
