"""Scans give way to probes where connections have to wait; what was known stays known."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from exporter.model.attempt import Attempt
from exporter.model.memory import Memory
from exporter.model.outcome import Skipped
from exporter.model.scan import Scan
from exporter.model.settings import Limits
from exporter.probing import errand
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from exporter.probing.scan import scan
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from tests.probed import attempts_in, inspected, probed, seen_at

ADDRESS = "127.0.0.1"
OLD = Scan(
    taken_at=datetime(2026, 1, 1, tzinfo=UTC),
    connections=9,
    is_complete=True,
    protocols=((Protocol.TLS1_2, Support.YES),),
)
LATER = Skipped(needs="fewer connections under way, and comes with a later probe")
Scanned: TypeAlias = Callable[..., Awaitable[Attempt[object]]]


def knowing(last: Scan) -> Memory:
    """What is remembered after this scan; it is due again after a minute."""
    return Memory(scans={ADDRESS: last})


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers that no version suits."""
    await reader.read(1)
    writer.write(b"\x15\x03\x01\x00\x02\x02\x46")
    await writer.drain()
    await reader.read()


@pytest.fixture
async def scanned(serve: Any, new_prober: Callable[..., Prober], new_target: Any) -> Scanned:
    """What tells of the scan after a probe, given what is known of the last one."""
    port = await serve(refuse)

    async def probe(last: Scan | None, gate: Gate | None = None) -> Attempt[object]:
        memory = knowing(last) if last else Memory()
        report = await probed(new_prober(gate=gate), new_target(port, timeout=5.0), memory=memory)
        (attempt,) = attempts_in(seen_at(report), Phase.SCAN)
        return attempt

    return probe


async def test_a_scan_is_made_when_it_is_due(scanned: Scanned) -> None:
    """And when none is known."""
    for last in (None, OLD):
        made = await scanned(last)
        assert isinstance(made.outcome, Scan)
        assert made.outcome.support(Protocol.TLS1_2) is Support.NO
        assert made.seconds is not None


async def test_a_scan_that_is_not_due_serves_on(scanned: Scanned) -> None:
    """No connection is made for it, so it took no time."""
    recent = replace(OLD, taken_at=datetime.now(tz=UTC))
    kept = await scanned(recent)
    assert kept.outcome is recent
    assert kept.seconds is None


async def crowded(connections: int) -> Gate:
    """A gate before which so many connections wait, on a clock that stands still."""

    def at_once(_seconds: float, function: Callable[[], None]) -> asyncio.Handle:
        return asyncio.get_running_loop().call_soon(function)

    gate = Gate(Limits(connections_per_second=1), clock=lambda: 0.0, call_later=at_once)
    for _ in range(connections):
        await gate.opening()
    assert gate.waiting == connections
    return gate


async def test_more_than_fifty_waiting_connections_postpone_scans(scanned: Scanned) -> None:
    """The old one serves on, or it is said that there is none yet."""
    # The probe's own connections, for three hellos that are refused, are the last of 51.
    assert (await scanned(OLD, await crowded(48))).outcome is OLD
    assert (await scanned(None, await crowded(48))).outcome == LATER


async def test_fifty_waiting_connections_do_not(scanned: Scanned) -> None:
    """A scan goes on beside as many."""
    made = (await scanned(OLD, await crowded(47))).outcome
    assert isinstance(made, Scan)
    assert made is not OLD


async def test_scans_of_one_address_do_not_meet(
    serve: Any, new_prober: Callable[..., Prober], new_target: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits too long for another scan of the address is scanned with a later probe."""
    ports = [await serve(refuse) for _ in range(4)]
    under_way: list[int] = []
    most = 0

    async def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal most
        under_way.append(1)
        most = max(most, len(under_way))
        await asyncio.sleep(0.1)
        try:
            return await scan(*arguments, **named)
        finally:
            under_way.pop()

    monkeypatch.setattr(errand, "scan", counted)
    monkeypatch.setattr(errand, "SCAN_PATIENCE", 0.05)
    prober = new_prober()
    probes = [probed(prober, new_target(port, timeout=5.0)) for port in ports]
    seen = [seen_at(report).outcome(Phase.SCAN) for report in await asyncio.gather(*probes)]
    assert most == 1
    assert LATER in seen
    assert any(isinstance(one, Scan) for one in seen)


async def test_the_last_scan_is_kept_while_nobody_answers(
    new_prober: Callable[..., Prober], new_target: Any, closed_port: int
) -> None:
    """A flapping server is not scanned at every turn; its scan is remembered, and not shown."""
    after = await inspected(new_prober(), new_target(closed_port), memory=knowing(OLD))
    assert after.scans[ADDRESS] is OLD
    assert after.report
    seen = seen_at(after.report)
    assert seen.outcome(Phase.SCAN) == Skipped(needs="an open port")
