"""A deadline charges what the server took, and nothing else."""

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass

import pytest

from exporter.probing.deadline import Deadline
from exporter.probing.pulse import Pulse
from tests.unit.probing.free_time import FreeTime, run


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
    deadline = Deadline(10.0, Pulse(clock))
    left = []
    for clock.now in (100.0, 104.0, 110.0, 120.0):
        left.append(deadline.remaining())
    assert left == [10.0, 6.0, 0.0, 0.0]


def test_paused_time_is_not_charged() -> None:
    """A probe that waited for its turn has all its time left, also where an error ended a wait."""
    clock = Clock()
    deadline = Deadline(10.0, Pulse(clock))
    with suppress(OSError), deadline.paused():
        clock.now = 103.0
        raise OSError
    with deadline.paused():
        clock.now = 107.0
    assert (deadline.waited, deadline.remaining()) == (7.0, 10.0)
    clock.now = 117.0
    assert deadline.remaining() == 0.0


def test_a_part_ends_by_itself_and_the_whole_before_it() -> None:
    """Whichever comes first; a share is of what is left, and the whole is as it was."""
    clock = Clock()
    whole = Deadline(10.0, Pulse(clock))
    clock.now = 102.0
    parts = (whole.within(3.0), whole.within(30.0), whole.within(math.inf), whole.part(0.5))
    assert [part.remaining() for part in parts] == [3.0, 8.0, 8.0, 4.0]
    clock.now = 109.0
    assert [part.remaining() for part in parts] == [0.0, 1.0, 1.0, 0.0]
    assert whole.remaining() == 1.0


@pytest.mark.parametrize(("held_up", "left"), [(2.0, 3.0), (4.0, 3.0), (60.0, 0.0)])
def test_time_that_we_lost_is_given_back_within_bounds(held_up: float, left: float) -> None:
    """At most as much as there was: whoever is stopped for a minute does not wait a minute more."""

    async def main(loop: FreeTime) -> float:
        pulse = Pulse(loop.time)
        with pulse.felt():
            deadline = Deadline(5.0, pulse)
            await asyncio.sleep(1.9)
            loop.hold_up(held_up)
            return deadline.remaining()

    assert run(main) == pytest.approx(left, abs=0.3)
