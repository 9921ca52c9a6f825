"""A hostile or broken server costs one bounded probe, and its reason is told."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporter.model.evidence import Connection, EndpointEvidence
from exporter.model.outcome import Failed, Skipped
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.probing.prober import Prober
from exporter.words.alert import AlertDescription
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.integration.probing.hostility import (
    Reader,
    Writer,
    dribbling,
    flooding,
    hanging_up,
    mail_server,
    plain_http,
    resetting,
    silent,
    talking_nonsense,
)

MOST_CONNECTIONS = 24
"""Of one scan."""


async def probed(prober: Prober, target: Target) -> EndpointEvidence:
    """What was seen of the target's only address."""
    evidence = await prober.probe(target, last_scans={})
    assert evidence.interrupted is None
    (seen,) = evidence.endpoints
    return seen


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (silent, Reason.TLS_TIMEOUT),
        (hanging_up, Reason.TLS_CLOSED),
        (resetting, Reason.TLS_RESET),
        (plain_http, Reason.TLS_NOT_TLS),
        (mail_server, Reason.TLS_NOT_TLS),
        (flooding, Reason.TLS_PROTOCOL_ERROR),
        (dribbling, Reason.TLS_TIMEOUT),
        (talking_nonsense, Reason.TLS_PROTOCOL_ERROR),
    ],
)
async def test_a_server_without_tls_is_told_by_its_behaviour(
    serve: Any, new_prober: Any, new_target: Any, handler: Any, reason: Reason
) -> None:
    """Its port is open, its handshake failed for that reason, and the probe comes to an end."""
    seconds = 0.4 if reason is Reason.TLS_TIMEOUT else 30.0
    seen = await probed(new_prober(), new_target(await serve(handler), timeout=seconds))
    assert isinstance(seen.connection, Connection)
    assert isinstance(seen.handshake, Failed)
    assert seen.handshake.reason is reason
    assert isinstance(seen.chain, Skipped)


@pytest.mark.parametrize("handler", [flooding, dribbling, talking_nonsense])
async def test_a_scan_of_nonsense_proves_nothing(
    serve: Any, new_prober: Any, new_target: Any, handler: Any
) -> None:
    """No version is said to be on or off."""
    seen = await probed(new_prober(), new_target(await serve(handler), timeout=1.0))
    if isinstance(seen.scan, Scan):
        assert {support.value for _, support in seen.scan.protocols} == {"unknown"}
        assert seen.scan.connections <= MOST_CONNECTIONS
    else:
        assert isinstance(seen.scan, Failed | Skipped)


UNNAMED_BY_OPENSSL = {"TOO_MANY_CIDS_REQUESTED", "GENERAL_ERROR", "ECH_REQUIRED"}
ALERTS = [alert for alert in AlertDescription if alert is not AlertDescription.CLOSE_NOTIFY]


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name.lower())
async def test_every_fatal_alert_has_its_own_reason(
    serve: Any, new_prober: Any, new_target: Any, alert: AlertDescription
) -> None:
    """As far as OpenSSL names the alert; those it does not name are protocol errors."""

    async def refusing(reader: Reader, writer: Writer) -> None:
        await reader.read(1)
        writer.write(b"\x15\x03\x03\x00\x02\x02" + bytes([alert]))
        await writer.drain()
        await reader.read()

    target = new_target(await serve(refusing), scan_interval=0.0)
    seen = await probed(new_prober(), target)
    assert isinstance(seen.handshake, Failed)
    assert seen.handshake.reason in {Reason.of_alert(alert), Reason.TLS_PROTOCOL_ERROR}
    named = seen.handshake.reason is not Reason.TLS_PROTOCOL_ERROR
    assert named is (alert.name not in UNNAMED_BY_OPENSSL), seen.handshake


async def test_a_closed_port_is_refused(new_prober: Any, new_target: Any, closed_port: int) -> None:
    """And nothing else was tried."""
    seen = await probed(new_prober(), new_target(closed_port))
    assert isinstance(seen.connection, Failed)
    assert seen.connection.reason is Reason.CONNECT_REFUSED
    assert {type(seen.handshake), type(seen.chain), type(seen.scan)} == {Skipped}
    assert seen.timings == ()


async def test_a_filtered_port_times_out(
    new_prober: Any, new_target: Any, filtered_port: int
) -> None:
    """When the deadline comes, which tests of its own show to be on time."""
    seen = await probed(new_prober(), new_target(filtered_port, timeout=0.3))
    assert isinstance(seen.connection, Failed)
    assert seen.connection.reason is Reason.CONNECT_TIMEOUT


