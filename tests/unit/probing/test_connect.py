"""A connection comes about, or there is a reason that is the server's or ours."""

import asyncio
import errno
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from exporter.model.outcome import Failed, NoRoute
from exporter.model.place import Address
from exporter.probing.connect import connect, opened, unconnected
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.line import Line
from exporter.probing.pulse import Pulse
from exporter.words.reason import Reason
from exporter.words.role import Role
from tests.unit.probing.free_time import FreeTime, run

ENDPOINT = Address(address="127.0.0.1", port=443, role=Role.RESOLVED)
DOOR = Door(endpoint=ENDPOINT, server_name="www.test")


class ScriptedSocket:
    """Never becomes writable by itself; says what has become of the connection by the clock."""

    def __init__(self, loop: FreeTime, number_at: Callable[[float], int]) -> None:
        self._loop = loop
        self._number_at = number_at
        self._read, self._write = os.pipe()

    def fileno(self) -> int:
        """The end of a pipe that can only be read."""
        return self._read

    def connect_ex(self, _address: tuple[str, int]) -> int:
        """As of now."""
        return self._number_at(self._loop.now - 1000.0)

    def close(self) -> None:
        """Both ends of the pipe."""
        os.close(self._read)
        os.close(self._write)


def connected(
    number_at: Callable[[float], int], *, seconds: float = 5.0, held_up: float = 0.0
) -> float:
    """After how many seconds; we are held up for so long after the first."""

    async def main(loop: FreeTime) -> float:
        scripted: Any = ScriptedSocket(loop, number_at)
        pulse = Pulse(loop.time)
        loop.call_later(1.0, loop.hold_up, held_up)
        with Line(scripted, DOOR, pulse) as line:
            await connect(line, Deadline(seconds, pulse))
        return loop.now - 1000.0

    return run(main)


def test_a_connection_may_come_about_at_once() -> None:
    """As on loopback."""
    assert connected(lambda _: 0) == 0.0


def test_silence_ends_at_the_deadline() -> None:
    """After five seconds by a clock that moves by itself."""
    with pytest.raises(TimeoutError):
        connected(lambda now: errno.EINPROGRESS if now < 5.01 else 0)


@pytest.mark.parametrize("number", [0, errno.EISCONN])
def test_a_connection_that_came_about_while_we_were_held_up_stands(number: int) -> None:
    """We look once more before we give up."""
    assert connected(lambda now: errno.EINPROGRESS if now < 2.0 else number, held_up=30.0) > 30.0


def test_a_refusal_is_told_by_its_kind() -> None:
    """Before or after a pause."""
    with pytest.raises(ConnectionRefusedError):
        connected(lambda now: errno.EINPROGRESS if now < 2.0 else errno.ECONNREFUSED, held_up=8.0)


class Unlimited:
    """As many connections as anybody likes."""

    async def opening(self) -> float:
        """At once."""
        return 0.0


@pytest.mark.parametrize(
    ("pause", "reason", "after"),
    [(0.0, Reason.CONNECT_TIMEOUT, 2.0), (8.0, Reason.STARVED, 9.0)],
)
def test_patience_with_a_connection_ends_before_the_deadline(
    monkeypatch: pytest.MonkeyPatch, pause: float, reason: Reason, after: float
) -> None:
    """What we lose ourselves is given back, and not the server's."""

    async def silent(_line: object, deadline: Deadline) -> None:
        while seconds := deadline.remaining():  # noqa: ASYNC110 - nothing else will happen
            await asyncio.sleep(seconds)
        raise TimeoutError

    async def main(loop: FreeTime) -> tuple[object, float]:
        limits: Any = Unlimited()
        loop.call_later(1.0, loop.hold_up, pause)
        failed = await opened(DOOR, Deadline(60.0, Pulse(loop.time)), limits, patience=2.0)
        assert isinstance(failed, Failed)
        return failed.reason, loop.now - 1000.0

    monkeypatch.setattr("exporter.probing.connect.connect", silent)
    told, seconds = run(main)
    assert told is reason
    assert seconds == pytest.approx(after, abs=0.3)


@pytest.mark.parametrize(
    ("error", "reason", "reason_after_a_pause"),
    [
        (TimeoutError(), Reason.CONNECT_TIMEOUT, Reason.STARVED),
        (OSError(errno.ECONNRESET, ""), Reason.CONNECT_RESET, Reason.STARVED),
        (OSError(errno.EHOSTUNREACH, ""), Reason.CONNECT_UNREACHABLE, Reason.STARVED),
        (OSError(errno.ECONNREFUSED, ""), Reason.CONNECT_REFUSED, Reason.CONNECT_REFUSED),
        (OSError(errno.EMFILE, ""), Reason.EXHAUSTED, Reason.EXHAUSTED),
    ],
)
def test_silence_while_we_were_held_up_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch, error: OSError, reason: Reason, reason_after_a_pause: Reason
) -> None:
    """A refusal is, as the kernel tells of it whenever we ask."""
    monkeypatch.setattr("exporter.probing.connect.has_route", lambda _: True)
    for lost, expected in ((0.0, reason), (0.5, reason), (8.0, reason_after_a_pause)):
        failed = unconnected(ENDPOINT, error, lost=lost)
        assert isinstance(failed, Failed)
        assert failed.reason is expected


@pytest.mark.parametrize(
    ("number", "needs"),
    [
        (errno.ENETUNREACH, "a route from this machine"),
        (errno.EHOSTUNREACH, "a route from this machine"),
        (errno.EINVAL, "a route from this machine"),
        (errno.EACCES, "a route from this machine"),
        (errno.EPERM, "leave to connect from this machine"),
    ],
)
def test_what_our_own_routes_and_firewall_say_is_not_the_server_s_fault(
    monkeypatch: pytest.MonkeyPatch, number: int, needs: str
) -> None:
    """No route, one that is unreachable, a black hole, a prohibited one; the same of a router is."""
    monkeypatch.setattr("exporter.probing.connect.has_route", lambda _: False)
    place = replace(ENDPOINT, address="192.0.2.1")
    assert unconnected(place, OSError(number, "told by Python")) == NoRoute(needs=needs)


def test_a_router_s_word_is_told_without_python_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this machine has a route."""
    monkeypatch.setattr("exporter.probing.connect.has_route", lambda _: True)
    error = OSError(errno.EHOSTUNREACH, "No route to host")
    assert unconnected(ENDPOINT, error) == Failed(
        reason=Reason.CONNECT_UNREACHABLE, detail="no route to host"
    )
