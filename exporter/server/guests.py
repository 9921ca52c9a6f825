"""Whose connections the server keeps: so many, and none that neither asks nor takes the answer."""

import asyncio
import resource
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, cast

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
MOST = 256
"""Connections at a time: each takes a file, and files are for probes first."""
SHARE = 4
"""Of the files that the process may open, one in so many."""
ASKING = 10.0
"""Seconds from the first byte of a request, or from the connection, to the last of its headers."""
LATE = 0.1
"""Seconds by which we come too late only where we were busy: what came meanwhile may be unread."""
TAKING = 20.0
"""Seconds in which a client has to make room in a buffer of 64 KiB: twice Prometheus' time-out."""


class Guest(asyncio.Protocol):
    """One connection: what comes is passed on, and whoever keeps us waiting is noted."""

    def __init__(self, host: asyncio.Protocol, guests: "Guests") -> None:
        self._host = host
        self._guests = guests
        self._transport: asyncio.Transport | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._is_served = self._has_more = False
        self.last_turn = 0
        """When it was last of use, as a number that grows."""

    @property
    def is_dispensable(self) -> bool:
        """Whether it is not served, or does not take what it is served."""
        return self._alarm is not None or not self._is_served

    @property
    def use(self) -> tuple[bool, int]:
        """How much it is of use; the less comes first."""
        return self._is_served, self.last_turn

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for a request."""
        self._transport = cast("asyncio.Transport", transport)
        self._guests.enter(transport, self)
        self._host.connection_made(transport)
        self._wait(ASKING)

    def data_received(self, data: bytes) -> None:
        """Part of a request; its headers have their time from the first byte on."""
        self._has_more = True
        self._wait_for_the_rest()
        self._host.data_received(data)

    def eof_received(self) -> bool | None:
        """Nothing more will be asked."""
        return self._host.eof_received()

    def pause_writing(self) -> None:
        """The client does not keep up."""
        self._wait(TAKING)
        self._host.pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        self._rest()
        self._wait_for_the_rest()
        self._host.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone."""
        self._rest()
        if self._transport is not None:
            self._guests.leave(self._transport)
        self._host.connection_lost(error)

    @contextmanager
    def served(self) -> Iterator[None]:
        """While an answer is made there is nothing to wait for."""
        self._rest()
        self._is_served, self._has_more = True, False
        self._guests.renew(self)
        try:
            yield
        finally:
            self._is_served = False
            self._guests.renew(self)
            self._wait_for_the_rest()

    def dismiss(self) -> None:
        """Its place is needed, or it took too long."""
        if self._transport is not None:
            self._guests.leave(self._transport)
            self._transport.abort()

    def _wait_for_the_rest(self) -> None:
        """Of the next request, where it has begun already."""
        if self._has_more and not self._is_served and self._alarm is None:
            self._wait(ASKING)

    def _wait(self, seconds: float) -> None:
        self._rest()
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(seconds, self._end_patience, loop.time() + seconds, seconds)

    def _end_patience(self, due: float, seconds: float) -> None:
        """Our own lateness proves nothing: the client has its time once more."""
        if asyncio.get_running_loop().time() > due + LATE:
            self._wait(seconds)
        else:
            self.dismiss()

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


class Guests:
    """All connections; where there are too many, those that are of least use give way."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guests: dict[asyncio.BaseTransport, Guest] = {}
        self._turns = 0

    def __len__(self) -> int:
        return len(self._guests)

    def received_by(self, host: Callable[[], asyncio.Protocol]) -> Callable[[], Guest]:
        """What makes the protocol of each connection, around one of the host's."""
        return lambda: Guest(host(), self)

    def enter(self, transport: asyncio.BaseTransport, guest: Guest) -> None:
        """One more; the one that has been of no use for longest goes where there is no room.

        That is the new one, where all others are being served.
        """
        self._guests[transport] = guest
        self.renew(guest)
        if len(self._guests) > self._most:
            dispensable = (one for one in self._guests.values() if one.is_dispensable)
            min(dispensable, key=lambda one: one.use).dismiss()

    def renew(self, guest: Guest) -> None:
        """It was of use now."""
        self._turns += 1
        guest.last_turn = self._turns

    def leave(self, transport: asyncio.BaseTransport) -> None:
        """One less."""
        self._guests.pop(transport, None)

    @web.middleware
    async def served(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The answer, whose connection is of use meanwhile."""
        guest = self._guests.get(request.transport) if request.transport else None
        if guest is None:
            return await handler(request)
        with guest.served():
            return await handler(request)


GUESTS = web.AppKey("guests", Guests)
"""Where an application has its own."""


def open_files() -> int:
    """How many files the process may have open."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def most_guests(files: int) -> int:
    """How many connections there may be where the process may open so many files."""
    return max(1, min(MOST, files // SHARE))
