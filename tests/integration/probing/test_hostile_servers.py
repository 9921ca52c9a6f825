"""A hostile or broken server costs one bounded probe, and its reason is told."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from exporter.model.evidence import Connection, Sighting
from exporter.model.outcome import Failed, Skipped
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.probing.prober import Prober
from exporter.probing.resolver import ConfiguredResolver
from exporter.words.alert import AlertDescription
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.standing import Standing
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
from tests.probed import probed, seen_at

MOST_CONNECTIONS = 64
"""Of one scan."""


async def seen_of(prober: Prober, target: Target) -> Sighting:
    """What was seen of the target's only address."""
    return seen_at(await probed(prober, target))


def reason_of(seen: Sighting, phase: Phase) -> Reason:
    """Why the phase failed, which it did."""
    failure = seen.failure(phase)
    assert failure, seen
    return failure.reason


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
    seen = await seen_of(new_prober(), new_target(await serve(handler), timeout=seconds))
    assert seen.found(Connection)
    assert reason_of(seen, Phase.HANDSHAKE) is reason
    assert isinstance(seen.outcome(Phase.CERTIFICATE), Skipped)


@pytest.mark.parametrize("handler", [flooding, dribbling, talking_nonsense])
async def test_a_scan_of_nonsense_proves_nothing(
    serve: Any, new_prober: Any, new_target: Any, handler: Any
) -> None:
    """No version is said to be on or off."""
    seen = await seen_of(new_prober(), new_target(await serve(handler), timeout=1.0))
    if made := seen.found(Scan):
        assert {support.value for _, support in made.protocols} == {"unknown"}
        assert made.connections <= MOST_CONNECTIONS
    else:
        assert isinstance(seen.outcome(Phase.SCAN), Failed | Skipped)


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
    seen = await seen_of(new_prober(), target)
    reason = reason_of(seen, Phase.HANDSHAKE)
    assert reason in {Reason.of_alert(alert), Reason.TLS_PROTOCOL_ERROR}
    named = reason is not Reason.TLS_PROTOCOL_ERROR
    assert named is (alert.name not in UNNAMED_BY_OPENSSL), seen


async def test_a_closed_port_is_refused(new_prober: Any, new_target: Any, closed_port: int) -> None:
    """And nothing else was tried."""
    seen = await seen_of(new_prober(), new_target(closed_port))
    assert reason_of(seen, Phase.CONNECT) is Reason.CONNECT_REFUSED
    assert {type(seen.outcome(phase)) for phase in (Phase.HANDSHAKE, Phase.CERTIFICATE)} == {
        Skipped
    }
    assert isinstance(seen.outcome(Phase.SCAN), Skipped)
    assert timings(seen) == {}


async def test_a_filtered_port_times_out(
    new_prober: Any, new_target: Any, filtered_port: int
) -> None:
    """When the deadline comes, which tests of its own show to be on time."""
    seen = await seen_of(new_prober(), new_target(filtered_port, timeout=0.3))
    assert reason_of(seen, Phase.CONNECT) is Reason.CONNECT_TIMEOUT


async def test_an_address_without_a_route_is_not_blamed(new_prober: Any, new_target: Any) -> None:
    """A machine without that network learns nothing about the server there."""
    target = new_target(443, host="h", addresses=("2001:db8::1",), timeout=0.2)
    seen = await seen_of(new_prober(), target)
    outcome = seen.outcome(Phase.CONNECT)
    if isinstance(outcome, Skipped):
        assert outcome.needs == "a route from this machine"
    else:  # this machine has IPv6: the documentation prefix leads nowhere
        assert isinstance(outcome, Failed)
        assert outcome.reason in {Reason.CONNECT_TIMEOUT, Reason.CONNECT_UNREACHABLE}


