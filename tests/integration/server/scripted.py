"""A watch that says what a test wants, and a client of the server in front of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from prometheus_client import CollectorRegistry

from exporter.config.problem import ConfigurationError, Problem
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.server.location import ROOT, Location
from exporter.server.routes import application
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.rendering import RenderedReport, render_target

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class ScriptedWatch:
    """What the composition root would be."""

    known: dict[str, Report] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    is_ready: bool = True
    refusals: tuple[Problem, ...] = ()
    reloads: int = 0
    probes: list[str] = field(default_factory=list)
    probe_gives_nothing: bool = False
    renderings_asked_for: int = 0
    defect: Exception | None = None

    def add(self, *reports: Report) -> None:
        """Watch more targets."""
        self.known.update({report.target.name: report for report in reports})

    def targets(self) -> tuple[Target, ...]:
        """Those with a report."""
        return tuple(report.target for report in self.known.values())

    def reports(self) -> tuple[Report, ...]:
        """All of them."""
        if self.defect:
            raise self.defect
        return tuple(self.known.values())

    def report(self, name: str) -> Report | None:
        """One of them."""
        return self.known.get(name)

    def rendered(self) -> Iterator[RenderedReport]:
        """All of them, rendered."""
        self.renderings_asked_for += 1
        return iter([render_target(report) for report in self.known.values()])

    def pending_names(self) -> tuple[str, ...]:
        """What was set."""
        return self.pending

    def problems(self) -> tuple[str, ...]:
        """What was set."""
        return self.told

    def next_probe(self, _name: str) -> datetime | None:
        """In five minutes."""
        return NOW + timedelta(minutes=5)

    async def probe_now(self, name: str) -> Report | None:
        """The known report, once more."""
        self.probes.append(name)
        return None if self.probe_gives_nothing else self.known[name]

    async def reload(self) -> None:
        """Succeeds unless there are refusals."""
        self.reloads += 1
        await asyncio.sleep(0)
        if self.refusals:
            raise ConfigurationError(self.refusals)


@dataclass(slots=True)
class Timer:
    """Seconds that a test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@dataclass(frozen=True, slots=True)
class Served:
    """A server and everything around it."""

    client: TestClient[Request, Application]
    watch: ScriptedWatch
    registry: CollectorRegistry
    timer: Timer


@asynccontextmanager
async def served(
    *, enable_lifecycle: bool = False, location: Location = ROOT
) -> AsyncIterator[Served]:
    """The routes at a port of loopback."""
    watch, registry, timer = ScriptedWatch(), CollectorRegistry(auto_describe=True), Timer()
    routes = application(
        watch,
        ExporterMetrics(registry),
        clock=lambda: NOW,
        timer=timer,
        enable_lifecycle=enable_lifecycle,
        location=location,
    )
    async with TestClient(TestServer(routes), auto_decompress=False) as client:
        assert client.server.runner
        assert client.server.runner.server
        # As in `serve`: what a client began is done to its end when it has gone.
        client.server.runner.server.handler_cancellation = False
        yield Served(client, watch, registry, timer)
