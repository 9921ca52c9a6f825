"""Answers that differ from scan to scan of one address, where several servers answer behind it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from exporter.inspection.keeping import refreshed
from exporter.inspection.tallies import BY_CHANCE_OF_SCANS, counted, is_soon_gone, seen_alone
from exporter.model.memory import Answer, Memory, Swinging, Thing
from exporter.model.scan import Accepted, Scan
from exporter.words.groups import Group
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Support
from exporter.words.scan_answer import ScanAnswer

IS_GONE = partial(is_soon_gone, by_chance=BY_CHANCE_OF_SCANS)
YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
S = TypeVar("S", bound=str)
Answers: TypeAlias = Mapping[Thing, Answer]
Told: TypeAlias = Mapping[Thing, frozenset[Answer]]
WANTED = frozenset(
    {ScanAnswer.FORWARD_SECRECY, ScanAnswer.LARGE_HELLOS, ScanAnswer.SECURE_RENEGOTIATION}
)
"""What every server should have: what one of several lacks is lacking."""


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
    known: Mapping[Thing, Swinging], last: Scan, scan: Scan
) -> Iterator[tuple[Thing, Swinging]]:
    """Each answer that differed of late, counted, and how often it was not found out."""
    before, now = answers_of(last), answers_of(scan)
    for thing in known.keys() | before.keys() | now.keys():
        answer = now.get(thing, UNKNOWN)
        swing = known.get(thing) or first_seen(before.get(thing, UNKNOWN), last)
        tallies = counted(swing.tallies, (answer,), scan.taken_at, IS_GONE)
        suites = scan.accepted_suites if answer is YES else swing.suites
        if len(tallies) > 1:
            yield thing, Swinging(tallies=MappingProxyType(tallies), suites=suites)


def first_seen(answer: Answer, last: Scan) -> Swinging:
    """An answer that has not differed yet."""
    tallies = {answer: seen_alone(None, last.taken_at)}
    return Swinging(tallies=tallies, suites=last.accepted_suites)


def answers_of(scan: Accepted) -> Answers:
    """What is known of versions, weak classes, groups, signatures and the whole, whose names differ."""
    of_each = (*scan.protocols, *scan.weak_ciphers, *scan.groups, *wanted(scan))
    return {
        **dict(of_each),
        **dict.fromkeys(scan.refused_signatures, NO),
        ScanAnswer.DH_BITS: scan.dh_bits or UNKNOWN,
        ScanAnswer.PREFERRED_GROUP: scan.preferred_group or UNKNOWN,
    }


def wanted(scan: Accepted) -> tuple[tuple[ScanAnswer, Support], ...]:
    """Whether there is what is wanted."""
    return (
        (ScanAnswer.FORWARD_SECRECY, scan.forward_secrecy),
        (ScanAnswer.LARGE_HELLOS, scan.large_hellos),
        (ScanAnswer.SECURE_RENEGOTIATION, scan.secure_renegotiation),
    )


def held(scan: Scan, known: Mapping[Thing, Swinging]) -> Scan:
    """The scan, in which what differs by turns is as it is at the worst of the servers.

    What was not found out, as by turns, is as it was found last.
    """
    returned = {thing: swing.returned for thing, swing in known.items()}
    told = {thing: answers for thing, answers in returned.items() if len(answers) > 1}
    if not told:
        return scan
    suites = {(one.protocol, one.suite): one for one in scan.suites}
    for thing, answers in told.items():
        if worst(thing, answers) is YES:
            suites |= {(one.protocol, one.suite): one for one in known[thing].suites}
    needs = dict(with_told(wanted(scan), told))
    bits = (scan.dh_bits, *told.get(ScanAnswer.DH_BITS, ()))
    refused = {thing for thing in told if isinstance(thing, tuple)}
    return replace(
        scan,
        protocols=with_told(scan.protocols, told),
        weak_ciphers=with_told(scan.weak_ciphers, told),
        groups=with_told(scan.groups, told),
        suites=tuple(suites.values()),
        forward_secrecy=needs[ScanAnswer.FORWARD_SECRECY],
        large_hellos=needs[ScanAnswer.LARGE_HELLOS],
        secure_renegotiation=needs[ScanAnswer.SECURE_RENEGOTIATION],
        dh_bits=min((number for number in bits if isinstance(number, int)), default=None),
        refused_signatures=tuple(sorted(refused.union(scan.refused_signatures))),
        preferred_group=worst_group(
            {scan.preferred_group, *told.get(ScanAnswer.PREFERRED_GROUP, ())}
        ),
    )


def with_told(answers: tuple[tuple[S, Support], ...], told: Told) -> tuple[tuple[S, Support], ...]:
    """The answers, with those that come by turns."""
    return tuple((one, worst(one, {now, *told.get(one, ())})) for one, now in answers)


def worst_group(answers: Collection[Answer]) -> str:
    """Of the groups that several servers prefer the one that a quantum computer breaks, if any."""
    names = (group.name for group in sorted(Group, key=POST_QUANTUM.__contains__))
    return next((name for name in names if name in answers), "")


def worst(thing: Thing, answers: Collection[Answer]) -> Support:
    """Of several answers the one that holds; unknown where none is known."""
    order = (NO, YES) if thing in WANTED else (YES, NO)
    return next((one for one in order if one in answers), UNKNOWN)
