"""How much network work goes on at once, and who comes next: the one gate of all probes."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import AbstractAsyncContextManager
from math import inf

from exporter.model.settings import Limits
from exporter.probing.alarm import CallLater, call_later
from exporter.probing.places import NoPlace, Places

SCAN_PATIENCE = 5.0
"""Seconds that a scan may wait for another of the same address: probes must not wait for scans."""
BURST_SECONDS = 0.1
"""After idling, as many connections as this much time allows may open at once."""
ALL_VISITS = "among the visits of all addresses"


class VisitPlace:
    """Both places of a visit while the context lasts; a class, as each probe passes here."""

    def __init__(self, gate: "Gate", here: str, *, who: Hashable, patience: float) -> None:
        self._gate = gate
        self._here = here
        self._who = who
        self._patience = patience

    async def __aenter__(self) -> None:
        await self._gate.enter(self._here, who=self._who, patience=self._patience)

    async def __aexit__(self, *_: object) -> None:
        self._gate.leave(self._here)


class Gate:
    """Fair bounds that every connection of every probe obeys, whoever asked for the probe."""

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Callable[[], float],
        call_later: CallLater = call_later,
    ) -> None:
        self._spacing = 1.0 / limits.connections_per_second
        self._clock = clock
        self._call_later = call_later
        self._next_opening = clock()
        self._visits = self._places(limits.concurrency, "limits.concurrency")
        self._lookups = self._places(limits.concurrency, "limits.concurrency")
        self._addresses = self._places(limits.per_host_concurrency, "limits.per_host_concurrency")
        self._scans = self._places(1, "the number of scans")
        self._documents = self._places(limits.per_host_concurrency, "limits.per_host_concurrency")

    def obey(self, limits: Limits) -> None:
        """Other limits from now on; what goes on already goes on."""
        self._spacing = 1.0 / limits.connections_per_second
        self._visits.resize(limits.concurrency)
        self._lookups.resize(limits.concurrency)
        self._addresses.resize(limits.per_host_concurrency)
        self._documents.resize(limits.per_host_concurrency)

    def place(
        self, address: str, *, who: Hashable = None, patience: float = inf
    ) -> AbstractAsyncContextManager[None]:
        """A place at the address, then one among all visits; NoPlace after `patience` (seconds).

        In this order, so that those who wait for a silent address keep nobody else waiting.
        """
        return VisitPlace(self, f"at {address}", who=who, patience=patience)

    async def enter(self, here: str, *, who: Hashable, patience: float) -> None:
        """Takes both places of a visit."""
        until = self._clock() + patience
        await self._addresses.enter(here, who=who, patience=patience)
        try:
            await self._visits.enter(ALL_VISITS, who=who, patience=until - self._clock())
        except BaseException:
            self._addresses.leave(here)
            raise

    def leave(self, here: str) -> None:
        """Both are free for others."""
        self._visits.leave(ALL_VISITS)
        self._addresses.leave(here)

    def lookup_place(self, resolver: str) -> AbstractAsyncContextManager[None]:
        """A place among the lookups at one resolver, which take none of the visits' places."""
        return self._lookups.place(at_resolver(resolver))

    async def lookup_turn(self, resolver: str, is_asked: asyncio.Event, *, patience: float) -> None:
        """Waits until one of the lookups at the resolver is made; NoPlace after `patience` (seconds).

        The lookup keeps its turn, for whoever else wants to know.
        """
        turn = asyncio.ensure_future(is_asked.wait())

        def give_up() -> None:
            turn.cancel()

        alarm = self._call_later(max(0.0, patience), give_up)
        try:
            await asyncio.wait((turn,))
        finally:
            alarm.cancel()
            turn.cancel()
        if not is_asked.is_set():
            where = at_resolver(resolver)
            beside = self._lookups.users(where) - 1
            raise NoPlace(self._lookups.needed(where, patience, beside=beside))

    def scan_place(
        self, address: str, *, patience: float = SCAN_PATIENCE
    ) -> AbstractAsyncContextManager[None]:
        """One scan after the other, as its hellos disturb a server, and others disturb its verdict."""
        return self._scans.place(f"at {address}", patience=patience)

    def document_place(self, server: str, *, patience: float) -> AbstractAsyncContextManager[None]:
        """A place among the requests for documents of one server."""
        return self._documents.place(f"at {server}", patience=patience)

    @property
    def waiting(self) -> int:
        """About how many connections wait for their turn."""
        return int(max(0.0, self._next_opening - self._clock()) / self._spacing)

    async def opening(self) -> float:
        """Waits until one more connection may be opened; for how many seconds."""
        now = self._clock()
        start = max(self._next_opening, now - BURST_SECONDS)
        self._next_opening = start + self._spacing
        if start <= now:
            return 0.0
        await self._pause(start - now)
        return self._clock() - now

    async def _pause(self, seconds: float) -> None:
        over = asyncio.Event()
        alarm = self._call_later(seconds, over.set)
        try:
            await over.wait()
        finally:
            alarm.cancel()

    def _places(self, count: int, setting: str) -> Places:
        return Places(count, setting=setting, call_later=self._call_later)


def at_resolver(name: str) -> str:
    """Where the lookups at a resolver have their places."""
    return f"at resolver {name}"