async def test_one_broken_address_does_not_lose_the_other(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Both are reported, each with its own fate."""
    port = await serve(plain_http)
    target = new_target(port, host="h", addresses=("127.0.0.1", "127.0.0.9"))
    report = await probed(new_prober(), target)
    first, second = (seen_at(report, number, of=2) for number in range(2))
    assert reason_of(first, Phase.HANDSHAKE) is Reason.TLS_NOT_TLS
    assert reason_of(second, Phase.CONNECT) is Reason.CONNECT_REFUSED


async def test_addresses_beyond_the_limit_are_counted(
    new_prober: Any, new_target: Any, closed_port: int
) -> None:
    """They are not probed."""
    addresses = tuple(f"127.0.0.{number}" for number in range(1, 21))
    target = new_target(closed_port, host="h", addresses=addresses)
    report = await probed(new_prober(), target)
    outcomes = [seen.outcome(Phase.CONNECT) for _, seen in report.evidence.at_addresses()]
    assert sum(isinstance(outcome, Failed) for outcome in outcomes) == 16
    assert outcomes[16:] == [Skipped(needs="max_addresses above 16")] * 4


async def test_a_cancelled_probe_leaves_nothing_behind(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Its sockets are closed; an open one would be a warning, and warnings are errors."""
    port = await serve(silent)
    probe = asyncio.ensure_future(probed(new_prober(), new_target(port, timeout=30.0)))
    await until(lambda: open_sockets() >= 2)
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe


async def test_failing_probes_leak_no_descriptors(
    serve: Any, new_prober: Any, new_target: Any, closed_port: int
) -> None:
    """Two hundred of them leave as many open files as there were."""
    prober, port = new_prober(connections_per_second=100_000.0), await serve(hanging_up)
    await seen_of(prober, new_target(port))
    before = open_sockets()
    for _ in range(100):
        await seen_of(prober, new_target(port))
        await seen_of(prober, new_target(closed_port))
    await until(lambda: open_sockets() <= before)


async def test_a_defect_is_told_for_the_phase_that_it_hit(
    new_prober: Any, new_target: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was seen before is kept, and who keeps the log is told the exception."""
    defects: list[tuple[str, Exception]] = []

    async def broken(*_arguments: Any, **_named: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("exporter.probing.errand.shake_hands", broken)
    prober = new_prober(on_defect=lambda *told: defects.append(told))
    seen = await seen_of(prober, new_target(await serve(silent)))
    assert seen.found(Connection)
    assert reason_of(seen, Phase.HANDSHAKE) is Reason.INTERNAL_ERROR
    ((name, error),) = defects
    assert (name, repr(error)) == ("t", "ZeroDivisionError('a defect')")


async def test_a_defect_before_any_address_is_told_for_the_resolver(
    new_prober: Any, new_target: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of the target then; a probe is no longer interrupted as a whole."""
    defects: list[tuple[str, Exception]] = []

    async def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(ConfiguredResolver, "lookup", broken)
    prober = new_prober(on_defect=lambda *told: defects.append(told))
    report = await probed(prober, new_target(1, host="h.test"))
    ((_, asked),) = report.evidence.at_resolvers()
    assert reason_of(asked, Phase.DNS) is Reason.INTERNAL_ERROR
    assert report.standing is Standing.UNKNOWN
    assert [repr(error) for _, error in defects] == ["ZeroDivisionError('a defect')"]


async def test_waiting_for_a_place_is_not_charged(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """Four probes that must go one after the other each have their whole time-out."""
    prober, port = new_prober(per_host_concurrency=1), await serve(silent)
    probes = [seen_of(prober, new_target(port, timeout=0.3)) for _ in range(4)]
    reasons = [reason_of(seen, Phase.HANDSHAKE) for seen in await asyncio.gather(*probes)]
    assert reasons == [Reason.TLS_TIMEOUT] * 4


async def test_phases_are_timed(serve: Any, new_prober: Any, new_target: Any) -> None:
    """Connecting and shaking hands have their own times, and who stays silent takes the longer."""
    seen = await seen_of(new_prober(), new_target(await serve(silent), timeout=0.3))
    took = timings(seen)
    assert list(took) == [Phase.CONNECT, Phase.HANDSHAKE]
    assert took[Phase.CONNECT] < took[Phase.HANDSHAKE]


def timings(seen: Sighting) -> Mapping[Phase, float]:
    """How many seconds each phase took, as far as that is told."""
    return {
        attempt.phase: attempt.seconds for attempt in seen.attempts if attempt.seconds is not None
    }


def open_sockets() -> int:
    """How many descriptors of this process are open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    """Gives way until the condition holds; the suite's time-out catches a condition that never does."""
    loop = asyncio.get_running_loop()
    while not condition():
        await loop.run_in_executor(None, os.sched_yield)
