"""Work that computes in single file: one piece in each pass of the event loop, so that others wait for no more."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

InTurn: TypeAlias = Callable[[], Awaitable[None]]
"""Waits until it is one's turn to compute."""


class SingleFile:
    """Whoever comes goes at once where nobody has gone in this pass, else behind those that wait.

    On a machine without a core for us, hundreds of probes end together: judged in one pass, they
    would keep a scrape, which takes a dozen passes, waiting for as many times that long.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_free = True

    async def turn(self) -> None:
        """Returns when it is the caller's turn, who must compute without waiting for anything."""
        loop = asyncio.get_running_loop()
        if self._is_free:
            self._is_free = False
            loop.call_soon(self._next)
            return
        mine: asyncio.Future[None] = loop.create_future()
        self._waiting.append(mine)
        await mine

    def _next(self) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():  # it may have been called off
                first.set_result(None)
                asyncio.get_running_loop().call_soon(self._next)
                return
        self._is_free = True


async def at_once() -> None:
    """Nobody waits for what is computed."""
