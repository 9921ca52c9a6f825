"""Records beside addresses: asked for once, whoever wants them, and kept for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

from dns.name import Name

T = TypeVar("T")

MOST_KNOWN = 8192
"""Names whose records are remembered; what was asked for first is forgotten first."""
PATIENCE = 0.3
"""Seconds that a lookup waits for them; what comes later is told with the next one."""


class KeptRecords(Generic[T]):
    """What names say, each asked for once at a time."""

    def __init__(
        self,
        ask: Callable[[Name], Coroutine[None, None, T]],
        good_for: Callable[[T], float],
        clock: Callable[[], float],
    ) -> None:
        """`good_for` says for how many seconds nothing is asked anew."""
        self._ask = ask
        self._good_for = good_for
        self._clock = clock
        self._asked: OrderedDict[Name, tuple[asyncio.Task[T], float]] = OrderedDict()
        """What came of it, or still will, and when that was asked."""

    async def of(self, *names: Name) -> tuple[T | None, ...]:
        """What each of the names says; None where that has not come in time."""
        tasks = [self._asking(one) for one in names]
        await asyncio.wait(tasks, timeout=PATIENCE)
        return tuple(task.result() if task.done() else None for task in tasks)

    def _asking(self, name: Name) -> asyncio.Task[T]:
        task, since = self._asked.get(name, (None, 0.0))
        if task is None or self._is_over(task, self._clock() - since):
            task = asyncio.ensure_future(self._ask(name))
            self._asked[name] = (task, self._clock())
            self._asked.move_to_end(name)
            while len(self._asked) > MOST_KNOWN:
                self._asked.popitem(last=False)
        return task

    def _is_over(self, task: asyncio.Task[T], age: float) -> bool:
        """Whether to ask anew; a defect is met once, and not by all who come later."""
        if not task.done():
            return False
        return task.cancelled() or bool(task.exception()) or age >= self._good_for(task.result())
