"""One target inspected: probed, then judged, in a report."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from exporter.guide.diagnose import judged
from exporter.model.evidence import EndpointEvidence, Evidence
from exporter.model.report import Report
from exporter.model.scan import LastScan, Scan
from exporter.model.target import Target
from exporter.words.protocol import Support


class Prober(Protocol):
    """What gathers evidence; `exporter.probing.prober.Prober`, or a script in tests."""

    async def probe(self, target: Target, *, last_scans: Mapping[str, LastScan]) -> Evidence:
        """Everything to be seen of `target`; scans that are known by address serve until due."""
        ...


class Inspector:
    """Turns a target into a report, carrying over what is asked less often than each time."""

    def __init__(self, *, prober: Prober, clock: Callable[[], datetime]) -> None:
        self._prober = prober
        self._clock = clock

    async def inspect(self, target: Target, previous: Report | None) -> Report:
        """The present report on `target`; `previous` is the last one, if any."""
        scans = last_scans(target, previous, self._clock())
        evidence = await self._prober.probe(target, last_scans=scans)
        return judged(target, evidence, self._clock(), previous)


def last_scans(target: Target, previous: Report | None, now: datetime) -> Mapping[str, LastScan]:
    """The scans of the previous report, by address.

    Those of a target that leads elsewhere now, or asks for another name, say nothing of it.
    """
    if previous is None or not is_same_server(target, previous.target):
        return {}
    return {
        seen.endpoint.address: LastScan(
            seen.last_scan,
            is_due=now >= due_again(seen, seen.last_scan, target.policy.scan_interval),
        )
        for seen in previous.evidence.endpoints
        if seen.last_scan
    }


def is_same_server(target: Target, before: Target) -> bool:
    """Whether a target leads where it did, whatever else is expected of it now."""
    return (target.host, target.port, target.server_name) == (
        before.host,
        before.port,
        before.server_name,
    )


def due_again(seen: EndpointEvidence, scan: Scan, scan_interval: float) -> datetime:
    """When to scan again: after a sixth of the interval where answers are unknown or outdated."""
    is_unknown = any(support is Support.UNKNOWN for _, support in scan.protocols)
    is_soon = is_unknown or seen.scan_is_outdated
    return scan.taken_at + timedelta(seconds=scan_interval / 6 if is_soon else scan_interval)
