"""Threads in which pages and expositions are made, so that no probe waits for them."""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 2
TURN = 0.001
"""Seconds after which whoever computes in Python gives way, in place of Python's five: the event loop waits
so long for each thing that it does between two looks at its sockets."""


class Threads:
    """A pool of its own: lookups that block in the default one must not hold up a scrape."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(
            THREADS,
            thread_name_prefix="view",
            initializer=sys.setswitchinterval,  # of the process; needed from the first thread on
            initargs=(TURN,),
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns; the event loop goes on meanwhile."""
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    async def close(self, _application: object = None) -> None:
        """Take no more work."""
        self._pool.shutdown(wait=False, cancel_futures=True)
