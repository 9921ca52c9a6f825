"""Targets inspected once, as a command does."""

import asyncio
from collections.abc import Callable, Iterable

from exporter.app.clock import utc_now
from exporter.app.equipment import Equipment
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.scheduler.journal import Defects


async def single_round(
    settings: Settings, targets: Iterable[Target], *, tell: Callable[[Report], None]
) -> tuple[Report, ...]:
    """A report on each target, made at the same time; `tell` is given each in their order."""
    equipment = Equipment(settings, clock=utc_now, on_defect=Defects().met)
    places = asyncio.Semaphore(settings.limits.concurrency)

    async def inspected(target: Target) -> Report:
        async with places:
            return await equipment.inspect(target, None)

    tasks = [asyncio.create_task(inspected(target)) for target in targets]
    try:
        for task in tasks:
            tell(await task)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await equipment.retire()
    return tuple(task.result() for task in tasks)
