"""A runner in a world without time: a clock that a test moves and probes that only wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf

from prometheus_client import CollectorRegistry

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Limits
from exporter.model.target import Policy, Target
from exporter.scheduler.journal import Defects, Journal
from exporter.scheduler.runner import Inspect, Runner
from exporter.scheduler.store import Store
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.rendering import render_target
from exporter.words.reason import Reason
from tests.deployments import HEALTHY, closed
from tests.unit.scheduler.fake_time import FakeTime, settled

LIMITS = Limits()


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
    given: dict[str, Memory] = field(default_factory=dict)
    forced: list[str] = field(default_factory=list)
    """Those that were asked to find out everything anew."""
    judged: list[Target] = field(default_factory=list)
    """Those that were judged again without a probe."""
    undecided: dict[str, Exception] = field(default_factory=dict)
    """Those whose judgement meets a defect."""
    judgement_takes: float = 0.0
    """Seconds."""
    laborious: dict[str, float] = field(default_factory=dict)
    """Seconds that the judgement of those takes that are judged aside."""
    validity: timedelta = timedelta(hours=1)
    """How long a judgement holds."""

    async def inspect(self, target: Target, memory: Memory, *, is_forced: bool = False) -> Memory:
        """A report, after the target's duration."""
        assert target.name not in self.running, "two probes of one target at once"
        self.given[target.name] = memory
        if is_forced:
            self.forced.append(target.name)
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
        return memory.with_report(self._report(target))

    def judge(self, target: Target, memory: Memory) -> Memory | None:
        """Another report on the same, but for those that take long."""
        if target.name in self.laborious:
            return None
        self.judged.append(target)
        self.time.now += self.judgement_takes
        if target.name in self.undecided:
            raise self.undecided[target.name]
        return memory.with_report(self._report(target))

    async def judge_aside(self, target: Target, memory: Memory) -> Memory:
        """The same of those."""
        assert target.name not in self.running, "a judgement beside a probe"
        self.judged.append(target)
        await self.time.sleep(self.laborious[target.name])
        return memory.with_report(self._report(target))

    def _report(self, target: Target) -> Report:
        report = report_on(target, self.reasons.get(target.name))
        return replace(report, until=self.time.date() + self.validity)

    def begins(self, name: str) -> list[float]:
        """When the finished probes of a target began."""
        return [span.begin for span in self.spans if span.target.name == name]

    def names(self) -> list[str]:
        """Whose probes were finished, in that order."""
        return [span.target.name for span in self.spans]


@dataclass(slots=True)
class Scans:
    """Stands for the scans that are under way: so many questions are left, each takes its time."""

    time: FakeTime
    left: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    pace: float = 2.0
    """Seconds from one question to the next."""
    takes: float = 0.0
    """Seconds that a question takes."""
    asked: list[tuple[str, float]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    due: dict[str, datetime] = field(default_factory=dict)

    def next_turn(self, target: Target, _memory: Memory, now: datetime) -> datetime | None:
        """The first is due at once."""
        return self.due.get(target.name, now) if self.left[target.name] else None

    async def take_turn(self, target: Target, memory: Memory) -> Memory:
        """One question."""
        self.asked.append((target.name, self.time.now))
        self.left[target.name] -= 1
        self.due[target.name] = self.time.date() + timedelta(seconds=self.pace)
        if self.takes:
            await self.time.sleep(self.takes)
        self.answered.append(target.name)
        return memory


class World:
    """A runner with everything around it."""

    def __init__(self, limits: Limits = LIMITS, *, inspect: Inspect | None = None) -> None:
        self.time = FakeTime()
        self.probes = Probes(self.time)
        self.scans = Scans(self.time)
        self.registry = CollectorRegistry()
        self.store = Store(render_target)
        self.runner = Runner(
            inspect=inspect or self.probes.inspect,
            judge=self.probes.judge,
            judge_aside=self.probes.judge_aside,
            scans=self.scans,
            store=self.store,
            limits=limits,
            journal=Journal(ExporterMetrics(self.registry), Defects()),
            clock=self.time.clock,
            now=self.time.date,
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
    sites = (closed(reason),) if reason else ()
    return replace(HEALTHY, target=subject, sites=sites, resolvers=()).judged()
