"""The loop that probes every target when it is due, and never one target twice at once."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable
from datetime import datetime, timedelta
from functools import partial
from math import inf
from typing import Protocol, TypeAlias

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Limits
from exporter.model.target import Target
from exporter.probing.alarm import CallLater
from exporter.scheduler.agenda import Agenda
from exporter.scheduler.instants import Instants
from exporter.scheduler.journal import Journal
from exporter.scheduler.store import Store

SLICE = 0.01
"""Seconds of judging again after which all else has its turn: a reload may ask for it everywhere."""
Judge: TypeAlias = Callable[[Target, Memory], Memory | None]
"""Judges the evidence at hand again, by what is expected and trusted at present; None where that takes long."""
Beside: TypeAlias = Callable[[Target, Memory], Awaitable[Memory]]
"""The same, beside everything else."""
Learn: TypeAlias = Callable[[Memory], Awaitable[Memory]]
"""What becomes of what is known of a target."""


class Inspect(Protocol):
    """What probes and judges a target; by force it asks everything anew."""

    def __call__(self, target: Target, memory: Memory, *, is_forced: bool) -> Awaitable[Memory]:
        """The memory with a new report."""
        ...


class Scans(Protocol):
    """What goes on with the scans that are under way, beside the probes."""

    def next_turn(self, target: Target, memory: Memory, now: datetime) -> datetime | None:
        """When one of a target's scans may ask its next question; None while none is under way."""
        ...

    def take_turn(self, target: Target, memory: Memory) -> Awaitable[Memory]:
        """The memory after those questions, with a new report where they settled something."""
        ...


