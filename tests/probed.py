"""A target inspected through real sockets, as the exporter inspects it."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from exporter.inspection.inspect import inspect
from exporter.model.attempt import Attempt
from exporter.model.evidence import Sighting
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Limits, ResolverSettings, Settings, TrustAnchors
from exporter.model.target import Target
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from exporter.words.phase import Phase
from exporter.x509.appraiser import Appraiser
from exporter.x509.trust_store import trust_store

SYSTEM = ResolverSettings(name="system")


def unexpected(_target: str, error: Exception) -> None:
    """No defect is met."""
    raise error


def prober_of(
    *resolvers: ResolverSettings,
    gate: Gate | None = None,
    patience: float = 2.0,
    on_defect: Callable[[str, Exception], None] = unexpected,
) -> Prober:
    """A prober that asks these resolvers, or the system's; a defect of ours ends what it does."""
    return Prober(
        settings=Settings(resolvers=resolvers or (SYSTEM,)),
        gate=gate or Gate(Limits(), clock=time.monotonic),
        on_defect=on_defect,
        patience=patience,
    )


async def inspected(
    prober: Prober,
    target: Target,
    *,
    memory: Memory | None = None,
    trust_stores: tuple[TrustAnchors, ...] = (),
) -> Memory:
    """What is remembered of the target after an inspection at the present time."""
    appraiser = Appraiser(map(trust_store, trust_stores), timer=time.monotonic)
    now = datetime.now(tz=UTC)
    return await inspect(
        target,
        memory or Memory(),
        probe=prober.begin(target, now),
        appraiser=lambda: appraiser,
        now=now,
        on_defect=unexpected,
    )


async def probed(
    prober: Prober,
    target: Target,
    *,
    memory: Memory | None = None,
    trust_stores: tuple[TrustAnchors, ...] = (),
) -> Report:
    """The report of an inspection at the present time."""
    after = await inspected(prober, target, memory=memory, trust_stores=trust_stores)
    assert after.report
    return after.report


def probed_once(target: Target, *trust_stores: TrustAnchors) -> Report:
    """The report of a new prober on the target."""

    async def report() -> Report:
        prober = prober_of()
        try:
            return await probed(prober, target, trust_stores=trust_stores)
        finally:
            await prober.close()

    return asyncio.run(report())


def seen_at(report: Report, number: int = 0, *, of: int = 1) -> Sighting:
    """What was seen at one of so many addresses of the target, by default the only one."""
    sightings = [sighting for _, sighting in report.evidence.at_addresses()]
    assert len(sightings) == of
    return sightings[number]


def attempts_in(sighting: Sighting, phase: Phase) -> tuple[Attempt[object], ...]:
    """Everything that was tried in a phase."""
    return tuple(attempt for attempt in sighting.attempts if attempt.phase is phase)


def report_by(target: Target, *resolvers: ResolverSettings) -> Report:
    """The report on a target of which these are asked."""

    async def report() -> Report:
        prober = prober_of(*resolvers)
        try:
            return await probed(prober, target)
        finally:
            await prober.close()

    return asyncio.run(report())
