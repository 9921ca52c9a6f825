"""When the judgement on each target ceases to hold, in the order of time."""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush


class Expiries:
    """A heap of instants (aware); a target's older ones stay until they are reached."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, str]] = []

    @property
    def next(self) -> datetime | None:
        """The first instant; None where nothing is noted."""
        return self._heap[0][0] if self._heap else None

    def note(self, name: str, until: datetime) -> None:
        """The judgement on the target of that name holds up to but not at `until`."""
        heappush(self._heap, (until, name))

    def pop_reached(self, now: datetime) -> Iterator[str]:
        """The names of those whose instant has come, be it that of a judgement since replaced."""
        while self._heap and self._heap[0][0] <= now:
            yield heappop(self._heap)[1]
