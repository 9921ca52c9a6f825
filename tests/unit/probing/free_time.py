"""An event loop whose clock moves only when all wait for it, or when it is held up on purpose."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class FreeTime(asyncio.SelectorEventLoop):
    """Waits cost no time, and take exactly as long as they should."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.was_held_up = False
        super().__init__(Impatient(self))

    def time(self) -> float:
        """The clock of this loop alone."""
        return self.now

    def hold_up(self, seconds: float) -> None:
        """As if the whole process had been stopped for so long.

        Timers run before anything is read then, as in libuv.
        """
        self.now += seconds
        self.was_held_up = True


class Impatient(selectors.DefaultSelector):
    """Tells what has happened; where nothing has, the time asked for is over at once."""

    def __init__(self, loop: FreeTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """The events of now."""
        if self._loop.was_held_up:
            self._loop.was_held_up = False
            return []
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if not events and timeout is None:
            raise AssertionError("everybody waits for ever")
        if not events and timeout:
            self._loop.now += timeout
        return events


def run(main: Callable[[FreeTime], Coroutine[Any, Any, T]]) -> T:
    """What comes of it on such a loop."""
    with asyncio.Runner(loop_factory=FreeTime) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, FreeTime)
        return runner.run(main(loop))
