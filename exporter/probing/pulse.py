"""Whether this process itself was held up: paused, frozen, suspended or short of CPU."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

PERIOD = 0.25
ORDINARY_LATENESS = 0.1
"""Seconds by which a busy event loop is late now and then."""
TOLERATED = 0.5
"""Seconds held up beyond which a server's silence, or its hanging up, may be our own doing."""


seconds_since_boot = partial(time.clock_gettime, time.CLOCK_BOOTTIME)
"""The time, that of a suspended machine included."""


class Pulse:
    """Beats four times a second while somebody feels it; late beats add up to the time lost."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self.clock = clock
        self._lost = 0.0
        self._due = clock()
        self._feeling = 0
        self._timer: asyncio.TimerHandle | None = None

    def lost(self) -> float:
        """Seconds for which the event loop was held up so far, now included."""
        if not self._feeling:
            return self._lost
        late = self.clock() - self._due
        return self._lost + late if late > ORDINARY_LATENESS else self._lost

    @contextmanager
    def felt(self) -> Iterator[None]:
        """It beats as long as the context lasts."""
        self.feel()
        try:
            yield
        finally:
            self.leave()

    def feel(self) -> None:
        """One more feels it."""
        if not self._feeling:
            self._arm()
        self._feeling += 1

    def leave(self) -> None:
        """One less feels it."""
        if self._feeling == 1:
            self._lost = self.lost()
        self._feeling -= 1

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = self.clock() + PERIOD
        self._timer = asyncio.get_running_loop().call_later(PERIOD, self._beat)

    def _beat(self) -> None:
        self._lost = self.lost()
        self._timer = None
        if self._feeling:
            self._arm()
