"""How many connections one address sees at once, and how many are opened each second."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from exporter.model.settings import Limits

SCAN_PATIENCE = 2.0
"""Seconds that a scan may wait for another of the same address: probes must not wait for scans."""
BURST_SECONDS = 0.1
"""After idling, as many connections as this much time allows may open at once."""


@dataclass(slots=True)
class Places:
    """The places at one address, and how many probes use or await one."""

    semaphore: asyncio.Semaphore
    users: int = 0


class AddressPlaces:
    """So many places at each address; first come, first served."""

    def __init__(self, count: int, *, patience: float | None = None) -> None:
        self._count = count
        self._patience = patience
        self._places: dict[str, Places] = {}

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[None]:
        """One of the places, while the context lasts; TimeoutError when patience is at an end."""
        places = self._places.get(address)
        if places is None:
            places = self._places[address] = Places(asyncio.Semaphore(self._count))
        places.users += 1
        try:
            async with asyncio.timeout(self._patience):
                await places.semaphore.acquire()
            try:
                yield
            finally:
                places.semaphore.release()
        finally:
            places.users -= 1
            if not places.users:
                del self._places[address]


class ConnectionLimits:
    """Fair bounds that every connection of every probe obeys."""

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._spacing = 1.0 / limits.connections_per_second
        self._clock = clock
        self._sleep = sleep
        self._next_opening = clock()
        self.place = AddressPlaces(limits.per_host_concurrency).place
        self.scan_place = AddressPlaces(1, patience=SCAN_PATIENCE).place
        """One scan after the other, as its hellos disturb a server, and others disturb its verdict."""

    @property
    def waiting(self) -> int:
        """About how many connections wait for their turn."""
        return int(max(0.0, self._next_opening - self._clock()) / self._spacing)

    async def opening(self) -> None:
        """Waits until one more connection may be opened."""
        now = self._clock()
        start = max(self._next_opening, now - BURST_SECONDS)
        self._next_opening = start + self._spacing
        if start > now:
            await self._sleep(start - now)