class Runner:
    """Every due target begins at once: what goes on together is the affair of the probes' gate."""

    def __init__(
        self,
        *,
        inspect: Inspect,
        judge: Judge,
        judge_aside: Beside,
        scans: Scans,
        store: Store,
        limits: Limits,
        journal: Journal,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        call_later: CallLater,
    ) -> None:
        """`clock` never goes back and counts seconds; `now` is the time of day (aware)."""
        self._inspect = inspect
        self._judge = judge
        self._judge_aside = judge_aside
        self._scans = scans
        self._store = store
        self._limits = limits
        self._journal = journal
        self._clock = clock
        self._now = now
        self._call_later = call_later
        self._agenda = Agenda()
        self._expiries = Instants()
        """When a judgement does not hold any more."""
        self._turns = Instants()
        """When a scan may go on."""
        self._to_judge: dict[str, None] = {}
        """Names whose judgement does not stand, the first first."""
        self._to_judge_aside: dict[str, None] = {}
        """Those of which it takes long; what runs already has to be over first."""
        self._queued: dict[str, float] = {}
        """Names to begin, with the time they were due; a cancelled probe has to be gone first."""
        self._running: dict[str, asyncio.Task[Report | None]] = {}
        self._obsolete: set[str] = set()
        """Names whose running task was cancelled: its target was changed or removed."""
        self._beside: set[str] = set()
        """Names whose running task is no probe, but a turn of a scan or a judgement."""
        self._answers: dict[str, asyncio.Future[Report | None]] = {}
        """What `probe_now` waits for, by name."""
        self._unprobed: set[str] | None = None
        """Names of the first targets that were not probed yet."""
        self._changed = asyncio.Event()
        self._is_over = False

    @property
    def is_first_round_complete(self) -> bool:
        """Whether each of the first targets was probed, or was removed since."""
        return self._unprobed is not None and not self._unprobed

    def set_limits(self, limits: Limits) -> None:
        """Plan first probes by other limits from now on."""
        self._limits = limits

    def set_targets(self, targets: Iterable[Target], *, soon: Container[str] = ()) -> None:
        """Watch exactly these; those that are new or probed otherwise, and `soon`, are due soon.

        What is known of the others is judged again, where something else is expected of them.
        """
        moved = self._agenda.replan(
            targets,
            now=self._clock(),
            connections_per_second=self._limits.connections_per_second,
            soon=soon,
        )
        watched = self._agenda.plan.keys()
        self._call_off(moved)
        for name in self._answers.keys() - watched:
            self._answer(name, None)
        self._unprobed = set(watched if self._unprobed is None else watched & self._unprobed)
        self._store.keep_only(watched)
        for name, planned in self._agenda.plan.items():
            self._conform(name, planned.target)
        self._journal.planned(watched)
        self._changed.set()

    def judge_again(self, names: Iterable[str]) -> None:
        """Judge what is known of these targets by the trust stores of the present, a few at a time."""
        self._to_judge |= dict.fromkeys(names)
        self._changed.set()

    def next_probe(self, name: str) -> datetime | None:
        """When a target is due next; None where there is no such target."""
        if planned := self._agenda.plan.get(name):
            return self._now() + timedelta(seconds=planned.due - self._clock())
        return None

    async def probe_now(self, name: str) -> Report | None:
        """The report of a probe begun now, or of the one that runs; None if it gives none.

        A probe begun now asks everything anew, scans included, and forgets nothing.

        A probe gives none when its target is removed, from the end of `run` on, and after a
        defect, which is logged. An unknown name is a `LookupError`.
        """
        if name not in self._agenda.plan:
            raise LookupError(name)
        if self._is_over:
            return None
        if not self._is_running(name):
            self._queued.setdefault(name, self._clock())
            self._changed.set()
        answer = self._answers.setdefault(name, asyncio.get_running_loop().create_future())
        return await asyncio.shield(answer)  # others may wait for the same one

    async def run(self) -> None:
        """Probe until cancelled, and cancel the running probes then."""
        try:
            async with asyncio.TaskGroup() as probes:
                while True:
                    self._changed.clear()
                    self._queue_due()
                    self._start_queued(probes)
                    self._start_turns(probes)
                    self._find_expired()
                    self._judge_some()
                    self._start_judgements(probes)
                    await self._pause()
        finally:
            self._is_over = True
            for name in tuple(self._answers):
                self._answer(name, None)

    def _call_off(self, names: Iterable[str]) -> None:
        """Forget what was begun for appointments that do not stand any more."""
        for name in names:
            self._queued.pop(name, None)
            if name in self._running and name not in self._obsolete:
                self._obsolete.add(name)
                self._running[name].cancel()

    def _queue_due(self) -> None:
        for appointment in self._agenda.pop_due(self._clock()):
            name = appointment.target.name
            if self._is_running(name) or name in self._queued:
                self._journal.skipped(appointment.target)
            else:
                self._queued[name] = appointment.due

    def _is_running(self, name: str) -> bool:
        """Whether a probe is under way that counts; a turn of a scan or a judgement is none."""
        is_probe = name in self._running and name not in self._beside
        return is_probe and name not in self._obsolete

    def _start_queued(self, probes: asyncio.TaskGroup) -> None:
        for name in [name for name in self._queued if name not in self._running]:
            due = self._queued.pop(name)
            self._journal.started(delay=self._clock() - due)
            task = probes.create_task(self._probe(self._agenda.plan[name].target))
            # A callback, as a task that is cancelled before its first step runs nothing itself.
            task.add_done_callback(partial(self._end, name))
            self._running[name] = task

    def _start_turns(self, tasks: asyncio.TaskGroup) -> None:
        """Scans go on between the probes of their target."""
        now = self._now()
        for name in self._turns.pop_reached(now):
            planned = self._agenda.plan.get(name)
            if planned is None or name in self._running:
                continue  # the next turn is noted at the end of what runs
            when = self._next_turn(planned.target, now)
            if when and when <= now:
                self._begin_beside(tasks, planned.target, self._scans.take_turn)

    def _start_judgements(self, tasks: asyncio.TaskGroup) -> None:
        for name in [name for name in self._to_judge_aside if name not in self._running]:
            del self._to_judge_aside[name]
            if planned := self._agenda.plan.get(name):
                self._begin_beside(tasks, planned.target, self._judge_aside)

    def _begin_beside(self, tasks: asyncio.TaskGroup, target: Target, learn: Beside) -> None:
        task = tasks.create_task(self._learned(target, partial(learn, target)))
        task.add_done_callback(partial(self._end_beside, target.name))
        self._running[target.name] = task
        self._beside.add(target.name)

    async def _pause(self) -> None:
        """Until the next target is due or there is something else to do."""
        if self._to_judge:
            await asyncio.sleep(0)
            return
        seconds = min(
            self._until_due(), self._until(self._expiries.next), self._until(self._turns.next)
        )
        alarm = self._call_later(seconds, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            alarm.cancel()

    def _until_due(self) -> float:
        """Seconds until a target is due."""
        return max(0.0, self._agenda.next_wake - self._clock())

    def _until(self, instant: datetime | None) -> float:
        """Seconds until then; infinity where there is nothing to be done."""
        return max(0.0, (instant - self._now()).total_seconds()) if instant else inf

    def _find_expired(self) -> None:
        now = self._now()
        for name in self._expiries.pop_reached(now):
            report = self._store.report(name)
            if report and report.until <= now:
                self.judge_again((name,))

    def _judge_some(self) -> None:
        """Those that come first; a defect leaves the last report of its target where it is."""
        end = self._clock() + SLICE
        while self._to_judge and self._clock() < end:
            name = next(iter(self._to_judge))
            del self._to_judge[name]
            if planned := self._agenda.plan.get(name):
                try:
                    judged = self._judge(planned.target, self._store.memory(name))
                    if judged:
                        self._put(name, judged)
                    else:
                        self._to_judge_aside[name] = None
                except Exception as error:  # noqa: BLE001 - as in a probe
                    self._journal.met_defect(planned.target, error)

    def _conform(self, name: str, target: Target) -> None:
        """What is known of a target is judged by what is expected of it now."""
        report = self._store.report(name)
        if report and report.target is not target and report.target != target:
            self.judge_again((name,))

    async def _probe(self, target: Target) -> Report | None:
        # Who asks wants to see what a repair has done, scans included.
        is_forced = target.name in self._answers
        return await self._learned(target, partial(self._inspect, target, is_forced=is_forced))

    async def _learned(self, target: Target, learn: Learn) -> Report | None:
        """What is known of a target from then on; a defect is logged, and ends no loop."""
        name, before = target.name, self._store.memory(target.name)
        try:
            memory = await learn(before)
            newest = self._store.report(name)
            if newest and memory.report is before.report:  # it may have been judged again meanwhile
                memory = memory.with_report(newest)
            if name not in self._obsolete:
                self._put(name, memory)
                self._conform(name, self._agenda.plan[name].target)
        except Exception as error:  # noqa: BLE001 - it is logged
            self._journal.met_defect(target, error)
            return None
        return memory.report

    def _put(self, name: str, memory: Memory) -> None:
        report, previous = memory.report, self._store.report(name)
        if report is None:
            return
        if report is previous:
            self._store.remember(name, memory)
            return
        self._store.put(memory, report)
        if previous is None or report.until != previous.until:
            self._expiries.note(name, report.until)
            self._changed.set()
        self._journal.published(report, previous)

    def _end(self, name: str, task: asyncio.Task[Report | None]) -> None:
        del self._running[name]
        self._note_turn(name)
        if self._queued or self._to_judge_aside:
            self._changed.set()
        if name in self._obsolete or task.cancelled():
            self._obsolete.discard(name)
            self._journal.called_off()
            return
        self._journal.ended(task.result())
        self._answer(name, task.result())
        if self._unprobed:
            self._unprobed.discard(name)

    def _end_beside(self, name: str, _task: asyncio.Task[Report | None]) -> None:
        del self._running[name]
        self._beside.discard(name)
        self._obsolete.discard(name)
        self._note_turn(name)
        self._changed.set()

    def _note_turn(self, name: str) -> None:
        """When the scans of a target may go on."""
        planned = self._agenda.plan.get(name)
        if planned and (turn := self._next_turn(planned.target, self._now())):
            self._turns.note(name, turn)
            self._changed.set()

    def _next_turn(self, target: Target, now: datetime) -> datetime | None:
        """When its scans may go on; none before its next probe after a defect, which is logged."""
        try:
            return self._scans.next_turn(target, self._store.memory(target.name), now)
        except Exception as error:  # noqa: BLE001 - as in a probe
            self._journal.met_defect(target, error)
            return None

    def _answer(self, name: str, report: Report | None) -> None:
        if answer := self._answers.pop(name, None):
            answer.set_result(report)
