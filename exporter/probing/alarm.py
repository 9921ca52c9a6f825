"""A function called after so many seconds, unless its alarm is cancelled before."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias


class Alarm(Protocol):
    """What `CallLater` gives; `asyncio.TimerHandle`, or an alarm of a clock that tests move."""

    def cancel(self) -> None:
        """Call nothing."""
        ...


CallLater: TypeAlias = Callable[[float, Callable[[], None]], Alarm]
"""Calls a function after so many seconds."""


def call_later(seconds: float, function: Callable[[], None]) -> asyncio.TimerHandle:
    """Calls a function after so many seconds, unless cancelled."""
    return asyncio.get_running_loop().call_later(seconds, function)
