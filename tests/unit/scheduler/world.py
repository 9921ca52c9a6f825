"""A runner in a world without time: a clock that a test moves and probes that only wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from math import inf

from prometheus_client import CollectorRegistry

from exporter.guide.diagnose import judged
from exporter.model.evidence import Endpoint, EndpointEvidence, Evidence
from exporter.model.outcome import Failed, Skipped
from exporter.model.report import Report
from exporter.model.settings import Limits
from exporter.model.target import Policy, Target
from exporter.scheduler.journal import Defects, Journal
from exporter.scheduler.runner import Runner
from exporter.scheduler.store import Store
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.exposition import render
from exporter.words.reason import Reason
from exporter.words.role import Role

START = 1_000_003.7
"""No round number, so that a grid of intervals does not begin with the world."""
LIMITS = Limits()
STEPS_OF_A_REACTION = 12
"""More turns of the event loop than a chain of callbacks between two waits takes."""


async def settled() -> None:
    """Everything that can happen without time passing has happened."""
    for _ in range(STEPS_OF_A_REACTION):
        await asyncio.sleep(0)


@dataclass(slots=True)
class FakeAlarm:
    """A function that is called unless the alarm is cancelled."""

    function: Callable[[], None] | None

    def cancel(self) -> None:
        """Call nothing."""
        self.function = None


class FakeTime:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = START) -> None:
        self.now = now
        self._order = count()
        self._alarms: list[tuple[float, int, FakeAlarm]] = []

    def clock(self) -> float:
        """Now, in seconds."""
        return self.now

    def call_later(self, seconds: float, function: Callable[[], None]) -> FakeAlarm:
        """Calls the function when a test has moved the clock that far."""
        alarm = FakeAlarm(function)
        heappush(self._alarms, (self.now + seconds, next(self._order), alarm))
        return alarm

    async def sleep(self, seconds: float) -> None:
        """Wait until a test has moved the clock that far."""
        over = asyncio.Event()
        self.call_later(seconds, over.set)
        await over.wait()

    async def advance(self, seconds: float) -> None:
        """Move the clock, stopping wherever something is to be called."""
        end = self.now + seconds
        await settled()
        while self._alarms and self._alarms[0][0] <= end:
            when, _, alarm = heappop(self._alarms)
            if alarm.function:
                self.now = max(self.now, when)
                alarm.function()
                await settled()
        self.now = max(self.now, end)
        await settled()


@dataclass(frozen=True, slots=True)
class Span:
    """One probe: whose, and from when until when; without an end it was cancelled."""

    target: Target
    begin: float
    end: float


@dataclass(slots=True)
class Probes:
    """Stands for the inspection: takes the time a test says and reports on nothing real."""

    time: FakeTime
    durations: dict[str, float] = field(default_factory=lambda: defaultdict(lambda: 0.5))
    reasons: dict[str, Reason] = field(default_factory=dict)
    defects: dict[str, Exception] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    most_running: int = 0
    cancelled: list[str] = field(default_factory=list)
    farewells: dict[str, float] = field(default_factory=dict)
    """Seconds that a cancelled probe still takes."""
    stubborn: set[str] = field(default_factory=set)
    """Those whose probes do not mind being cancelled."""
    previous: dict[str, Report | None] = field(default_factory=dict)

    async def inspect(self, target: Target, previous: Report | None) -> Report:
        """A report, after the target's duration."""
        assert target.name not in self.running, "two probes of one target at once"
        self.previous[target.name] = previous
        self.running.append(target.name)
        self.most_running = max(self.most_running, len(self.running))
        begin = self.time.now
        try:
            await self.time.sleep(self.durations[target.name])
        except asyncio.CancelledError:
            self.cancelled.append(target.name)
            if target.name in self.farewells:
                await self.time.sleep(self.farewells[target.name])
            if target.name not in self.stubborn:
                raise
        finally:
            self.running.remove(target.name)
        self.spans.append(Span(target, begin, self.time.now))
        if target.name in self.defects:
            raise self.defects[target.name]
        return report_on(target, self.reasons.get(target.name))

    def begins(self, name: str) -> list[float]:
        """When the finished probes of a target began."""
        return [span.begin for span in self.spans if span.target.name == name]

    def names(self) -> list[str]:
        """Whose probes were finished, in that order."""
        return [span.target.name for span in self.spans]


class World:
    """A runner with everything around it."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.time = FakeTime()
        self.probes = Probes(self.time)
        self.registry = CollectorRegistry()
        self.store = Store(render)
        self.runner = Runner(
            inspect=self.probes.inspect,
            store=self.store,
            limits=limits,
            journal=Journal(ExporterMetrics(self.registry), Defects()),
            clock=self.time.clock,
            call_later=self.time.call_later,
        )

    @asynccontextmanager
    async def watching(self, targets: Iterable[Target]) -> AsyncIterator[None]:
        """The runner at work."""
        self.runner.set_targets(targets)
        task = asyncio.ensure_future(self.runner.run())
        await settled()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def metric(self, name: str, **labels: str) -> float:
        """The value of one of the exporter's own series."""
        value = self.registry.get_sample_value(f"tls_exporter_{name}", labels)
        return inf if value is None else value


def target(name: str, *, interval: float = 60.0, host: str = "www.example.com") -> Target:
    """A target of that name."""
    return Target(name=name, host=host, server_name=host, policy=Policy(interval=interval))


def targets(number: int, *, interval: float = 60.0) -> list[Target]:
    """Targets that differ by name."""
    return [target(f"t{index}", interval=interval) for index in range(number)]


def report_on(subject: Target, reason: Reason | None = None) -> Report:
    """A report on a target: on nothing, or on a port that did not open for `reason`."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    evidence = Evidence(started_at=now, duration=0.5, lookups=(), endpoints=())
    if reason:
        evidence = replace(evidence, endpoints=(closed_port(reason),))
    return judged(subject, evidence, now)


def closed_port(reason: Reason) -> EndpointEvidence:
    """An endpoint that did not let anyone in."""
    skipped = Skipped(needs="an open port")
    return EndpointEvidence(
        endpoint=Endpoint(address="203.0.113.10", port=443, role=Role.RESOLVED),
        connection=Failed(reason=reason),
        handshake=skipped,
        chain=skipped,
        scan=skipped,
    )
