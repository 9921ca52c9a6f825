"""The pulse knows for how long this process was held up."""

import asyncio

import pytest

from exporter.probing.pulse import Pulse
from tests.unit.probing.free_time import FreeTime, run


def test_a_pause_is_counted_at_once_and_once() -> None:
    """Before its own beat has come, and after; up to a period of it may go unnoticed."""

    async def main(loop: FreeTime) -> list[float]:
        pulse = Pulse(loop.time)
        with pulse.felt():
            await asyncio.sleep(1.0)
            before = pulse.lost()
            loop.hold_up(8.0)
            at_once = pulse.lost()
            await asyncio.sleep(10.0)
            return [before, at_once, pulse.lost()]

    assert run(main) == [0.0, pytest.approx(7.75, abs=0.26), pytest.approx(7.75, abs=0.26)]


def test_pauses_add_up() -> None:
    """Each beat that comes late counts."""

    async def main(loop: FreeTime) -> float:
        pulse = Pulse(loop.time)
        with pulse.felt():
            for _ in range(3):
                await asyncio.sleep(1.1)
                loop.hold_up(1.25)
        return pulse.lost()

    assert run(main) == pytest.approx(3.4, abs=0.4)


def test_ordinary_lateness_is_no_pause() -> None:
    """A busy loop is 90 ms late at every beat, a hundred times."""

    async def main(loop: FreeTime) -> float:
        pulse = Pulse(loop.time)
        with pulse.felt():
            for _ in range(100):
                await asyncio.sleep(0.25)
                loop.hold_up(0.09)
            return pulse.lost()

    assert run(main) == 0.0


def test_what_happens_while_nobody_feels_it_is_not_counted() -> None:
    """Nor does it beat then: an idle process sleeps."""

    async def main(loop: FreeTime) -> tuple[float, int]:
        pulse = Pulse(loop.time)
        with pulse.felt(), pulse.felt():
            await asyncio.sleep(1.0)
        await asyncio.sleep(1.0)
        timers = len(loop._scheduled)  # type: ignore[attr-defined]  # asyncio's own
        loop.hold_up(100.0)
        with pulse.felt():
            await asyncio.sleep(1.0)
            return pulse.lost(), timers

    assert run(main) == (0.0, 0)


def test_a_suspended_machine_was_held_up() -> None:
    """Its clock goes on, where the event loop's stands still."""

    async def main(loop: FreeTime) -> float:
        asleep = 0.0
        pulse = Pulse(lambda: loop.time() + asleep)
        with pulse.felt():
            await asyncio.sleep(1.0)
            asleep = 3600.0
            await asyncio.sleep(1.0)
            return pulse.lost()

    assert run(main) == pytest.approx(3600.0, abs=0.3)
