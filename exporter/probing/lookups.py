"""Answers shared: one lookup for all targets of a name, until its time to live has passed."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from exporter.model.evidence import Lookup, RecordSet
from exporter.model.outcome import Failed
from exporter.probing.deadline import Deadline
from exporter.probing.failures import internal_failure, lookup_failure
from exporter.probing.resolver import Answer

MOST_ANSWERS = 20_000


class AddressResolver(Protocol):
    """What is asked: `exporter.probing.resolver.Resolver`, or a script in tests."""

    name: str

    async def lookup(self, host: str) -> Answer:
        """The addresses of `host`; never raises for what the network does."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer and the instant, on the event loop's clock, until which it may be told."""

    answer: Answer
    until: float


class SharedLookups:
    """Asks each resolver once for a name that many want to know."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._remembered: OrderedDict[tuple[str, str], Remembered] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Answer]] = {}

    async def lookup(self, resolver: AddressResolver, host: str, deadline: Deadline) -> Lookup:
        """What `resolver` says of `host`, asked now or told from memory."""
        began = self._clock()
        outcome = await self._outcome(resolver, host, deadline)
        return Lookup(resolver=resolver.name, answer=outcome, duration=self._clock() - began)

    async def close(self) -> None:
        """Ends the lookups under way."""
        asking = tuple(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _outcome(
        self, resolver: AddressResolver, host: str, deadline: Deadline
    ) -> tuple[RecordSet, ...] | Failed:
        key = (resolver.name, host)
        known = self._remembered.get(key)
        if known and self._clock() < known.until:
            return known.answer.outcome
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.ensure_future(self._ask(resolver, host))
            self._asking[key] = asking
        try:
            async with deadline.enforced():
                return (await asyncio.shield(asking)).outcome  # others may wait for the same one
        except TimeoutError as error:
            return lookup_failure(error)

    async def _ask(self, resolver: AddressResolver, host: str) -> Answer:
        key = (resolver.name, host)
        try:
            answer = await resolver.lookup(host)
        except Exception as error:  # noqa: BLE001 - a defect must not reach all who wait
            answer = Answer(outcome=internal_failure(error), lasts=0.0)
        finally:
            del self._asking[key]
        self._remembered[key] = Remembered(answer, until=self._clock() + answer.lasts)
        self._remembered.move_to_end(key)
        if len(self._remembered) > MOST_ANSWERS:
            self._remembered.popitem(last=False)
        return answer
