"""Scans go on beside the probes of their target, one question at a time."""

import asyncio
from datetime import datetime
from itertools import pairwise

import pytest

from exporter.model.memory import Memory
from exporter.model.target import Target
from tests.unit.scheduler.world import Scans, World, target, targets


def times(world: World, name: str = "t0") -> list[float]:
    """When questions about a target were asked."""
    return [at for asked, at in world.scans.asked if asked == name]


async def test_questions_follow_each_other_at_their_pace(world: World) -> None:
    """Long before the next probe is due, and no further when all was asked."""
    world.scans.left["t0"] = 10
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(120)
        assert len(times(world)) == 10
        gaps = [later - earlier for earlier, later in pairwise(times(world))]
        assert gaps == pytest.approx([2.0] * 9)
        assert len(world.probes.spans) == 1


async def test_no_question_is_asked_during_a_probe(world: World) -> None:
    """A scan waits for the probe of its target, and goes on afterwards."""
    world.scans.left["t0"] = 1000
    world.probes.durations["t0"] = 8.0
    async with world.watching(targets(1, interval=60)):
        await world.time.advance(600)
    assert len(world.probes.spans) > 5
    for span in world.probes.spans:
        assert not [at for at in times(world) if span.begin <= at < span.end]


async def test_a_probe_that_is_due_during_a_question_is_not_skipped(world: World) -> None:
    """It begins when that is answered; nothing of the target goes on twice at once."""
    world.scans.left["t0"] = 1000
    world.scans.takes = 1.9
    async with world.watching(targets(1, interval=10)):
        await world.time.advance(300)
    assert len(world.probes.spans) >= 29
    assert world.metric("probes_skipped_total") == 0
    for at in times(world):
        assert not [span for span in world.probes.spans if at < span.begin < at + 1.9]


async def test_a_probe_by_force_waits_for_a_question_under_way(world: World) -> None:
    """It is a probe of its own."""
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(60)
        world.scans.left["t0"], world.scans.takes = 1, 5.0
        asked = asyncio.ensure_future(world.runner.probe_now("t0"))
        await world.time.advance(3)
        again = asyncio.ensure_future(world.runner.probe_now("t0"))
        await world.time.advance(20)
        assert await asked is not None
        assert await again is not None
    assert world.probes.forced == ["t0", "t0"]


async def test_what_is_judged_again_during_a_question_stands(world: World) -> None:
    """By other trust stores, say: an answer that settles nothing does not bring the old judgement back."""
    world.scans.left["t0"], world.scans.takes = 1, 10.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(5)
        before = world.store.report("t0")
        world.runner.judge_again(["t0"])
        await world.time.advance(1)
        after = world.store.report("t0")
        assert after is not before
        assert world.scans.answered == []
        await world.time.advance(20)
        assert world.scans.answered == ["t0"]
        assert world.store.report("t0") is after


async def test_the_scan_of_a_removed_target_ends(world: World) -> None:
    """The question under way is cancelled, and none follows."""
    world.scans.left["t0"] = 1000
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(20)
        asked = len(times(world))
        world.runner.set_targets([target("other")])
        await world.time.advance(60)
    assert asked > 0
    assert len(times(world)) == asked


@pytest.mark.parametrize("after", [0.0, 60.0])
async def test_a_defect_in_saying_when_a_scan_goes_on_ends_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, after: float
) -> None:
    """Be it met at the end of a probe or between two: probes go on, and others' scans."""
    when = world.scans.next_turn

    def defective(_scans: Scans, target: Target, memory: Memory, now: datetime) -> datetime | None:
        if target.name == "t0" and world.time.now >= after:
            raise ZeroDivisionError
        return when(target, memory, now)

    monkeypatch.setattr(Scans, "next_turn", defective)
    world.scans.left |= {"t0": 100, "t1": 50}
    async with world.watching(targets(2, interval=100)):
        await world.time.advance(400)
        assert len(times(world, "t1")) == 50
        assert len(world.probes.begins("t0")) >= 4
    assert world.metric("internal_errors_total") >= 4
