"""The probe of one target: every address connected, shaken hands with, scanned and verified."""

import asyncio
import logging
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import (
    Connection,
    Endpoint,
    EndpointEvidence,
    Evidence,
    Handshake,
    Lookup,
    Phase,
    ProtocolScan,
)
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.reason import Reason
from exporter.model.settings import Settings
from exporter.model.target import Role, Target
from exporter.probing.connect import connect, has_route
from exporter.probing.deadline import Deadline
from exporter.probing.failures import connect_failure, internal_failure
from exporter.probing.handshake import (
    REFUSALS_WITHOUT_CLIENT_CERTIFICATE,
    HandshakeResult,
    is_address,
    shake_hands,
    watch_hands,
)
from exporter.probing.limits import ConnectionLimits
from exporter.probing.lookups import AddressResolver, SharedLookups
from exporter.probing.protocol_scan import scan_protocols
from exporter.probing.resolver import Resolver
from exporter.probing.tls_context import handshake_context

log = logging.getLogger(__name__)

Site: TypeAlias = tuple[str, int, str]
"""Address, port and server name."""
ShakeHands: TypeAlias = Callable[..., Awaitable[HandshakeResult]]

NO_PORT = Skipped(needs="an open port")
NO_TLS = Skipped(needs="a TLS answer")
SCAN_IS_OFF = Skipped(needs="scan_interval above 0")
NO_TLS_THERE = frozenset(
    {Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT, Reason.TLS_CLOSED, Reason.TLS_RESET}
)
"""Failures after which a scan would learn nothing."""


class Assess(Protocol):
    """What judges nothing but decodes and validates: `Assessor.assess`."""

    def __call__(
        self, chain: tuple[bytes, ...], *, host: str, trust: tuple[str, ...], now: datetime
    ) -> ChainAssessment:
        """The facts of a chain; raises ValueError where the leaf cannot be decoded."""
        ...


class Prober:
    """Gathers the evidence of one target after another, within the limits of all."""

    def __init__(
        self,
        *,
        settings: Settings,
        assess: Assess,
        clock: Callable[[], datetime],
        resolvers: Sequence[AddressResolver] = (),
    ) -> None:
        self._assess = assess
        self._clock = clock
        self._resolvers = tuple(resolvers) or tuple(map(Resolver, settings.resolvers))
        self._limits = ConnectionLimits(settings.limits, clock=time.monotonic)
        self._lookups = SharedLookups(clock=time.monotonic)
        self._context = handshake_context()
        self._asking_sites: set[Site] = set()
        """Where a client certificate was asked for last time."""

    async def close(self) -> None:
        """Ends what is under way beyond single probes."""
        await self._lookups.close()

    async def probe(self, target: Target, *, known_scans: Mapping[str, ProtocolScan]) -> Evidence:
        """Everything to be seen of `target`; never raises but for cancellation.

        An address in `known_scans` is not scanned again.
        """
        started_at, began = self._clock(), time.monotonic()
        evidence = Evidence(started_at=started_at, duration=0.0, lookups=(), endpoints=())
        try:
            deadline = Deadline(target.policy.timeout, time.monotonic)
            lookups = await self._looked_up(target, deadline)
            endpoints = chosen_endpoints(target, lookups)
            seen = await self._visited(endpoints, target, deadline.remaining(), known_scans)
            evidence = replace(
                evidence,
                lookups=lookups,
                endpoints=seen,
                addresses_left_out=len(endpoints) - len(seen),
            )
        except Exception as error:
            log.exception("probe failed", extra={"target": target.name})
            evidence = replace(evidence, interrupted=internal_failure(error))
        return replace(evidence, duration=time.monotonic() - began)

    async def _looked_up(self, target: Target, deadline: Deadline) -> tuple[Lookup, ...]:
        """What every resolver says; nothing where there is nothing to look up."""
        if is_address(target.host) or (target.addresses and not target.expected_ips):
            return ()
        questions = [
            self._lookups.lookup(resolver, target.host, deadline) for resolver in self._resolvers
        ]
        return tuple(await asyncio.gather(*questions))

    async def _visited(
        self,
        endpoints: tuple[Endpoint, ...],
        target: Target,
        seconds: float,
        known_scans: Mapping[str, ProtocolScan],
    ) -> tuple[EndpointEvidence, ...]:
        visits = [
            self._visit(endpoint, target, seconds, known_scans.get(endpoint.address))
            for endpoint in endpoints[: target.policy.max_addresses]
        ]
        if len(visits) == 1:
            return (await visits[0],)  # spares a task
        return tuple(await asyncio.gather(*visits))

    async def _visit(
        self,
        endpoint: Endpoint,
        target: Target,
        seconds: float,
        known_scan: ProtocolScan | None,
    ) -> EndpointEvidence:
        async with self._limits.place(endpoint.address):
            visit = Visit(
                endpoint=endpoint,
                target=target,
                deadline=Deadline(seconds, time.monotonic),
                known_scan=known_scan,
            )
            try:
                return await self._evidence(visit)
            except Exception as error:
                details = {"target": target.name, "address": endpoint.address}
                log.exception("probe of an address failed", extra=details)
                failed = internal_failure(error)
                return visit.evidence(connection=failed, handshake=failed)

    async def _evidence(self, visit: "Visit") -> EndpointEvidence:
        """Connects, shakes hands, scans and verifies, each as far as the one before allows."""
        connection, result = await self._met(visit)
        if result is None:
            return visit.evidence(connection=connection)
        chain = self._assessed(visit, result.chain)
        scan = await self._scanned(visit, result.outcome)
        return visit.evidence(
            connection=connection, handshake=result.outcome, chain=chain, scan=scan
        )

    async def _met(self, visit: "Visit") -> tuple[Outcome[Connection], HandshakeResult | None]:
        """The connection and the handshake on it."""
        began = time.monotonic()
        try:
            connection = await connect(visit.endpoint, visit.deadline, self._limits)
        except OSError as error:
            return unconnected(visit.endpoint, error), None
        connected_at = time.monotonic()
        duration = max(0.0, connected_at - began - visit.deadline.waited)
        result = await self._shaken(visit, connection)
        visit.timings += (
            (Phase.CONNECT, duration),
            (Phase.HANDSHAKE, time.monotonic() - connected_at),
        )
        return Connection(duration=duration), result

    async def _shaken(self, visit: "Visit", connection: socket.socket) -> HandshakeResult:
        """The handshake, watched where a client certificate may be asked for or nobody knows."""
        watched = visit.known_scan is None or visit.site in self._asking_sites
        with connection:
            result = await self._hands(visit, connection, watch_hands if watched else shake_hands)
        if not watched and may_have_wanted_a_certificate(result):
            result = await self._watched_again(visit, result)
        if result.asked_for_certificate:
            self._asking_sites.add(visit.site)
        elif watched:
            self._asking_sites.discard(visit.site)
        return result

    async def _watched_again(self, visit: "Visit", refused: HandshakeResult) -> HandshakeResult:
        """The refused handshake once more, to see what came before the refusal."""
        try:
            connection = await connect(visit.endpoint, visit.deadline, self._limits)
        except OSError:
            return refused
        with connection:
            return await self._hands(visit, connection, watch_hands)

    async def _hands(
        self, visit: "Visit", connection: socket.socket, shake: ShakeHands
    ) -> HandshakeResult:
        name = visit.target.server_name
        return await shake(connection, self._context, server_name=name, deadline=visit.deadline)

    def _assessed(self, visit: "Visit", chain: tuple[bytes, ...]) -> Outcome[ChainAssessment]:
        if not chain:
            return NO_TLS
        began = time.monotonic()
        target = visit.target
        try:
            return self._assess(
                chain, host=target.server_name, trust=target.policy.trust, now=self._clock()
            )
        except ValueError as error:
            return Failed(reason=Reason.TLS_PROTOCOL_ERROR, detail=str(error))
        finally:
            visit.timings += ((Phase.VERIFY, time.monotonic() - began),)

    async def _scanned(
        self, visit: "Visit", handshake: Outcome[Handshake]
    ) -> Outcome[ProtocolScan]:
        if isinstance(handshake, Failed) and handshake.reason in NO_TLS_THERE:
            return NO_TLS
        if not visit.target.policy.scan_interval:
            return SCAN_IS_OFF
        if visit.known_scan:
            return visit.known_scan
        began, waited = time.monotonic(), visit.deadline.waited
        scan = await scan_protocols(
            visit.endpoint,
            server_name=visit.target.server_name,
            deadline=visit.deadline,
            limits=self._limits,
            clock=self._clock,
        )
        waited = visit.deadline.waited - waited
        visit.timings += ((Phase.SCAN, time.monotonic() - began - waited),)
        return scan


