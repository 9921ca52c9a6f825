"""Connections are kept as long as they are of use, and never too many of them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from exporter.server.guests import Guest, Guests, most_guests


class Host(asyncio.Protocol):
    """The HTTP side, which notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        """Every call is noted."""
        if name.startswith(("connection", "data", "eof", "pause", "resume")):
            self.told.append(name)
        return super().__getattribute__(name)


class Client(asyncio.Transport):
    """One connection."""

    def __init__(self, guests: Guests) -> None:
        super().__init__()
        self.host = Host()
        self.guest: Guest = guests.received_by(lambda: self.host)()
        self.is_dismissed = False
        self.guest.connection_made(self)

    def abort(self) -> None:
        """Dismissed."""
        self.is_dismissed = True

    def ring(self) -> None:
        """Its time is over."""
        cast("Alarm", self.guest._alarm).ring()

    @property
    def patience(self) -> float | None:
        """Seconds that it has; None where nothing is waited for."""
        alarm = self.guest._alarm
        return None if alarm is None else cast("float", alarm.delay)  # type: ignore[attr-defined]


class Alarm:
    """One that a test looks at."""

    def __init__(self, delay: float, ring: Callable[[], None]) -> None:
        self.delay = delay
        self.ring = ring

    def cancel(self) -> None:
        """Nothing rings here."""


class Loop:
    """A loop in which time passes by hand."""

    now = 1000.0

    def time(self) -> float:
        """What it is."""
        return self.now

    def call_later(self, delay: float, function: Callable[..., None], *arguments: float) -> Alarm:
        """An alarm."""
        return Alarm(delay, partial(function, *arguments))


@pytest.fixture(autouse=True)
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    """The one that runs."""
    running = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: running)
    return running


@pytest.mark.parametrize(
    ("files", "most"), [(3, 1), (64, 16), (1024, 256), (4096, 256), (1 << 20, 256)]
)
def test_most_files_are_for_probes(files: int, most: int) -> None:
    """A quarter is for HTTP at most, and 256 are enough."""
    assert most_guests(files) == most


def test_a_request_has_ten_seconds_until_its_headers_are_there() -> None:
    """From the connection on, however often a byte comes; and again from the next first byte."""
    client = Client(Guests(256))
    first = client.guest._alarm
    assert client.patience == 10.0
    client.guest.data_received(b"GET / HT")
    assert client.guest._alarm is first
    with client.guest.served():
        assert client.patience is None
    assert client.patience is None
    client.guest.data_received(b"G")
    assert client.patience == 10.0
    assert client.host.told == ["connection_made", "data_received", "data_received"]


def test_a_request_that_began_within_an_answer_has_its_time_after_it() -> None:
    """Its first bytes came while another was answered."""
    client = Client(Guests(256))
    with client.guest.served():
        client.guest.data_received(b"G")
        assert client.patience is None
    assert client.patience == 10.0


def test_a_client_has_twenty_seconds_to_take_what_a_buffer_holds() -> None:
    """One that reads slowly has them again for each."""
    client = Client(Guests(256))
    with client.guest.served():
        client.guest.pause_writing()
        assert client.patience == 20.0
        client.guest.resume_writing()
        assert client.patience is None
    client.guest.pause_writing()
    client.guest.data_received(b"G")
    client.guest.resume_writing()
    assert client.patience == 10.0


@pytest.mark.parametrize(("now", "is_dismissed"), [(1010.0, True), (1010.2, False)])
def test_whose_request_we_had_no_time_to_read_is_not_dismissed(
    loop: Loop, now: float, *, is_dismissed: bool
) -> None:
    """An alarm that rings late proves nothing: what came meanwhile is read first."""
    client = Client(Guests(256))
    loop.now = now
    client.ring()
    assert client.is_dismissed is is_dismissed
    if not is_dismissed:
        assert client.patience == 10.0
        loop.now += 10.0
        client.ring()
        assert client.is_dismissed


def test_where_there_is_no_room_the_oldest_of_no_use_gives_way() -> None:
    """Half-open and idle ones first, then those that do not take their answer."""
    guests = Guests(3)
    idle, served, stalled = (Client(guests) for _ in range(3))
    with idle.guest.served():
        pass
    with served.guest.served(), stalled.guest.served():
        stalled.guest.pause_writing()
        half_open = Client(guests)
        assert [one.is_dismissed for one in (idle, served, stalled)] == [True, False, False]
        assert len(guests) == 3
        another = Client(guests)
        assert (half_open.is_dismissed, another.is_dismissed) == (True, False)
        with another.guest.served():
            last = Client(guests)
            assert last.is_dismissed  # the newest, as nothing was asked by it yet
            assert not stalled.is_dismissed


def test_a_flood_never_holds_more_than_its_share() -> None:
    """1,100 half-open ones, of which 256 stay; who leaves is forgotten."""
    guests = Guests(256)
    clients = [Client(guests) for _ in range(1100)]
    assert sum(not client.is_dismissed for client in clients) == 256
    assert not any(client.is_dismissed for client in clients[-256:])
    for client in clients:
        client.guest.connection_lost(None)
    assert len(guests) == 0
