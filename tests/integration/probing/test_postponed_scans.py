"""Scans give way to probes where connections have to wait; what was known stays known."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from exporter.model.outcome import Outcome, Skipped
from exporter.model.scan import LastScan, Scan
from exporter.probing import limits, visit
from exporter.probing.prober import Prober
from exporter.probing.scan import scan
from exporter.probing.visit import SCAN_LATER
from exporter.words.protocol import Protocol, Support

ADDRESS = "127.0.0.1"
OLD = Scan(
    taken_at=datetime(2026, 1, 1, tzinfo=UTC),
    connections=9,
    is_complete=True,
    protocols=((Protocol.TLS1_2, Support.YES),),
)


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers that no version suits."""
    await reader.read(1)
    writer.write(b"\x15\x03\x01\x00\x02\x02\x46")
    await writer.drain()
    await reader.read()


@pytest.fixture
async def probed(
    serve: Any, new_prober: Callable[..., Prober], new_target: Any
) -> Callable[..., Any]:
    """The scan that comes of a probe, given what is known of the last one."""
    port = await serve(refuse)

    async def probe(last: LastScan | None) -> Outcome[Scan]:
        scans = {ADDRESS: last} if last else {}
        target = new_target(port, timeout=5.0)
        (seen,) = (await new_prober().probe(target, last_scans=scans)).endpoints
        return seen.scan

    return probe


async def test_a_scan_is_made_when_it_is_due(probed: Callable[..., Any]) -> None:
    """And when none is known."""
    for last in (None, LastScan(OLD, is_due=True)):
        scan = await probed(last)
        assert isinstance(scan, Scan)
        assert scan.support(Protocol.TLS1_2) is Support.NO


async def test_a_scan_that_is_not_due_serves_on(probed: Callable[..., Any]) -> None:
    """No connection is made for it."""
    assert await probed(LastScan(OLD, is_due=False)) is OLD


async def test_a_backlog_of_connections_postpones_scans(
    probed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one serves on, or it is said that there is none yet."""
    monkeypatch.setattr(visit, "MOST_WAITING", -1)
    assert await probed(LastScan(OLD, is_due=True)) is OLD
    assert await probed(None) is SCAN_LATER
    assert isinstance(SCAN_LATER, Skipped)


async def test_scans_of_one_address_do_not_meet(
    serve: Any, new_prober: Callable[..., Prober], new_target: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits too long for another scan of the address is scanned with a later probe."""
    ports = [await serve(refuse) for _ in range(4)]
    under_way: list[int] = []
    most = 0
    made = scan

    async def counted(*arguments: Any) -> Any:
        nonlocal most
        under_way.append(1)
        most = max(most, len(under_way))
        await asyncio.sleep(0.1)
        try:
            return await made(*arguments)
        finally:
            under_way.pop()

    monkeypatch.setattr(visit, "scan", counted)
    monkeypatch.setattr(limits, "SCAN_PATIENCE", 0.05)
    prober = new_prober()
    probes = [prober.probe(new_target(port, timeout=5.0), last_scans={}) for port in ports]
    seen = [evidence.endpoints[0].scan for evidence in await asyncio.gather(*probes)]
    assert most == 1
    assert any(one is SCAN_LATER for one in seen)
    assert any(isinstance(one, Scan) for one in seen)


async def test_the_last_scan_is_kept_while_nobody_answers(
    new_prober: Callable[..., Prober], new_target: Any, closed_port: int
) -> None:
    """A flapping server is not scanned at every turn."""
    scans = {ADDRESS: LastScan(OLD, is_due=True)}
    evidence = await new_prober().probe(new_target(closed_port), last_scans=scans)
    (seen,) = evidence.endpoints
    assert isinstance(seen.scan, Skipped)
    assert seen.last_scan is OLD
