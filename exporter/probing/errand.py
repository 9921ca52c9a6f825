"""One inspection's inquiries answered, by the means that all inspections share."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import TypeVar

from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Presentation, speaks_http
from exporter.model.inquiry import (
    ConfigReading,
    Fetching,
    FileReading,
    HolderSearch,
    Inquiry,
    Lookup,
    PairSearch,
    Reading,
    Request,
    Scanning,
    Visit,
)
from exporter.model.outcome import NO_PORT, NO_TLS, Failed, Postponed, Skipped
from exporter.model.place import Address, Resolver
from exporter.model.target import ServerFiles, Target
from exporter.model.web import Promise, Trials, WebAnswer
from exporter.probing.application_protocols import application_protocols
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.documents.shared import SharedDocuments
from exporter.probing.door import Door
from exporter.probing.failures import internal_failure, is_shortage
from exporter.probing.files.reader import FileReader
from exporter.probing.gate import SCAN_PATIENCE, Gate
from exporter.probing.handshake import HandshakeResult
from exporter.probing.line import Line
from exporter.probing.lookups import AddressResolver, SharedLookups
from exporter.probing.parting import part
from exporter.probing.places import NoPlace
from exporter.probing.plainer_hellos import shake_hands
from exporter.probing.preambles import preambles_of
from exporter.probing.promises import PromiseTrial
from exporter.probing.pulse import Pulse
from exporter.probing.scan import ScanEquipment, ScanResult, scan, scan_on
from exporter.probing.tls_context import Contexts
from exporter.probing.told import Told
from exporter.probing.web_request import asked
from exporter.words.phase import Phase
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.role import Role

T = TypeVar("T")

LOOKUP_SHARE = 0.5
"""Of a target's time-out, for all its lookups together: a dead resolver must leave time for the
addresses that another one gave."""
MARGIN = 0.5
"""Seconds before the next probe is due at which one gives up waiting, so that it is not in its way."""
SCAN_LATER = Skipped(needs="fewer connections under way, and comes with a later probe")
MOST_WAITING = 50
"""Connections that may wait for the limit of them before scans, which open many, give way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What all errands share."""

    gate: Gate
    pulse: Pulse
    resolvers: Mapping[Resolver, AddressResolver]
    lookups: SharedLookups
    contexts: Contexts
    files: FileReader
    documents: SharedDocuments
    scans: ScanEquipment
    on_defect: Callable[[str, Exception], None]
    """Is told the target's name and what nobody expected."""
    postpones: bool
    """Whether a probe that has waited until its next one is due is postponed to that."""


