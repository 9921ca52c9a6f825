"""An inspection probes, judges, and asks for scans only when they are due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exporter.inspection import Inspector
from exporter.model.evidence import Endpoint, EndpointEvidence, Evidence, Handshake
from exporter.model.outcome import Skipped
from exporter.model.scan import LastScan, Scan
from exporter.model.target import Policy, Target
from exporter.words.protocol import Protocol, Support
from exporter.words.role import Role

START = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = Target(
    name="a", host="a.example", server_name="a.example", policy=Policy(scan_interval=600)
)


class Clock:
    """A clock that stands still until told."""

    now = START

    def __call__(self) -> datetime:
        """The present time of the test."""
        return self.now


class ScriptedProber:
    """A prober that scans whatever is not known, with fixed support."""

    def __init__(self, clock: Clock, support: Support) -> None:
        self._clock, self._support = clock, support
        self.scans = 0

    async def probe(self, target: Target, *, last_scans: Mapping[str, LastScan]) -> Evidence:
        """One endpoint with a scan."""
        skipped = Skipped(needs="nothing here")
        last = last_scans.get("192.0.2.1")
        scan = last.scan if last and not last.is_due else self._scan()
        endpoint = EndpointEvidence(
            endpoint=Endpoint(address="192.0.2.1", port=target.port, role=Role.RESOLVED),
            connection=skipped,
            handshake=skipped,
            chain=skipped,
            scan=scan,
            last_scan=scan,
        )
        return Evidence(started_at=self._clock(), duration=0.0, lookups=(), endpoints=(endpoint,))

    def _scan(self) -> Scan:
        self.scans += 1
        answer = ((Protocol.TLS1_2, self._support),)
        return Scan(taken_at=self._clock(), protocols=answer, connections=1, is_complete=True)


@pytest.mark.parametrize(
    ("support", "minutes", "scans"),
    [
        (Support.YES, 9, 1),
        (Support.YES, 10, 2),
        (Support.UNKNOWN, 1, 1),
        (Support.UNKNOWN, 2, 2),
    ],
)
async def test_a_scan_is_repeated_when_due(support: Support, minutes: float, scans: int) -> None:
    """After its interval, or a sixth of it where something stayed unknown."""
    clock = Clock()
    prober = ScriptedProber(clock, support)
    inspector = Inspector(prober=prober, clock=clock)
    first = await inspector.inspect(TARGET, None)
    clock.now = START + timedelta(minutes=minutes)
    await inspector.inspect(TARGET, first)
    assert prober.scans == scans


async def test_a_scan_that_the_handshake_contradicts_is_repeated_sooner() -> None:
    """The server was changed since; its weakest version is not what the scan says."""
    clock = Clock()
    prober = ScriptedProber(clock, Support.NO)
    inspector = Inspector(prober=prober, clock=clock)
    first = await inspector.inspect(TARGET, None)
    (seen,) = first.evidence.endpoints
    handshake = Handshake(protocol=Protocol.TLS1_2, cipher="", group="", alpn="", stapled_ocsp=b"")
    outdated = replace(seen, handshake=handshake)
    assert outdated.scan_is_outdated
    assert not seen.scan_is_outdated
    changed = replace(first, evidence=replace(first.evidence, endpoints=(outdated,)))
    clock.now = START + timedelta(minutes=2)
    await inspector.inspect(TARGET, changed)
    assert prober.scans == 2


async def test_a_changed_target_is_scanned_anew() -> None:
    """Its port or name may be another."""
    clock = Clock()
    prober = ScriptedProber(clock, Support.YES)
    inspector = Inspector(prober=prober, clock=clock)
    first = await inspector.inspect(TARGET, None)
    await inspector.inspect(replace(TARGET, port=8443), first)
    assert prober.scans == 2


async def test_a_target_that_is_only_judged_otherwise_is_not_scanned_anew() -> None:
    """Its labels and policy are no business of the server."""
    clock = Clock()
    prober = ScriptedProber(clock, Support.YES)
    inspector = Inspector(prober=prober, clock=clock)
    first = await inspector.inspect(TARGET, None)
    policy = replace(TARGET.policy, clients=("Chrome",))
    await inspector.inspect(replace(TARGET, policy=policy, labels={"team": "web"}), first)
    assert prober.scans == 1


async def test_a_report_is_evidence_with_its_judgement() -> None:
    """Nine rungs on the evidence of the probe."""
    clock = Clock()
    report = await Inspector(prober=ScriptedProber(clock, Support.YES), clock=clock).inspect(
        TARGET, None
    )
    assert report.target is TARGET
    assert len(report.ladder) == 9