async def test_an_address_without_a_route_is_not_blamed(new_prober: Any, new_target: Any) -> None:
    """A machine without that network learns nothing about the server there."""
    target = new_target(443, host="h", addresses=("2001:db8::1",), timeout=0.2)
    seen = await probed(new_prober(), target)
    if isinstance(seen.connection, Skipped):
        assert seen.connection.needs == "a route to 2001:db8::1 from this machine"
    else:  # this machine has IPv6: the documentation prefix leads nowhere
        assert isinstance(seen.connection, Failed)
        assert seen.connection.reason in {Reason.CONNECT_TIMEOUT, Reason.CONNECT_UNREACHABLE}


async def test_one_broken_address_does_not_lose_the_other(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Both are reported, each with its own fate."""
    port = await serve(plain_http)
    target = new_target(port, host="h", addresses=("127.0.0.1", "127.0.0.9"))
    evidence = await new_prober().probe(target, last_scans={})
    first, second = evidence.endpoints
    assert isinstance(first.handshake, Failed)
    assert first.handshake.reason is Reason.TLS_NOT_TLS
    assert isinstance(second.connection, Failed)
    assert second.connection.reason is Reason.CONNECT_REFUSED


async def test_addresses_beyond_the_limit_are_counted(
    new_prober: Any, new_target: Any, closed_port: int
) -> None:
    """They are not probed."""
    addresses = tuple(f"127.0.0.{number}" for number in range(1, 21))
    target = new_target(closed_port, host="h", addresses=addresses)
    evidence = await new_prober().probe(target, last_scans={})
    assert (len(evidence.endpoints), evidence.addresses_left_out) == (16, 4)


async def test_a_cancelled_probe_leaves_nothing_behind(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Its sockets are closed; an open one would be a warning, and warnings are errors."""
    port = await serve(silent)
    probe = asyncio.ensure_future(new_prober().probe(new_target(port, timeout=30.0), last_scans={}))
    await until(lambda: open_sockets() >= 2)
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe


async def test_failing_probes_leak_no_descriptors(
    serve: Any, new_prober: Any, new_target: Any, closed_port: int
) -> None:
    """Two hundred of them leave as many open files as there were."""
    prober, port = new_prober(connections_per_second=100_000.0), await serve(hanging_up)
    await probed(prober, new_target(port))
    before = open_sockets()
    for _ in range(100):
        await probed(prober, new_target(port))
        await probed(prober, new_target(closed_port))
    await until(lambda: open_sockets() <= before)


async def test_a_defect_is_told_for_the_phase_that_it_hit(
    new_prober: Any, new_target: Any, serve: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """What was seen before is kept, and the log has the traceback."""

    async def broken(*_arguments: Any, **_named: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("exporter.probing.visit.shake_hands", broken)
    seen = await probed(new_prober(), new_target(await serve(silent)))
    assert isinstance(seen.connection, Connection)
    assert isinstance(seen.handshake, Failed)
    assert seen.handshake.reason is Reason.INTERNAL_ERROR
    assert "ZeroDivisionError" in caplog.text


async def test_a_defect_before_any_address_is_told_for_the_target(
    new_prober: Any, new_target: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """The report says that the probe was interrupted."""

    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("exporter.probing.prober.chosen_endpoints", broken)
    evidence = await new_prober().probe(new_target(1), last_scans={})
    assert evidence.interrupted is not None
    assert evidence.interrupted.reason is Reason.INTERNAL_ERROR
    assert "ZeroDivisionError: a defect" in caplog.text


async def test_waiting_for_a_place_is_not_charged(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Four probes that must go one after the other each have their whole time-out."""
    prober, port = new_prober(per_host_concurrency=1), await serve(silent)
    probes = [prober.probe(new_target(port, timeout=0.3), last_scans={}) for _ in range(4)]
    reasons = [evidence.endpoints[0].handshake for evidence in await asyncio.gather(*probes)]
    assert len(reasons) == 4
    assert {seen.reason for seen in reasons if isinstance(seen, Failed)} == {Reason.TLS_TIMEOUT}


async def test_phases_are_timed(serve: Any, new_prober: Any, new_target: Any) -> None:
    """Connecting and shaking hands have their own times, and who stays silent takes the longer."""
    seen = await probed(new_prober(), new_target(await serve(silent), timeout=0.3))
    timings = dict(seen.timings)
    assert list(timings) == [Phase.CONNECT, Phase.HANDSHAKE]
    assert timings[Phase.CONNECT] < timings[Phase.HANDSHAKE]


def open_sockets() -> int:
    """How many descriptors of this process are open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    """Gives way until the condition holds; the suite's time-out catches a condition that never does."""
    loop = asyncio.get_running_loop()
    while not condition():
        await loop.run_in_executor(None, os.sched_yield)
