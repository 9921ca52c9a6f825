"""The loop that probes every target when it is due, and never one target twice at once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Container, Iterable
from functools import partial
from itertools import islice
from typing import Protocol, TypeAlias

from exporter.model.report import Report
from exporter.model.settings import Limits
from exporter.model.target import Target
from exporter.scheduler.agenda import Agenda
from exporter.scheduler.journal import Journal
from exporter.scheduler.store import Store

Inspect: TypeAlias = Callable[[Target, Report | None], Awaitable[Report]]


class Alarm(Protocol):
    """What `CallLater` gives; `asyncio.TimerHandle`, or an alarm of a clock that tests move."""

    def cancel(self) -> None:
        """Call nothing."""
        ...


CallLater: TypeAlias = Callable[[float, Callable[[], None]], Alarm]
"""Calls a function after so many seconds."""


class Runner:
    """Due targets queue for a place among the running probes, whose number is bounded."""

    def __init__(
        self,
        *,
        inspect: Inspect,
        store: Store,
        limits: Limits,
        journal: Journal,
        clock: Callable[[], float],
        call_later: CallLater,
    ) -> None:
        self._inspect = inspect
        self._store = store
        self._limits = limits
        self._journal = journal
        self._clock = clock
        self._call_later = call_later
        self._agenda = Agenda()
        self._queued: OrderedDict[str, float] = OrderedDict()
        """Names that wait for a place, with the time they were due."""
        self._running: dict[str, asyncio.Task[Report | None]] = {}
        self._obsolete: set[str] = set()
        """Names whose running probe was cancelled: its target was changed or removed."""
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
        """Obey other limits from now on; probes that run already go on."""
        self._limits = limits
        self._changed.set()

    def set_targets(self, targets: Iterable[Target], *, soon: Container[str] = ()) -> None:
        """Watch exactly these; those that are new or differ, and those in `soon`, are due soon."""
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
        self._journal.planned(len(watched))
        self._changed.set()

    async def probe_now(self, name: str) -> Report | None:
        """The report of a probe begun now, or of the one that runs; None if it gives none.

        A probe begun now takes nothing over from the last report: scans are made anew.

        A probe gives none when its target is removed, from the end of `run` on, and after a
        defect, which is logged. An unknown name is a `LookupError`.
        """
        if name not in self._agenda.plan:
            raise LookupError(name)
        if self._is_over:
            return None
        if not self._is_running(name):
            self._queued.setdefault(name, self._clock())
            self._queued.move_to_end(name, last=False)
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
                    await self._pause()
        finally:
            self._is_over = True
            for name in tuple(self._answers):
                self._answer(name, None)

    def _call_off(self, names: Iterable[str]) -> None:
        """Forget what was begun for appointments that do not stand any more."""
        for name in names:
            self._queued.pop(name, None)
            if self._is_running(name):
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
        return name in self._running and name not in self._obsolete

    def _start_queued(self, probes: asyncio.TaskGroup) -> None:
        places = max(0, self._limits.concurrency - len(self._running))
        ready = (name for name in self._queued if name not in self._running)
        for name in tuple(islice(ready, places)):
            due = self._queued.pop(name)
            self._journal.started(delay=self._clock() - due)
            task = probes.create_task(self._probe(self._agenda.plan[name].target))
            # A callback, as a task that is cancelled before its first step runs nothing itself.
            task.add_done_callback(partial(self._end, name))
            self._running[name] = task

    async def _pause(self) -> None:
        """Until the next target is due or there is something else to do."""
        seconds = max(0.0, self._agenda.next_wake - self._clock())
        alarm = self._call_later(seconds, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            alarm.cancel()

    async def _probe(self, target: Target) -> Report | None:
        previous = self._store.report(target.name)
        # Who asks wants to see what a repair has done, scans included.
        known = None if target.name in self._answers else previous
        try:
            report = await self._inspect(target, known)
            self._publish(report, previous)
        except Exception as error:  # noqa: BLE001 - a defect must not end the loop; it is logged
            self._journal.met_defect(target, error)
            return None
        return report

    def _publish(self, report: Report, previous: Report | None) -> None:
        if report.target.name not in self._obsolete:
            self._store.put(report)
            self._journal.published(report, previous)

    def _end(self, name: str, task: asyncio.Task[Report | None]) -> None:
        del self._running[name]
        if self._queued:
            self._changed.set()
        if name in self._obsolete or task.cancelled():
            self._obsolete.discard(name)
            self._journal.called_off()
            return
        self._journal.ended(task.result())
        self._answer(name, task.result())
        if self._unprobed:
            self._unprobed.discard(name)

    def _answer(self, name: str, report: Report | None) -> None:
        if answer := self._answers.pop(name, None):
            answer.set_result(report)
