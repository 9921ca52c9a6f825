"""The loop of an inspection: asks what is to be asked, judges what came, and remembers it."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from exporter.inspection.dossier import Dossier, begun
from exporter.inspection.inquiries import inquiries
from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.aside import JudgeAside
from exporter.inspection.judging.documents import (
    MOST_ROUNDS,
    named,
    remembered,
    with_documents,
    with_earlier,
)
from exporter.inspection.kept import seen_at
from exporter.inspection.memory.last_word import with_last_word
from exporter.inspection.memory.recollection import about, recollected
from exporter.inspection.same_look import after_same_look
from exporter.inspection.sightings import sightings
from exporter.inspection.single_file import InTurn, at_once
from exporter.model.attempt import Attempts
from exporter.model.evidence import Evidence
from exporter.model.inquiry import Inquiry, Lookup
from exporter.model.memory import Memory
from exporter.model.place import Resolver
from exporter.model.target import Target


class Probe(Protocol):
    """What answers the inquiries of one inspection; `exporter.probing.prober`, or a script in tests."""

    @property
    def resolvers(self) -> tuple[Resolver, ...]:
        """Those that there are to ask."""
        ...

    async def answer(self, inquiry: Inquiry) -> Attempts:
        """What an inquiry came to, in attempts at its place; never raises but for cancellation."""
        ...

    def seconds(self) -> float:
        """How long the inspection has taken so far."""
        ...


async def inspect(
    target: Target,
    memory: Memory,
    *,
    probe: Probe,
    appraiser: Callable[[], Appraiser],
    now: datetime,
    on_defect: OnDefect,
    in_turn: InTurn = at_once,
    is_forced: bool = False,
) -> Memory:
    """The memory with a new report; `now` (aware) is when the inspection begins.

    By force, everything is asked anew, and nothing is forgotten. The trust stores are those at the
    end, as a reload may have changed them.
    """
    dossier = begun(target, about(target, memory), probe.resolvers, is_forced=is_forced)
    dossier = await answered(dossier, probe, now)
    seconds = probe.seconds()
    if same := after_same_look(dossier, seconds, now, appraiser()):
        return same
    judge = JudgeAside(
        target=target,
        appraiser=appraiser,
        now=now + timedelta(seconds=seconds),
        on_defect=on_defect,
        in_turn=in_turn,
        is_forced=is_forced,
    )
    return await gone_through(dossier, seconds, probe, judge, now)


async def gone_through(
    dossier: Dossier, seconds: float, probe: Probe, judge: JudgeAside, now: datetime
) -> Memory:
    """What all that was answered comes to, for the memory and in a report."""
    recalled = recollected(dossier, now)
    seen = sightings(dossier, recalled, now)
    evidence = Evidence(
        started_at=seen_at(dossier.memory, seen, now), duration=seconds, sightings=seen
    )
    return await witnessed(evidence, recalled, probe, judge, now)


async def witnessed(
    evidence: Evidence,
    memory: Memory,
    probe: Probe,
    judge: JudgeAside,
    now: datetime,
) -> Memory:
    """The memory with a report on the evidence, and on the documents that its certificates name.

    Those that were named before are at hand when it is judged first; each judgement shows which others
    are named.
    """
    before = memory.report
    wanted = named(before, evidence)
    answers = {} if judge.is_forced else remembered(before, wanted, now)
    for _ in range(MOST_ROUNDS):
        new = [one for one in wanted if one not in answers]
        came = await asyncio.gather(*map(probe.answer, new))
        answers |= with_earlier(before, dict(zip(new, came, strict=True)))
        seen = with_documents(evidence, answers, probe.seconds()) if answers else evidence
        memory = memory.with_report(await judge.report(seen, memory))
        wanted = named(memory.report, evidence)
        if all(one in answers for one in wanted):
            break
    return memory


async def answered(dossier: Dossier, probe: Probe, now: datetime) -> Dossier:
    """The dossier with every inquiry answered that it, and then its answers, call for."""
    under_way: dict[asyncio.Task[Attempts], Inquiry] = {}
    try:
        while True:
            new = [one for one in inquiries(dossier, now) if one not in under_way.values()]
            if len(new) == 1 and not under_way:  # the usual case, which spares a task
                dossier = heard(dossier, new[0], await probe.answer(new[0]), now)
                continue
            under_way |= {asyncio.ensure_future(probe.answer(one)): one for one in new}
            if not under_way:
                return dossier
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                dossier = heard(dossier, under_way.pop(task), task.result(), now)
    finally:
        if under_way:
            await called_off(under_way)


def heard(dossier: Dossier, inquiry: Inquiry, attempts: Attempts, now: datetime) -> Dossier:
    """The dossier with one answer more, a lost one of a zone's name servers with what still holds."""
    if isinstance(inquiry, Lookup):
        attempts = with_last_word(attempts, inquiry.place, dossier.memory, now)
    return dossier.after(inquiry, attempts)


async def called_off(tasks: Collection[asyncio.Task[Attempts]]) -> None:
    """Returns when all of them have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
