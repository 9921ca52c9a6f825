"""Connections are bounded for each address and for each second."""

import asyncio

import pytest

from exporter.model.settings import Limits
from exporter.probing.deadline import Deadline
from exporter.probing.limits import AddressPlaces, ConnectionLimits


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The present time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.now += seconds


def limits_of(clock: Clock, *, places: int = 2, per_second: float = 10.0) -> ConnectionLimits:
    """Limits on that clock."""
    limits = Limits(per_host_concurrency=places, connections_per_second=per_second)
    return ConnectionLimits(limits, clock=clock, sleep=clock.sleep)


async def test_openings_are_spaced_by_the_rate() -> None:
    """Thirty openings at ten a second take three seconds, but for a short burst."""
    clock = Clock()
    limits = limits_of(clock, per_second=10.0)
    for _ in range(30):
        await limits.opening()
    assert clock.now == pytest.approx(102.9, abs=0.11)


async def test_the_first_opening_does_not_wait() -> None:
    """However low the rate."""
    clock = Clock()
    await limits_of(clock, per_second=0.01).opening()
    assert clock.now == 100.0


async def test_a_burst_after_idling_is_small() -> None:
    """An hour of idling is not a licence for an hour's worth of connections."""
    clock = Clock()
    limits = limits_of(clock, per_second=100.0)
    clock.now += 3600.0
    before = clock.now
    for _ in range(100):
        await limits.opening()
    assert clock.now - before == pytest.approx(0.9, abs=0.02)


async def test_connections_that_wait_are_counted() -> None:
    """Ten at once at ten a second; time passing makes them fewer."""
    clock = Clock()
    limits = limits_of(clock, per_second=10.0)
    assert limits.waiting == 0
    began = clock.now
    for _ in range(10):
        await limits.opening()
    clock.now = began
    assert limits.waiting in {8, 9}
    clock.now += 5.0
    assert limits.waiting == 0


async def test_places_at_an_address_are_bounded() -> None:
    """Never more than the limit at one address, and other addresses do not wait."""
    limits = limits_of(Clock(), places=2)
    inside, most = 0, 0

    async def visit(address: str) -> None:
        nonlocal inside, most
        async with limits.place(address):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit("192.0.2.1") for _ in range(20)))
    assert most == 2
    await asyncio.gather(visit("192.0.2.1"), visit("192.0.2.2"), visit("192.0.2.3"))
    assert most == 3


async def test_an_address_that_nobody_visits_is_forgotten() -> None:
    """A million addresses over the months cost no memory, nor does a cancelled visit."""
    places = AddressPlaces(1)
    async with places.place("192.0.2.1"):
        waiting = asyncio.ensure_future(places.place("192.0.2.1").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert places._places == {}


async def test_patience_ends_before_a_place_is_free() -> None:
    """The place stays with whoever has it, and is free for the next one afterwards."""
    places = AddressPlaces(1, patience=0.01)
    async with places.place("192.0.2.1"):
        with pytest.raises(TimeoutError):
            await places.place("192.0.2.1").__aenter__()
    async with places.place("192.0.2.1"):
        pass
    assert places._places == {}


def test_paused_time_is_not_charged() -> None:
    """A probe that waited for its turn has all its time left."""
    clock = Clock()
    deadline = Deadline(5.0, clock)
    clock.now += 1.0
    with deadline.paused():
        clock.now += 60.0
    assert deadline.remaining() == pytest.approx(4.0)
    assert deadline.waited == pytest.approx(60.0)
    clock.now += 10.0
    assert deadline.remaining() == 0.0
