"""How long a probe may still take; waiting for a place, and time lost by us, are not charged."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from exporter.probing.pulse import Pulse


class Deadline:
    """An instant that moves while the deadline is paused, and while this process is held up.

    Time lost that way is given back, as many seconds as the deadline had at most.
    """

    def __init__(self, seconds: float, pulse: Pulse, *, before: "Deadline | None" = None) -> None:
        self.pulse = pulse
        self.waited = 0.0
        """Seconds that were not charged."""
        self._seconds = seconds
        self._began = pulse.clock()
        self._lost_before = pulse.lost()
        self._before = before

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.left(self.pulse.clock(), self.pulse.lost()))

    def lost(self) -> float:
        """Seconds for which this process was held up since the deadline was set."""
        return self.pulse.lost() - self._lost_before

    def left(self, now: float, lost: float) -> float:
        """Seconds to the deadline, or since, where so many were lost up to now."""
        left = self._began + self._seconds + self.waited - now
        if lost > self._lost_before:
            left += min(lost - self._lost_before, self._seconds)
        return min(left, self._before.left(now, lost)) if self._before else left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time inside does not count."""
        began = self.pulse.clock()
        try:
            yield
        finally:
            self.waited += self.pulse.clock() - began

    def within(self, seconds: float) -> "Deadline":
        """A deadline after `seconds`, or this one if it comes first."""
        return self if seconds == math.inf else Deadline(seconds, self.pulse, before=self)

    def part(self, share: float) -> "Deadline":
        """A deadline of its own, after a share (0 to 1) of what is left."""
        return Deadline(self.remaining() * share, self.pulse)
