"""Inventories asked again and again: what each said last is at hand, also while it does not answer."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

from exporter.discovery.replies import asked, intervals
from exporter.model.inventory import Inventory, Reply
from exporter.model.settings import HttpDiscovery
from exporter.views.exporter_metrics import ExporterMetrics

LOGGER = logging.getLogger(__name__)
FIRST_WAIT = 10.0
"""Seconds for which new inventories hold up everything else."""
DEFECT = "a defect of the exporter; see its log"


class Inventories:
    """The inventories of the present configuration, each with a task that asks it."""

    def __init__(self, metrics: ExporterMetrics) -> None:
        self.news = asyncio.Event()
        """Set when one has said something else than before."""
        self._metrics = metrics
        self._replies: dict[Inventory, Reply] = {}
        self._tasks: dict[tuple[Inventory, float], asyncio.Task[None]] = {}

    def reply(self, inventory: Inventory) -> Reply:
        """What it has said so far."""
        return self._replies.get(inventory, Reply())

    async def obey(self, sources: Iterable[HttpDiscovery]) -> None:
        """Ask these from now on; new ones are waited for, within bounds.

        What one has said stands for it under other settings too, until it answers by them.
        """
        wanted = intervals(sources)
        for gone in self._tasks.keys() - wanted.items():
            self._tasks.pop(gone).cancel()
        former = {inventory.url: reply for inventory, reply in self._replies.items()}
        known = {
            **{each: former[each.url] for each in wanted if each.url in former},
            **self._replies,
        }
        self._replies = {each: known[each] for each in wanted if each in known}
        awaited = [self._begin(*new) for new in wanted.items() - self._tasks.keys()]
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_WAIT):
                for heard in awaited:
                    await heard.wait()

    async def close(self) -> None:
        """Ask no more."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _begin(self, inventory: Inventory, interval: float) -> asyncio.Event:
        """Ask from now on; what is returned is set once it was heard from."""
        heard = asyncio.Event()
        task = asyncio.create_task(self._follow(inventory, interval, heard))
        self._tasks[inventory, interval] = task
        return heard

    async def _follow(self, inventory: Inventory, interval: float, heard: asyncio.Event) -> None:
        while True:
            before = self.reply(inventory)
            reply = await self._asked(inventory, interval, before)
            self._replies[inventory] = reply
            heard.set()
            if reply != before:
                self.news.set()
            await asyncio.sleep(interval)

    async def _asked(self, inventory: Inventory, interval: float, before: Reply) -> Reply:
        try:
            return await asked(inventory, interval, before)
        except Exception:
            self._metrics.internal_error()
            LOGGER.exception("a defect met at an inventory", extra={"url": inventory.url})
            return Reply(text=before.text, fault=DEFECT)
