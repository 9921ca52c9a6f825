"""How long a probe may still take; waiting for a place is not charged to it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Deadline:
    """An instant on the event loop's clock that moves while the deadline is paused."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.at = clock() + seconds
        self.waited = 0.0
        """Seconds that were not charged."""

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - self._clock())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time inside does not count."""
        began = self._clock()
        try:
            yield
        finally:
            waited = self._clock() - began
            self.at += waited
            self.waited += waited

    def enforced(self) -> asyncio.Timeout:
        """A context that raises TimeoutError when the deadline has come."""
        return asyncio.timeout_at(self.at)

    def enforced_within(self, seconds: float) -> asyncio.Timeout:
        """The same, after `seconds` if those are over before the deadline."""
        return asyncio.timeout_at(min(self.at, self._clock() + seconds))

    def part(self, share: float) -> "Deadline":
        """A deadline of its own, after a share (0 to 1) of what is left."""
        return Deadline(self.remaining() * share, self._clock)
