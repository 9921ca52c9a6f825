"""When something is to be done about each target, in the order of time."""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush


class Instants:
    """A heap of instants (aware); a target's older ones stay at they are reached."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, str]] = []

    @property
    def next(self) -> datetime | None:
        """The first instant; None where nothing is noted."""
        return self._heap[0][0] if self._heap else None

    def note(self, name: str, at: datetime) -> None:
        """Something is to be done about the target of that name at `at`."""
        heappush(self._heap, (at, name))

    def pop_reached(self, now: datetime) -> Iterator[str]:
        """The names of those whose instant has come, be it one that counts no more."""
        while self._heap and self._heap[0][0] <= now:
            yield heappop(self._heap)[1]
