"""Records beside addresses: asked for once, whoever wants them, and kept for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Generic, TypeVar

from dns.name import Name, from_text

T = TypeVar("T")

MOST_KNOWN = 8192
"""Names whose records are remembered; what was asked for first is forgotten first."""
LONGEST_HELD = 3600.0
"""Seconds for which an answer stands that is too old, while a newer one has not come or is not known."""


@dataclass(frozen=True, slots=True)
class AskedRecords(Generic[T]):
    """What comes of asking, and what came of it before."""

    task: asyncio.Task[T | None]
    since: float
    before: T | None
    """The last answer that was known."""
    until: float
    """When that does not stand any more."""


class KeptRecords(Generic[T]):
    """What names say, each asked for once at a time."""

    def __init__(
        self,
        ask: Callable[[Name], Coroutine[None, None, T | None]],
        good_for: Callable[[T | None], float],
        clock: Callable[[], float],
    ) -> None:
        """`ask` gives None where nothing is known; `good_for` says for how many seconds nothing is asked anew."""
        self._ask = ask
        self._good_for = good_for
        self._clock = clock
        self._asked: OrderedDict[str, AskedRecords[T]] = OrderedDict()

    def asking(self, name: str) -> asyncio.Task[T | None]:
        """What a name (absolute, in lower case, without its last dot) says, asked for now where that is due."""
        last = self._asked.get(name)
        if last and not self._is_over(last):
            return last.task
        task, now = asyncio.ensure_future(self._ask(from_text(name))), self._clock()
        before, until = self._last_known(last) if last else (None, now)
        self._asked[name] = AskedRecords(task, now, before, until)
        self._asked.move_to_end(name)
        while len(self._asked) > MOST_KNOWN:
            self._asked.popitem(last=False)
        return task

    def known(self, name: str) -> T | None:
        """What a name is known to say; raises what asking raised."""
        if (asked := self._asked.get(name)) is None:
            return None
        said = asked.task.result() if asked.task.done() else None
        if said is not None:
            return said
        return asked.before if self._clock() < asked.until else None

    def _last_known(self, asked: AskedRecords[T]) -> tuple[T | None, float]:
        """The last answer that was known, and how long it stands at most; the task is done."""
        task = asked.task
        if task.cancelled() or task.exception() or (said := task.result()) is None:
            return asked.before, asked.until
        return said, asked.since + self._good_for(said) + LONGEST_HELD

    def _is_over(self, asked: AskedRecords[T]) -> bool:
        """Whether to ask anew; a defect is met once, and not by all who come later."""
        task = asked.task
        if not task.done():
            return False
        age = self._clock() - asked.since
        return task.cancelled() or bool(task.exception()) or age >= self._good_for(task.result())
