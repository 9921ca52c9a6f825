"""How many scrapes are under way, and which of them gives way to one more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST = 32
"""Each holds some pieces of an exposition, and what its targets said when it began."""
STALLED = 1.0
"""Seconds without taking anything after which a client gives way; it has more as long as there is room."""


class NoRoom(Exception):  # noqa: N818 - the name says what is missing
    """So many scrapes are under way, and all of their clients read."""


class Scrape:
    """One of them."""

    def __init__(self, clock: Callable[[], float], cut_off: Callable[[], None]) -> None:
        self._clock = clock
        self.cut_off = cut_off
        """Ends it."""
        self._since: float | None = None

    @contextmanager
    def offering(self) -> Iterator[None]:
        """While the client has yet to take something."""
        self._since = self._clock()
        try:
            yield
        finally:
            self._since = None

    def stalled(self) -> float:
        """For how long the client has taken nothing."""
        return 0.0 if self._since is None else self._clock() - self._since


class Scrapes:
    """All of them."""

    def __init__(self, *, clock: Callable[[], float], most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._under_way: set[Scrape] = set()

    @contextmanager
    def one(self, cut_off: Callable[[], None]) -> Iterator[Scrape]:
        """One more, for which another may be cut off; NoRoom where all clients read."""
        self._make_room()
        scrape = Scrape(self._clock, cut_off)
        self._under_way.add(scrape)
        try:
            yield scrape
        finally:
            self._under_way.discard(scrape)

    def _make_room(self) -> None:
        if len(self._under_way) < self._most:
            return
        slowest = max(self._under_way, key=Scrape.stalled)
        if slowest.stalled() < STALLED:
            raise NoRoom
        self._under_way.discard(slowest)
        slowest.cut_off()
