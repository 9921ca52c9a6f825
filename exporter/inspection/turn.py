"""One more question of every scan whose turn it is, beside the probes of the target."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from operator import is_
from typing import Protocol

from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.aside import JudgeAside
from exporter.inspection.memory.recollection import is_same_server
from exporter.inspection.memory.web_answers import told_answer
from exporter.inspection.scans.learned import learned
from exporter.inspection.scans.pace import pause, waits_for_visit
from exporter.inspection.scans.told_scan import scan_attempts
from exporter.inspection.single_file import InTurn, at_once
from exporter.model.attempt import Attempts
from exporter.model.evidence import Evidence, Presentation, Sighting
from exporter.model.inquiry import Scanning
from exporter.model.memory import Memory
from exporter.model.place import Address
from exporter.model.scan import Scan, Transcript
from exporter.model.target import Policy, Target
from exporter.words.phase import Phase

BETWEEN_JUDGEMENTS = timedelta(seconds=15)
"""While a scan is under way."""


class Asking(Protocol):
    """What asks one question of a scan."""

    async def answer(self, inquiry: Scanning) -> Attempts:
        """First the transcript with the answer, or the scan, or why nothing was asked."""
        ...


def next_turn(target: Target, memory: Memory, now: datetime) -> datetime | None:
    """When the next question of any scan may be asked; None while none is under way."""
    if not memory.transcripts:  # as nearly always
        return None
    dues = (
        now if is_due(one, target.policy, now) else one.due for _, one in under_way(target, memory)
    )
    return min(dues, default=None)


def under_way(target: Target, memory: Memory) -> Iterator[tuple[Address, Transcript]]:
    """Every scan that goes on beside the probes, where the target led at the last look.

    Not at an address that others stand in for just now: no connection goes where DNS does not lead.
    """
    if memory.report is None or not is_same_server(target, memory.report.target):
        return
    for place, sighting in memory.report.evidence.at_addresses():
        transcript = None if sighting.seen_at else memory.transcripts.get(place.address)
        if transcript and not waits_for_visit(transcript, target.policy):
            yield place, transcript


async def take_turn(
    target: Target,
    memory: Memory,
    *,
    probe: Asking,
    appraiser: Callable[[], Appraiser],
    now: datetime,
    on_defect: OnDefect,
    in_turn: InTurn = at_once,
) -> Memory:
    """The memory after one question at each address where it is due.

    There is a new report where answers settled something: at the end of a scan, and before that
    from time to time, as judging takes more than a dozen questions do.
    """
    policy, before = target.policy, memory
    due = [(place, one) for place, one in under_way(target, memory) if is_due(one, policy, now)]
    answers = await asyncio.gather(*(probe.answer(Scanning(*one)) for one in due))
    for (place, _), scanned in zip(due, answers, strict=True):
        memory = learned(memory, place.address, scanned, policy, now)
    if memory.report is None or is_held_back(memory, before, now):
        return memory
    evidence = with_scans(memory.report.evidence, policy, memory)
    if evidence is memory.report.evidence:
        return memory
    judge = JudgeAside(
        target=target, appraiser=appraiser, now=now, on_defect=on_defect, in_turn=in_turn
    )
    return memory.with_report(await judge.report(evidence, memory))


def is_held_back(memory: Memory, before: Memory, now: datetime) -> bool:
    """Whether no scan has ended, and the last judgement is of just now."""
    if memory.report is None or memory.transcripts.keys() != before.transcripts.keys():
        return False
    return memory.report.since <= now < memory.report.since + BETWEEN_JUDGEMENTS


def is_due(transcript: Transcript, policy: Policy, now: datetime) -> bool:
    """Whether its next question may be asked; one that is too far ahead is of a clock since corrected."""
    furthest = max(pause(transcript, policy), timedelta(seconds=policy.scan_interval))
    return not now < transcript.due <= now + furthest


def with_scans(evidence: Evidence, policy: Policy, memory: Memory) -> Evidence:
    """The evidence with the scans as they are told now; the very same if nothing was settled."""
    sightings = tuple(with_scan(sighting, policy, memory) for sighting in evidence.sightings)
    if all(map(is_, sightings, evidence.sightings)):
        return evidence
    return replace(evidence, sightings=sightings)


def with_scan(sighting: Sighting, policy: Policy, memory: Memory) -> Sighting:
    """What was seen at one place, and what its scan tells now; what was seen earlier is told as then."""
    place, before = sighting.place, sighting.found(Scan)
    visited = tuple(takewhile(lambda one: one.phase is not Phase.SCAN, sighting.attempts))
    if not isinstance(place, Address) or sighting.seen_at or len(visited) == len(sighting.attempts):
        return sighting
    scans = scan_attempts(place, visited, policy, memory)
    answers = told_answer(place, visited, memory)
    after = Sighting(place=place, attempts=(*visited, *scans, *answers))
    is_news = tuple(sighting.every(Presentation)) != tuple(after.every(Presentation))
    return after if is_news or before != after.found(Scan) else sighting
