"""Places are given in the order of asking, and leave no trace of those who went away."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.probing.places import NoPlace, Places, span
from tests.unit.scheduler.fake_time import FakeTime, settled


class World:
    """Places on a clock that a test moves, and who holds them."""

    def __init__(self, count: int = 1) -> None:
        self.time = FakeTime(0.0)
        self.places = Places(count, setting="limits.x", call_later=self.time.call_later)
        self.inside: dict[str, asyncio.Event] = {}
        self.turned_away: list[str] = []
        self.order: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, *, patience: float = 1000.0, spot: str = "here") -> None:
        """Somebody asks for a place, and stays until sent home."""
        self.tasks[name] = asyncio.ensure_future(self._stay(name, patience, spot))
        await settled()

    async def go(self, name: str) -> None:
        """Somebody leaves of their own accord."""
        self.inside.pop(name).set()
        await settled()

    async def cancel(self, *names: str) -> None:
        """All of these are cancelled at once."""
        for name in names:
            self.tasks[name].cancel()
        await settled()

    async def _stay(self, name: str, patience: float, spot: str) -> None:
        try:
            async with self.places.place(spot, who=name, patience=patience):
                self.order.append(name)
                over = self.inside[name] = asyncio.Event()
                await over.wait()
        except NoPlace:
            self.turned_away.append(name)
        finally:
            self.inside.pop(name, None)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing is kept of any spot."""
        return self.places._spots == {}


async def test_places_are_given_in_the_order_of_asking() -> None:
    """One after the other."""
    world = World()
    for name in "abcd":
        await world.come(name)
    for name in "abcd":
        await world.go(name)
    assert world.order == ["a", "b", "c", "d"]
    assert world.is_forgotten


async def test_another_spot_has_places_of_its_own() -> None:
    """And as many."""
    world = World(2)
    for number in range(4):
        await world.come(f"here{number}")
        await world.come(f"there{number}", spot="there")
    assert world.order == ["here0", "there0", "here1", "there1"]


async def test_a_cancelled_waiter_leaves_no_trace() -> None:
    """The next one is let in, and the spot is forgotten after the last."""
    world = World()
    for name in "abc":
        await world.come(name)
    await world.cancel("b")
    await world.go("a")
    await world.go("c")
    assert world.order == ["a", "c"]
    assert world.is_forgotten


@pytest.mark.parametrize("turns", [-1, 0, 1])
async def test_a_place_meant_for_one_who_is_cancelled_goes_on_to_the_next(turns: int) -> None:
    """Whether the cancellation comes just before the place, together with it, or just after."""
    world = World()
    for name in "abc":
        await world.come(name)
    if turns < 0:
        world.tasks["b"].cancel()
    world.inside.pop("a").set()
    if turns > 0:
        await asyncio.sleep(0)
    world.tasks["b"].cancel()
    await settled()
    assert world.order == ["a", "c"]
    await world.go("c")
    assert world.is_forgotten


async def test_a_cancelled_holder_gives_the_place_back() -> None:
    """Cancelling all at once lets nobody in by mistake."""
    world = World(2)
    for name in "abcdef":
        await world.come(name)
    await world.cancel(*"abcdef")
    assert world.order == ["a", "b"]
    assert world.is_forgotten


async def test_patience_ends_before_a_place_is_free() -> None:
    """The place stays with whoever has it, and is free for the next one afterwards."""
    world = World()
    await world.come("a")
    await world.come("b", patience=5.0)
    await world.time.advance(5.0)
    assert world.turned_away == ["b"]
    await world.go("a")
    assert world.is_forgotten
    await world.come("c")
    assert world.order == ["a", "c"]


async def test_without_patience_only_a_free_place_will_do() -> None:
    """Also where it had run out before."""
    world = World()
    await world.come("a", patience=-1.0)
    await world.come("b", patience=-1.0)
    await world.time.advance(0.0)
    assert world.order == ["a"]
    assert world.turned_away == ["b"]


async def test_whoever_gave_up_and_comes_again_stands_where_they_stood() -> None:
    """So that of many who wait too long each is served in the end, not always the same ones."""
    world = World()
    await world.come("a")
    await world.come("b", patience=5.0)
    await world.come("c")
    await world.time.advance(5.0)
    await world.come("d")
    await world.come("b")
    for name in "abcd":
        await world.go(name)
    assert world.order == ["a", "b", "c", "d"]
    assert world.is_forgotten


async def test_whoever_does_not_come_again_is_passed_over() -> None:
    """And stands at the end when coming after that."""
    world = World()
    await world.come("a")
    await world.come("b", patience=5.0)
    await world.come("c")
    await world.time.advance(5.0)
    await world.go("a")
    assert "c" in world.inside
    await world.come("d")
    await world.come("b")
    for name in "cdb":
        await world.go(name)
    assert world.order == ["a", "c", "d", "b"]


async def test_two_of_one_name_both_get_their_turn() -> None:
    """The schedule and a person may ask for the same target."""
    world = World()
    await world.come("a")
    places = [world.places.place("here", who="same") for _ in range(2)]
    turns = [asyncio.ensure_future(place.__aenter__()) for place in places]
    await settled()
    await world.go("a")
    assert [turn.done() for turn in turns] == [True, False]
    await places[0].__aexit__(None, None, None)
    await turns[1]
    await places[1].__aexit__(None, None, None)
    assert world.is_forgotten


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["come", "go", "cancel", "wait", "resize"]),
            st.integers(min_value=0, max_value=7),
        ),
        max_size=40,
    )
)
async def test_whatever_happens_the_places_are_used_and_given_back(
    actions: list[tuple[str, int]],
) -> None:
    """Never too many inside, nobody waits beside a free place, and nothing is left at the end."""
    world, count = World(2), 2
    for action, number in actions:
        name = f"n{number}"
        present = name in world.tasks and not world.tasks[name].done()
        if action == "come" and not present:
            await world.come(name, patience=float(number))
        elif action == "go" and name in world.inside:
            await world.go(name)
        elif action == "cancel" and present:
            await world.cancel(name)
        elif action == "wait":
            await world.time.advance(number / 2)
        elif action == "resize" and number >= count:
            world.places.resize(count := number)
            await settled()
        waiting = sum(not task.done() for task in world.tasks.values()) - len(world.inside)
        assert len(world.inside) <= count
        assert not waiting or len(world.inside) == count
    await world.cancel(*world.tasks)
    assert world.is_forgotten


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1.0, "0 s"), (0.2, "1 s"), (19.5, "20 s"), (119.0, "119 s"), (299.5, "5 min")],
)
def test_a_while_is_said_as_people_say_it(seconds: float, text: str) -> None:
    """In seconds up to two minutes."""
    assert span(seconds) == text
