"""A clock that a test moves, and the turns of an event loop without time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

START = 1_000_003.7
"""No round number, so that a grid of intervals does not begin with the world."""
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

    def date(self) -> datetime:
        """The time of day."""
        return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(seconds=self.now - START)

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
