"""What inventories say when they are asked, each once."""

import asyncio
from collections.abc import Iterable, Mapping

from exporter.discovery.inventory import NoAnswerError, ask, refuse_other_texts
from exporter.model.inventory import Inventory, Reply
from exporter.model.settings import HttpDiscovery


async def asked(inventory: Inventory, interval: float, before: Reply) -> Reply:
    """What it says now; while it does not answer, what it said before, and why it does not."""
    try:
        text = await ask(inventory, interval)
        if text != before.text:
            await asyncio.to_thread(refuse_other_texts, text)
    except NoAnswerError as error:
        return Reply(text=before.text, fault=str(error))
    return Reply(text=text)


async def asked_once(sources: Iterable[HttpDiscovery]) -> Mapping[Inventory, Reply]:
    """What each says now."""
    wanted = intervals(sources)
    replies = await asyncio.gather(*(asked(*each, Reply()) for each in wanted.items()))
    return dict(zip(wanted, replies, strict=True))


def intervals(sources: Iterable[HttpDiscovery]) -> dict[Inventory, float]:
    """Each inventory once, with the shortest interval at which it is wanted."""
    wanted: dict[Inventory, float] = {}
    for source in sources:
        known = wanted.get(source.inventory, source.refresh_interval)
        wanted[source.inventory] = min(known, source.refresh_interval)
    return wanted
