"""The machine's clock and alarms, which everything below is given."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present."""
    return datetime.now(tz=UTC)


def call_later(seconds: float, function: Callable[[], None]) -> asyncio.TimerHandle:
    """Calls a function after so many seconds, unless cancelled."""
    return asyncio.get_running_loop().call_later(seconds, function)