@dataclass(slots=True, kw_only=True)
class Visit:
    """One address being probed: what is wanted, and the times taken so far."""

    endpoint: Endpoint
    target: Target
    deadline: Deadline
    known_scan: ProtocolScan | None
    timings: tuple[tuple[Phase, float], ...] = ()

    @property
    def site(self) -> Site:
        """Which of the sites of a server is visited."""
        return self.endpoint.address, self.endpoint.port, self.target.server_name

    def evidence(
        self,
        *,
        connection: Outcome[Connection],
        handshake: Outcome[Handshake] = NO_PORT,
        chain: Outcome[ChainAssessment] = NO_PORT,
        scan: Outcome[ProtocolScan] = NO_PORT,
    ) -> EndpointEvidence:
        """What was seen of the address."""
        return EndpointEvidence(
            endpoint=self.endpoint,
            connection=connection,
            handshake=handshake,
            chain=chain,
            scan=scan,
            timings=self.timings,
        )


def chosen_endpoints(target: Target, lookups: tuple[Lookup, ...]) -> tuple[Endpoint, ...]:
    """Every address to probe, each once: configured, literal or resolved, then the origins.

    Of several resolvers the first that answered decides where to connect.
    """
    if target.addresses:
        addresses = target.addresses
    elif is_address(target.host):
        addresses = (target.host,)
    else:
        answers = (found.answer for found in lookups if not isinstance(found.answer, Failed))
        records = next(answers, ())
        addresses = tuple(address for record_set in records for address in record_set.addresses)
    roles = dict.fromkeys(target.origins, Role.ORIGIN) | dict.fromkeys(addresses, Role.RESOLVED)
    return tuple(
        Endpoint(address=address, port=target.port, role=roles[address])
        for address in dict.fromkeys((*addresses, *target.origins))
    )


def unconnected(endpoint: Endpoint, error: OSError) -> Failed | Skipped:
    """Why there is no connection; a missing route here says nothing about the server."""
    failed = connect_failure(error)
    if failed.reason is Reason.CONNECT_UNREACHABLE and not has_route(endpoint.address):
        return Skipped(needs=f"a route to {endpoint.address} from this machine")
    return failed


def may_have_wanted_a_certificate(result: HandshakeResult) -> bool:
    """Whether the refusal is of the kind that answers a missing client certificate."""
    outcome = result.outcome
    is_refusal = (
        isinstance(outcome, Failed) and outcome.reason in REFUSALS_WITHOUT_CLIENT_CERTIFICATE
    )
    return is_refusal and not result.chain
