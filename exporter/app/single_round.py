"""Targets inspected once, as a command does."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from exporter.app.clock import utc_now
from exporter.app.equipment import Equipment
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.scheduler.journal import Defects

ONCE: Mapping[str, int] = MappingProxyType({})


async def single_round(
    settings: Settings,
    targets: Iterable[Target],
    *,
    tell: Callable[[Report], None],
    probes: Mapping[str, int] = ONCE,
) -> tuple[Report, ...]:
    """A report on each target, made at the same time; `tell` is given each in their order.

    Those that `probes` names are inspected so often, one inspection after the other.
    """
    equipment = Equipment(settings, clock=utc_now, on_defect=Defects().met, postpones=False)

    async def inspected(target: Target) -> Report:
        memory = Memory()
        for _ in range(probes.get(target.name, 1)):
            memory = await equipment.inspect(scanned_at_once(target), memory)
        assert memory.report is not None  # noqa: S101 - an inspection ends in one
        return memory.report

    tasks = [asyncio.create_task(inspected(target)) for target in targets]
    try:
        for task in tasks:
            tell(await task)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await equipment.close()
    return tuple(task.result() for task in tasks)


def scanned_at_once(target: Target) -> Target:
    """The target, scanned in the course of its only probe."""
    return replace(target, policy=replace(target.policy, scan_pace=0.0))
