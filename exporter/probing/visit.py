"""One address visited: connected, shaken hands with, verified and scanned."""

import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Connection, Endpoint, EndpointEvidence, Handshake
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.scan import LastScan, Scan
from exporter.model.target import Target
from exporter.probing.connect import connect, unconnected
from exporter.probing.deadline import Deadline
from exporter.probing.handshake import shake_hands
from exporter.probing.limits import ConnectionLimits
from exporter.probing.scan import ScanEquipment, Subject, scan
from exporter.probing.tls_context import HandshakeContext
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.x509.decode import MalformedCertificate

NO_PORT = Skipped(needs="an open port")
NO_TLS = Skipped(needs="a TLS answer")
SCAN_IS_OFF = Skipped(needs="scan_interval above 0")
SCAN_LATER = Skipped(needs="fewer connections under way, and comes with a later probe")
MOST_WAITING = 50
"""Connections that may wait for the limit of them before scans, which open many, give way."""
HTTPS_PORTS = frozenset({443, 8443})
NO_TLS_THERE = frozenset({Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT})
"""Failures after which a scan would learn nothing; who hangs up may be too old for our handshake."""


class Assess(Protocol):
    """What decodes and validates a chain: `Assessor.assess`."""

    def __call__(
        self, chain: tuple[bytes, ...], *, host: str, trust: tuple[str, ...], now: datetime
    ) -> ChainAssessment:
        """The facts of a chain; raises MalformedCertificate where the leaf is undecodable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What every visit of a prober uses."""

    limits: ConnectionLimits
    context: HandshakeContext
    scan: ScanEquipment
    assess: Assess
    clock: Callable[[], datetime]


class Visit:
    """The evidence of one address, as far as it has come."""

    def __init__(
        self,
        endpoint: Endpoint,
        target: Target,
        *,
        deadline: Deadline,
        last_scan: LastScan | None,
        equipment: Equipment,
    ) -> None:
        self._endpoint = endpoint
        self._target = target
        self._deadline = deadline
        self._last_scan = last_scan
        self._use = equipment
        self._connection: Outcome[Connection] = NO_PORT
        self._handshake: Outcome[Handshake] = NO_PORT
        self._chain: Outcome[ChainAssessment] = NO_PORT
        self._scan: Outcome[Scan] = NO_PORT
        self._timings: list[tuple[Phase, float]] = []

    async def make(self) -> None:
        """Gathers what is to be seen, each part as far as the one before allows."""
        began = time.monotonic()
        try:
            connection = await connect(self._endpoint, self._deadline, self._use.limits)
        except OSError as error:
            self._connection = unconnected(self._endpoint, error)
            return
        duration = max(0.0, time.monotonic() - began - self._deadline.waited)
        self._connection = Connection(duration=duration)
        self._timings.append((Phase.CONNECT, duration))
        self._assess(await self._shake_hands(connection))
        self._scan = await self._scanned()

    def fail(self, failed: Failed) -> None:
        """Notes a defect of ours at the part that it kept from being seen."""
        if self._connection is NO_PORT:
            self._connection = failed
        elif self._handshake is NO_PORT:
            self._handshake = failed
        elif self._chain is NO_PORT:
            self._chain = failed
        else:
            self._scan = failed

    def evidence(self) -> EndpointEvidence:
        """What has been seen."""
        return EndpointEvidence(
            endpoint=self._endpoint,
            connection=self._connection,
            handshake=self._handshake,
            chain=self._chain,
            scan=self._scan,
            last_scan=self._scan if isinstance(self._scan, Scan) else self._known_scan(),
            timings=tuple(self._timings),
        )

    async def _shake_hands(self, connection: socket.socket) -> tuple[bytes, ...]:
        """Returns the certificates as sent, in DER."""
        began = time.monotonic()
        with connection:
            result = await shake_hands(
                connection,
                self._use.context,
                server_name=self._target.server_name,
                deadline=self._deadline,
            )
        self._handshake = result.outcome
        self._timings.append((Phase.HANDSHAKE, time.monotonic() - began))
        return result.chain

    def _assess(self, chain: tuple[bytes, ...]) -> None:
        if not chain:
            self._chain = NO_TLS
            return
        began, target = time.monotonic(), self._target
        try:
            self._chain = self._use.assess(
                chain, host=target.server_name, trust=target.policy.trust, now=self._use.clock()
            )
        except MalformedCertificate as error:
            self._chain = Failed(reason=Reason.TLS_PROTOCOL_ERROR, detail=str(error))
        self._timings.append((Phase.VERIFY, time.monotonic() - began))

    async def _scanned(self) -> Outcome[Scan]:
        if isinstance(self._handshake, Failed) and self._handshake.reason in NO_TLS_THERE:
            return NO_TLS
        if not self._target.policy.scan_interval:
            return SCAN_IS_OFF
        if self._last_scan and not self._last_scan.is_due:
            return self._last_scan.scan
        if self._use.limits.waiting > MOST_WAITING:
            return self._known_scan() or SCAN_LATER
        return await self._scanned_anew()

    async def _scanned_anew(self) -> Outcome[Scan]:
        subject = Subject(
            endpoint=self._endpoint,
            server_name=self._target.server_name,
            is_https=self._is_https(),
        )
        async with AsyncExitStack() as turn:
            try:
                with self._deadline.paused():
                    await turn.enter_async_context(
                        self._use.limits.scan_place(self._endpoint.address)
                    )
            except TimeoutError:
                return self._known_scan() or SCAN_LATER
            began, waited = time.monotonic(), self._deadline.waited
            result = await scan(subject, self._deadline, self._use.scan)
            charged = time.monotonic() - began - (self._deadline.waited - waited)
        self._timings.append((Phase.SCAN, charged))
        return result

    def _known_scan(self) -> Scan | None:
        return self._last_scan.scan if self._last_scan else None

    def _is_https(self) -> bool:
        """Whether HTTP is spoken inside TLS, by the port's number or the server's own word."""
        is_agreed = isinstance(self._handshake, Handshake) and bool(self._handshake.alpn)
        return is_agreed or self._endpoint.port in HTTPS_PORTS
