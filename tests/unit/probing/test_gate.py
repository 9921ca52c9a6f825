"""One gate bounds lookups, visits, scans and openings; who waits at one spot holds up no other."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from exporter.model.settings import Limits
from exporter.probing.gate import Gate
from exporter.probing.places import NoPlace
from tests.unit.scheduler.fake_time import FakeTime, settled


class World:
    """A gate on a clock that a test moves, and whoever was let in, in that order."""

    def __init__(
        self, *, visits: int = 3, at_an_address: int = 2, per_second: float = 10.0
    ) -> None:
        self.time = FakeTime(100.0)
        limits = Limits(
            concurrency=visits,
            per_host_concurrency=at_an_address,
            connections_per_second=per_second,
        )
        self.gate = Gate(limits, clock=self.time.clock, call_later=self.time.call_later)
        self.inside: list[str] = []
        self.done: list[str] = []
        self.turned_away: dict[str, str] = {}
        self.tasks: list[asyncio.Task[None]] = []

    def visit(
        self, name: str, address: str, *, seconds: float = 10.0, patience: float = 1000.0
    ) -> asyncio.Task[None]:
        """A probe at an address."""
        place = self.gate.place(address, who=name, patience=patience)
        return asyncio.ensure_future(self._stay(name, place, seconds))

    async def _stay(
        self, name: str, place: AbstractAsyncContextManager[None], seconds: float
    ) -> None:
        try:
            async with place:
                self.inside.append(name)
                try:
                    await self.time.sleep(seconds)
                finally:
                    self.inside.remove(name)
                self.done.append(name)
        except NoPlace as error:
            self.turned_away[name] = error.needs

    def lookup(self, name: str, resolver: str) -> asyncio.Task[None]:
        """A lookup that never ends of itself."""
        return asyncio.ensure_future(self._stay(name, self.gate.lookup_place(resolver), 10_000.0))

    async def openings(self, number: int) -> int:
        """How many of so many connections may open at once."""
        self.tasks += [asyncio.ensure_future(self._open()) for _ in range(number)]
        await settled()
        return self.done.count("opened")

    async def _open(self) -> None:
        await self.gate.opening()
        self.done.append("opened")


async def test_openings_are_spaced_by_the_rate() -> None:
    """Thirty openings at ten a second take three seconds, but for a short burst."""
    world = World(per_second=10.0)
    assert await world.openings(30) in {1, 2}
    await world.time.advance(2.75)
    assert world.done.count("opened") < 30
    await world.time.advance(0.2)
    assert world.done.count("opened") == 30


async def test_the_first_opening_does_not_wait() -> None:
    """However low the rate."""
    assert await World(per_second=0.01).openings(2) == 1


async def test_a_burst_after_idling_is_small() -> None:
    """An hour of idling is not a licence for an hour's worth of connections."""
    world = World(per_second=100.0)
    await world.time.advance(3600.0)
    assert await world.openings(100) in {10, 11}


async def test_connections_that_wait_are_counted() -> None:
    """Ten at once at ten a second; time passing makes them fewer."""
    world = World(per_second=10.0)
    assert world.gate.waiting == 0
    await world.openings(10)
    assert world.gate.waiting in {8, 9, 10}
    await world.time.advance(0.5)
    assert world.gate.waiting in {4, 5}
    await world.time.advance(5.0)
    assert world.gate.waiting == 0


async def test_a_silent_address_takes_no_more_than_its_own_places() -> None:
    """A hundred wait for it, and another address is visited at once."""
    world = World(visits=3, at_an_address=2)
    for number in range(100):
        world.visit(f"silent{number}", "192.0.2.1")
    world.visit("healthy", "192.0.2.2")
    await settled()
    assert world.inside == ["silent0", "silent1", "healthy"]


async def test_the_whole_is_bounded_and_first_come_first_served() -> None:
    """Five addresses and three places: the fourth comes in when the first has left."""
    world = World(visits=3)
    for number in range(5):
        world.visit(f"v{number}", f"192.0.2.{number}", seconds=10.0 + number)
    await settled()
    assert world.inside == ["v0", "v1", "v2"]
    await world.time.advance(10.5)
    assert world.inside == ["v1", "v2", "v3"]
    await world.time.advance(1.0)
    assert world.inside == ["v2", "v3", "v4"]


async def test_other_limits_hold_at_once() -> None:
    """More are let in now; with fewer places nobody is driven out, and none comes after."""
    world = World(visits=1, at_an_address=1)
    for number in range(6):
        world.visit(f"v{number}", "192.0.2.1")
    await settled()
    assert world.inside == ["v0"]
    world.gate.obey(Limits(concurrency=3, per_host_concurrency=4))
    await settled()
    assert world.inside == ["v0", "v1", "v2"]
    world.gate.obey(Limits(concurrency=2, per_host_concurrency=4))
    await world.time.advance(10.0)
    assert world.done == ["v0", "v1", "v2"]
    assert world.inside == ["v3", "v4"]


async def test_whoever_waits_too_long_for_an_address_is_told_why() -> None:
    """With the place, the while, how many others are there and the setting."""
    world = World(at_an_address=2)
    for number in range(9):
        world.visit(f"v{number}", "192.0.2.1", seconds=1000.0, patience=299.5)
    await world.time.advance(299.0)
    assert world.turned_away == {}
    await world.time.advance(1.0)
    assert world.turned_away.keys() == {f"v{number}" for number in range(2, 9)}
    assert world.turned_away["v2"] == (
        "a free place at 192.0.2.1, for which it waited 5 min beside 8 others "
        "(limits.per_host_concurrency is 2)"
    )


async def test_whoever_waits_too_long_for_the_whole_is_told_why() -> None:
    """What was spent at the address counts, and the place there is free again."""
    world = World(visits=1, at_an_address=1)
    world.visit("first", "192.0.2.1", seconds=1000.0)
    await settled()
    world.visit("second", "192.0.2.2", patience=20.0)
    await world.time.advance(20.0)
    assert world.turned_away["second"] == (
        "a free place among the visits of all addresses, for which it waited 20 s beside 1 other "
        "(limits.concurrency is 1)"
    )
    world.visit("third", "192.0.2.2", seconds=1.0)
    await world.time.advance(1000.0)
    assert world.done == ["first", "third"]


async def test_lookups_take_no_place_of_visits_nor_of_another_resolver() -> None:
    """A dead resolver with a hundred names delays neither."""
    world = World(visits=3)
    for number in range(100):
        world.lookup(f"dead{number}", "dead")
    world.lookup("alive", "system")
    world.visit("visit", "192.0.2.1")
    await settled()
    assert world.inside == ["dead0", "dead1", "dead2", "alive", "visit"]


async def test_scans_of_one_address_do_not_meet() -> None:
    """One waits five seconds for another at most; elsewhere there is no waiting."""
    world = World()
    async with world.gate.scan_place("192.0.2.1"), world.gate.scan_place("192.0.2.2"):
        second = asyncio.ensure_future(world.gate.scan_place("192.0.2.1").__aenter__())
        await world.time.advance(4.9)
        assert not second.done()
        await world.time.advance(0.1)
        with pytest.raises(TimeoutError):
            await second
