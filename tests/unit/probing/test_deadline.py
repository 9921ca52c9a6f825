"""A deadline comes on time, and what is not charged to it moves it; the clock is moved by hand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import pytest

from exporter.probing.deadline import Deadline


@dataclass(slots=True)
class Clock:
    """A clock that a test moves."""

    now: float = 100.0

    def __call__(self) -> float:
        """Its time."""
        return self.now


def test_what_is_left_shrinks_to_nothing() -> None:
    """And no further."""
    clock = Clock()
    deadline = Deadline(10.0, clock)
    left = []
    for clock.now in (100.0, 104.0, 110.0, 120.0):
        left.append(deadline.remaining())
    assert left == [10.0, 6.0, 0.0, 0.0]


def test_a_pause_moves_it() -> None:
    """By as long as the pause was, also one that an error ends; both are told."""
    clock = Clock()
    deadline = Deadline(10.0, clock)
    with suppress(OSError), deadline.paused():
        clock.now = 103.0
        raise OSError
    with deadline.paused():
        clock.now = 107.0
    assert (deadline.at, deadline.waited, deadline.remaining()) == (117.0, 7.0, 10.0)


async def test_it_is_enforced_at_its_time() -> None:
    """Neither earlier nor later, or after a shorter patience."""
    clock = Clock()
    deadline = Deadline(10.0, clock)
    clock.now = 102.0
    assert deadline.enforced().when() == 110.0
    assert deadline.enforced_within(3.0).when() == 105.0
    assert deadline.enforced_within(30.0).when() == 110.0


async def test_what_is_late_is_ended() -> None:
    """A deadline that is past leaves no time at all."""
    deadline = Deadline(-1.0, asyncio.get_running_loop().time)
    with pytest.raises(TimeoutError):
        async with deadline.enforced():
            await asyncio.Event().wait()


def test_a_part_ends_after_its_share_of_what_is_left() -> None:
    """The whole is as it was."""
    clock = Clock()
    whole = Deadline(10.0, clock)
    clock.now = 102.0
    assert whole.part(0.5).at == 106.0
    assert whole.at == 110.0