class Errand:
    """What answers the inquiries of one inspection, which begins at `now`."""

    def __init__(
        self, target: Target, now: datetime, means: Means, *, is_forced: bool = False
    ) -> None:
        self.resolvers = tuple(means.resolvers)
        self._is_forced = is_forced
        self._target = target
        self._now = now
        self._use = means
        self._clock = means.pulse.clock
        self._began = self._clock()
        self._left = target.policy.timeout
        """Seconds that lookups have left for each address."""
        self._visited: dict[Address, tuple[Door, HandshakeResult, Deadline]] = {}

    def seconds(self) -> float:
        """Since the inspection began."""
        return self._clock() - self._began

    async def answer(self, inquiry: Inquiry) -> Attempts:
        """What an inquiry came to; never raises but for cancellation."""
        match inquiry:
            case Lookup(place=resolver):
                return await self._look_up(resolver)
            case ConfigReading() | FileReading() | HolderSearch() | PairSearch():
                return await self._read(inquiry)
            case Visit():
                return await self._visit(inquiry)
            case Request():
                return await self._request(inquiry)
            case Scanning():
                return await self._scan(inquiry)
            case Fetching():
                return await self._fetch(inquiry)

    async def _look_up(self, place: Resolver) -> Attempts:
        timeout = self._target.policy.timeout
        most = timeout * LOOKUP_SHARE
        deadline, began = Deadline(most, self._use.pulse), self._clock()
        told = await self._guarded(
            self._use.lookups.lookup(
                self._use.resolvers[place],
                self._target.host,
                deadline,
                https_port=self._https_port(),
                patience=self._patience(),
            )
        )
        seconds = self._charged(began, deadline)
        # More than that was lost by us, and must not be taken from the addresses.
        self._left = min(self._left, timeout - min(seconds, most))
        if isinstance(told, Failed):
            told = Told(outcome=told, lasts=0.0)
        return (
            Attempt(phase=Phase.DNS, outcome=told.outcome, seconds=seconds),
            *(Attempt(phase=Phase.DNS, outcome=one) for one in told.beside),
        )

    def _https_port(self) -> int | None:
        """Of a site of which browsers ask DNS more than its addresses; None where there is none."""
        target = self._target
        return target.port if application_protocols(target.port, target.policy) else None

    async def _read(self, inquiry: Reading) -> Attempts:
        server, timeout = self._target.server or ServerFiles(), self._target.policy.timeout
        attempts = await self._guarded(
            self._use.files.read(inquiry, server, timeout, anew=self._is_forced)
        )
        if isinstance(attempts, Failed):
            return (Attempt(phase=Phase.FILE, outcome=attempts),)
        return attempts

    async def _fetch(self, wanted: Fetching) -> Attempts:
        began, documents = self._clock(), self._use.documents
        outcome = await documents.document(wanted, self._target.policy.fetch, self._now)
        seconds = self._clock() - began
        return (Attempt(phase=Phase.FETCH, outcome=outcome, seconds=seconds),)

    async def _visit(self, visit: Visit) -> Attempts:
        place, who = visit.place, (self._target.name, visit.place)
        try:
            async with self._use.gate.place(place.address, who=who, patience=self._patience()):
                return await self._admitted(visit)
        except NoPlace as error:
            postponed = Postponed(needs=error.needs)
            return (Attempt(phase=Phase.CONNECT, outcome=postponed), *not_made(NO_PORT))

    async def _admitted(self, visit: Visit) -> Attempts:
        deadline, began = Deadline(self._left, self._use.pulse), self._clock()
        door = self._door(visit.place, hears_timestamps=visit.hears_timestamps)
        line = await self._guarded(opened(door, deadline, self._use.gate))
        if not isinstance(line, Line):
            return (Attempt(phase=Phase.CONNECT, outcome=line), *not_made(NO_PORT))
        seconds = self._charged(began, deadline)
        connected = Attempt(phase=Phase.CONNECT, outcome=Connection(), seconds=seconds)
        return (connected, *await self._shaken(line, deadline))

    async def _shaken(self, line: Line, deadline: Deadline) -> Attempts:
        began = self._clock()
        with line:
            result = await self._guarded(
                shake_hands(line, self._use.contexts, deadline, self._use.gate)
            )
            seconds = self._clock() - began
            await part(line, deadline)
        if isinstance(result, Failed):
            result = HandshakeResult(outcome=result, chain=())
        self._visited[line.door.endpoint] = (line.door, result, deadline)
        return (
            Attempt(phase=Phase.HANDSHAKE, outcome=result.outcome, seconds=seconds),
            Attempt(phase=Phase.CERTIFICATE, outcome=presented(result)),
        )

    async def _request(self, request: Request) -> Attempts:
        place, trials = request.place, Trials()
        who = (self._target.name, place)
        try:
            async with self._use.gate.place(place.address, who=who, patience=self._patience()):
                outcome = await self._guarded(self._requested(place))
                offered = outcome.promises if isinstance(outcome, WebAnswer) else ()
                if self._is_for_visitors(place) and (promises := (*request.promises, *offered)):
                    trials = await self._tried(place, promises)
        except NoPlace as error:
            return (Attempt(phase=Phase.REQUEST, outcome=Skipped(needs=error.needs)),)
        if isinstance(outcome, Failed):
            # A site need not speak HTTP/1.1: that is no fault, and nothing is known then.
            needs = f"an answer by HTTP/1.1 ({outcome.detail or outcome.reason})"
            outcome = Skipped(needs=needs)
        return (
            Attempt(phase=Phase.REQUEST, outcome=outcome),
            Attempt(phase=Phase.REQUEST, outcome=trials),
        )

    async def _requested(self, place: Address) -> WebAnswer | Skipped | Failed:
        deadline = Deadline(self._target.policy.timeout, self._use.pulse)
        line = await opened(self._door(place), deadline, self._use.gate)
        if not isinstance(line, Line):
            return line
        with line:
            answer = await asked(line, self._use.contexts, deadline)
            await part(line, deadline)
        return answer

    async def _tried(self, place: Address, promises: tuple[Promise, ...]) -> Trials:
        visited = self._visited.get(place)
        trial = PromiseTrial(
            self._door(place),
            visited[1].outcome if visited else None,
            self._use.contexts,
            Deadline(self._target.policy.timeout, self._use.pulse),
            self._use.gate,
        )
        result = await self._guarded(trial.results(promises))
        return Trials() if isinstance(result, Failed) else result

    def _is_for_visitors(self, place: Address) -> bool:
        """Whether browsers come to the very address: elsewhere, another machine may take their datagrams."""
        is_direct = self._target.policy.proxy_protocol is ProxyProtocol.NONE
        return is_direct and place.role is Role.RESOLVED and not self._target.addresses

    def _door(self, place: Address, *, hears_timestamps: bool = False) -> Door:
        return Door(
            endpoint=place,
            server_name=self._target.server_name,
            application_protocols=application_protocols(place.port, self._target.policy),
            hears_timestamps=hears_timestamps,
            preambles=preambles_of(self._target.policy),
        )

    async def _scan(self, inquiry: Scanning) -> Attempts:
        """One scan after the other at an address; those that would have to wait long give way."""
        gate, place = self._use.gate, inquiry.place
        if gate.waiting > MOST_WAITING and self._use.postpones:
            return (Attempt(phase=Phase.SCAN, outcome=SCAN_LATER),)
        who = (self._target.name, place)
        deadline = (
            self._visited[place][2]
            if inquiry.so_far is None
            else Deadline(self._target.policy.timeout, self._use.pulse)
        )
        try:
            async with AsyncExitStack() as places:
                with deadline.paused():
                    patience = SCAN_PATIENCE if self._use.postpones else inf
                    turn = gate.scan_place(place.address, patience=patience)
                    await places.enter_async_context(turn)
                    visit = gate.place(place.address, who=who, patience=self._patience())
                    await places.enter_async_context(visit)
                return await self._scanned(inquiry, deadline)
        except NoPlace:
            return (Attempt(phase=Phase.SCAN, outcome=SCAN_LATER),)

    async def _scanned(self, inquiry: Scanning, deadline: Deadline) -> Attempts:
        began, waited, use = self._clock(), deadline.waited, self._use.scans
        place, so_far = inquiry.place, inquiry.so_far
        if so_far is None:
            door, visited, _ = self._visited[place]
            leaf, door = b"".join(visited.chain[:1]), speaking(door, visited)
            asked = scan(door, deadline, use, leaf=leaf, last=inquiry.last, taken_at=self._now)
        else:
            door = replace(self._door(place), speaks_http=so_far.speaks_http)
            asked = scan_on(so_far, door, deadline, use, taken_at=self._now)
        result = await self._guarded(asked)
        if isinstance(result, Failed):
            result = ScanResult(outcome=result)
        seconds = max(0.0, self._clock() - began - (deadline.waited - waited))
        return (
            Attempt(phase=Phase.SCAN, outcome=result.outcome, seconds=seconds),
            *(Attempt(phase=Phase.CERTIFICATE, outcome=other) for other in result.others),
        )

    async def _guarded(self, work: Awaitable[T]) -> T | Failed:
        """What comes of the work; a defect of ours is told, and becomes a failure."""
        try:
            return await work
        except Exception as error:  # noqa: BLE001 - it becomes evidence
            if not is_shortage(error):
                self._use.on_defect(self._target.name, error)
            return internal_failure(error)

    def _patience(self) -> float:
        """How many seconds this inspection may go on waiting for places."""
        interval = self._target.policy.interval
        longest = max(interval - MARGIN, interval / 2)
        return longest - self.seconds() if self._use.postpones else inf

    def _charged(self, began: float, deadline: Deadline) -> float:
        """Seconds since `began` but for those that were spent waiting."""
        return max(0.0, self._clock() - began - deadline.waited)


def not_made(why: Skipped) -> Attempts:
    """The attempts that follow a connection, and were not made."""
    return (
        Attempt(phase=Phase.HANDSHAKE, outcome=why),
        Attempt(phase=Phase.CERTIFICATE, outcome=why),
    )


def speaking(door: Door, result: HandshakeResult) -> Door:
    """The door, and whether HTTP is spoken there."""
    return replace(door, speaks_http=speaks_http(door.endpoint, result.outcome))


def presented(result: HandshakeResult) -> Presentation | Skipped:
    """The certificates that came, be it in a handshake that failed."""
    if not result.chain:
        return NO_TLS
    return Presentation(chain=result.chain, enclosed=result.enclosed)
