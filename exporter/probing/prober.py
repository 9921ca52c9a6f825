"""The probe of one target: its name looked up, and every address visited."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from exporter.model.address import is_address
from exporter.model.evidence import Endpoint, EndpointEvidence, Evidence, Lookup
from exporter.model.scan import LastScan
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.completion import CompletionContexts
from exporter.probing.deadline import Deadline
from exporter.probing.endpoints import chosen_endpoints, kept
from exporter.probing.failures import internal_failure
from exporter.probing.limits import ConnectionLimits
from exporter.probing.lookups import AddressResolver, SharedLookups
from exporter.probing.resolver import Resolver
from exporter.probing.scan import ScanEquipment
from exporter.probing.tls_context import HandshakeContext
from exporter.probing.visit import Assess, Equipment, Visit

LOOKUP_SHARE = 0.5
"""Of a target's time-out, for all its lookups together."""


class Prober:
    """Gathers the evidence of one target after another, within the limits of all."""

    def __init__(
        self,
        *,
        settings: Settings,
        assess: Assess,
        clock: Callable[[], datetime],
        on_defect: Callable[[str, Exception], None],
        resolvers: Sequence[AddressResolver] = (),
    ) -> None:
        self._clock = clock
        self._on_defect = on_defect
        self._resolvers = tuple(resolvers) or tuple(map(Resolver, settings.resolvers))
        self._lookups = SharedLookups(clock=time.monotonic)
        limits = ConnectionLimits(settings.limits, clock=time.monotonic)
        self._equipment = Equipment(
            limits=limits,
            context=HandshakeContext(),
            scan=ScanEquipment(limits=limits, completions=CompletionContexts(), clock=clock),
            assess=assess,
            clock=clock,
        )

    async def close(self) -> None:
        """Ends what is under way beyond single probes."""
        await self._lookups.close()

    async def probe(self, target: Target, *, last_scans: Mapping[str, LastScan]) -> Evidence:
        """Everything to be seen of `target`; never raises but for cancellation.

        An address in `last_scans` is scanned again only if that is due.
        """
        started_at, began = self._clock(), time.monotonic()
        lookups: tuple[Lookup, ...] = ()
        endpoints: tuple[Endpoint, ...] = ()
        seen: tuple[EndpointEvidence, ...] = ()
        interrupted = None
        try:
            deadline = Deadline(target.policy.timeout, time.monotonic)
            lookups = await self._looked_up(target, deadline)
            endpoints = chosen_endpoints(target, lookups)
            seen = await self._visited(endpoints, target, deadline.remaining(), last_scans)
        except Exception as error:  # noqa: BLE001 - it becomes evidence
            self._on_defect(target.name, error)
            interrupted = internal_failure(error)
        return Evidence(
            started_at=started_at,
            duration=time.monotonic() - began,
            lookups=lookups,
            endpoints=seen,
            addresses_left_out=max(0, len(endpoints) - target.policy.max_addresses),
            interrupted=interrupted,
        )

    async def _looked_up(self, target: Target, deadline: Deadline) -> tuple[Lookup, ...]:
        """What every resolver says; nothing where there is nothing to look up."""
        if is_address(target.host) or (target.addresses and not target.expected_ips):
            return ()
        # A dead resolver must leave time for the addresses that another one gave.
        share = deadline.part(LOOKUP_SHARE)
        questions = [
            self._lookups.lookup(resolver, target.host, share) for resolver in self._resolvers
        ]
        return tuple(await asyncio.gather(*questions))

    async def _visited(
        self,
        endpoints: tuple[Endpoint, ...],
        target: Target,
        seconds: float,
        last_scans: Mapping[str, LastScan],
    ) -> tuple[EndpointEvidence, ...]:
        visits = [
            self._visit(endpoint, target, seconds, last_scans.get(endpoint.address))
            for endpoint in kept(endpoints, target.policy.max_addresses)
        ]
        if len(visits) == 1:
            return (await visits[0],)  # spares a task
        return tuple(await asyncio.gather(*visits))

    async def _visit(
        self,
        endpoint: Endpoint,
        target: Target,
        seconds: float,
        last_scan: LastScan | None,
    ) -> EndpointEvidence:
        async with self._equipment.limits.place(endpoint.address):
            visit = Visit(
                endpoint,
                target,
                deadline=Deadline(seconds, time.monotonic),  # waiting for the place was free
                last_scan=last_scan,
                equipment=self._equipment,
            )
            try:
                await visit.make()
            except Exception as error:  # noqa: BLE001 - it becomes evidence
                self._on_defect(target.name, error)
                visit.fail(internal_failure(error))
            return visit.evidence()
