"""Places that are given in the order in which they are asked for."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from functools import partial
from math import ceil, inf

from exporter.probing.alarm import CallLater


class NoPlace(TimeoutError):  # noqa: N818 - the name says what is missing
    """None became free in time; `needs` says what was waited for, how long and beside whom."""

    def __init__(self, needs: str) -> None:
        super().__init__(needs)
        self.needs = needs


class Spot:
    """The places at one spot, and the queue before them."""

    def __init__(self, count: int) -> None:
        self.users = 0
        """How many are inside, wait, or are about to do either."""
        self._count = count
        self._taken = 0
        self._queue: OrderedDict[Hashable, asyncio.Future[bool] | None] = OrderedDict()
        """Who waits, the first first; None for those who gave up, and keep their position."""

    async def enter(self, who: Hashable, patience: float, call_later: CallLater) -> bool:
        """True with a place, to be left again; False when patience (seconds) was at an end."""
        if self._taken < self._count:
            self._queue.pop(who, None)
            self._taken += 1
            return True
        turn = asyncio.get_running_loop().create_future()
        ticket = object() if self._queue.get(who) else who  # never two of one name
        self._queue[ticket] = turn  # at the end, or where one who gave up stood
        alarm = call_later(max(0.0, patience), partial(self._turn_away, ticket, turn))
        try:
            return bool(await turn)
        except asyncio.CancelledError:
            self._take_back(ticket, turn)
            raise
        finally:
            alarm.cancel()

    def leave(self) -> None:
        """The place goes to the first who waits."""
        self._taken -= 1
        self._admit()

    def resize(self, count: int) -> None:
        """So many places from now on; nobody is driven out."""
        self._count = count
        self._admit()

    def _admit(self) -> None:
        while self._queue and self._taken < self._count:
            _, turn = self._queue.popitem(last=False)
            if turn and not turn.done():
                self._taken += 1
                turn.set_result(True)

    def _turn_away(self, ticket: Hashable, turn: asyncio.Future[bool]) -> None:
        if not turn.done():
            turn.set_result(False)
            self._queue[ticket] = None

    def _take_back(self, ticket: Hashable, turn: asyncio.Future[bool]) -> None:
        """Undo what was done for one who is cancelled."""
        if self._queue.get(ticket) is turn:
            del self._queue[ticket]
        elif not turn.cancelled() and turn.result():
            self.leave()


class Places:
    """So many at each spot; a spot that nobody uses is forgotten."""

    def __init__(self, count: int, *, setting: str, call_later: CallLater) -> None:
        self._count = count
        self._setting = setting
        self._call_later = call_later
        self._spots: dict[str, Spot] = {}

    def resize(self, count: int) -> None:
        """So many at each spot from now on."""
        self._count = count
        for spot in self._spots.values():
            spot.resize(count)

    @asynccontextmanager
    async def place(
        self, where: str, *, who: Hashable = None, patience: float = inf
    ) -> AsyncIterator[None]:
        """One place at the spot `where` while the context lasts; NoPlace after `patience`."""
        await self.enter(where, who=who, patience=patience)
        try:
            yield
        finally:
            self.leave(where)

    async def enter(self, where: str, *, who: Hashable = None, patience: float = inf) -> None:
        """Takes one place at the spot `where`, to be left again; NoPlace after `patience`.

        Whoever gave up and comes again under the same name, `who`, stands where they stood.
        """
        spot = self._spots.get(where)
        if spot is None:
            spot = self._spots[where] = Spot(self._count)
        spot.users += 1
        is_inside = False
        try:
            name = object() if who is None else who
            is_inside = await spot.enter(name, patience, self._call_later)
        finally:
            if not is_inside:
                self._end_use(where, spot)
        if not is_inside:
            raise NoPlace(self.needed(where, patience, beside=spot.users))

    def leave(self, where: str) -> None:
        """The place taken there is free for others."""
        spot = self._spots[where]
        spot.leave()
        self._end_use(where, spot)

    def _end_use(self, where: str, spot: Spot) -> None:
        spot.users -= 1
        if not spot.users:
            del self._spots[where]

    def users(self, where: str) -> int:
        """How many are at the spot `where`, be it that they wait."""
        spot = self._spots.get(where)
        return spot.users if spot else 0

    def needed(self, where: str, waited: float, *, beside: int) -> str:
        """What was waited for, how long and beside whom."""
        others = f"{beside} other{'' if beside == 1 else 's'}"
        return (
            f"a free place {where}, for which it waited {span(waited)} beside {others} "
            f"({self._setting} is {self._count})"
        )


def span(seconds: float) -> str:
    """A while as people say it: "20 s", "5 min"."""
    whole = ceil(max(0.0, seconds))
    return f"{whole} s" if whole < 120 else f"{round(whole / 60)} min"
