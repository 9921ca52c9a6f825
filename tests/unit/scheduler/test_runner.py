"""The runner probes on time, one target at most once at a time, and never stops by itself."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Limits
from exporter.words.reason import Reason
from tests.unit.scheduler.fake_time import START, settled
from tests.unit.scheduler.world import World, target, targets


async def test_every_target_is_probed_in_the_first_round(world: World) -> None:
    """All are probed within the window, though their intervals are long."""
    async with world.watching(targets(50, interval=3600)):
        await world.time.advance(3.0)
    assert sorted(set(world.probes.names())) == sorted(f"t{number}" for number in range(50))
    assert len(world.store.reports()) == 50


async def test_the_first_round_is_complete_when_all_were_probed(world: World) -> None:
    """Not before the slowest is, and without targets at once."""
    world.probes.durations["t1"] = 30.0
    assert not world.runner.is_first_round_complete
    async with world.watching(targets(2)):
        await world.time.advance(20)
        assert not world.runner.is_first_round_complete
        await world.time.advance(20)
        assert world.runner.is_first_round_complete
        world.runner.set_targets([*targets(2), target("new")])
        assert world.runner.is_first_round_complete
    empty = World()
    async with empty.watching([]):
        assert empty.runner.is_first_round_complete


async def test_a_target_that_is_removed_does_not_delay_readiness(world: World) -> None:
    """The first round waits only for what is still watched."""
    world.probes.durations["t1"] = 1000.0
    async with world.watching(targets(2)):
        await world.time.advance(5)
        world.runner.set_targets(targets(1))
        assert world.runner.is_first_round_complete


async def test_probes_are_one_interval_apart_forever(world: World) -> None:
    """From the second on they lie on a grid, whatever a probe takes."""
    world.probes.durations["t0"] = 17.0
    async with world.watching(targets(1, interval=60)):
        await world.time.advance(60 * 100)
    begins = world.probes.begins("t0")[1:]
    assert len(begins) > 95
    assert [later - earlier for earlier, later in pairwise(begins)] == pytest.approx(
        [60] * (len(begins) - 1)
    )


async def test_a_due_time_during_a_probe_is_skipped_and_counted(world: World) -> None:
    """A probe that takes longer than the interval is not followed by one at once."""
    world.probes.durations["t0"] = 25.0
    async with world.watching(targets(1, interval=10)):
        await world.time.advance(300)
    begins = world.probes.begins("t0")[1:]
    assert [later - earlier for earlier, later in pairwise(begins)] == pytest.approx(
        [30] * (len(begins) - 1)
    )
    assert world.metric("probes_skipped_total") == pytest.approx(2 * len(begins), abs=3)


async def test_every_due_target_begins_at_once() -> None:
    """What goes on together is bounded by the gate of the probes, not by the runner."""
    world = World(Limits(concurrency=1))
    world.probes.durations.update({f"t{number}": 100.0 for number in range(12)})
    async with world.watching(targets(12)):
        await world.time.advance(5)
        assert len(world.probes.running) == 12
        assert world.metric("probes_in_flight") == 12


async def test_first_probes_are_spread_by_the_present_limits(world: World) -> None:
    """After a reload too: ten connections are reckoned for each of a hundred new targets."""
    async with world.watching([]):
        world.runner.set_limits(Limits(connections_per_second=10))
        world.runner.set_targets(targets(100, interval=3600))
        await world.time.advance(50)
        assert 30 < len(world.probes.spans) < 70
        await world.time.advance(51)
        assert len(world.probes.spans) == 100


async def test_results_are_counted_and_probes_in_flight_shown(world: World) -> None:
    """Each probe ends as success, failure or error, and none stays in flight."""
    world.probes.defects["t0"] = ZeroDivisionError("of this exporter")
    world.probes.reasons["t1"] = Reason.CONNECT_REFUSED
    async with world.watching(targets(2, interval=3600)):
        await settled()
        await world.time.advance(10)
        assert world.metric("probes_in_flight") == 0
    assert world.metric("probes_total", result="error") == 1
    assert world.metric("probes_total", result="failure") == 1
    assert world.metric("probes_total", result="success") == 0


async def test_a_defect_does_not_end_the_loop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The target is probed again, others go on, and the traceback is logged once."""
    world.probes.defects["t0"] = ZeroDivisionError("of this exporter")
    async with world.watching(targets(2, interval=10)):
        await world.time.advance(100)
        assert len(world.probes.begins("t0")) > 5
        assert len(world.probes.begins("t1")) > 5
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == len(world.probes.begins("t0"))
    assert [bool(record.exc_info) for record in errors[:3]] == [True, False, False]
    assert world.metric("internal_errors_total") == len(errors)


async def test_a_report_that_cannot_be_published_does_not_end_the_loop(world: World) -> None:
    """A defect of a view costs the report and nothing else."""

    def broken(_report: Report) -> None:
        raise KeyError("a defect of a view")

    async with world.watching(targets(1, interval=10)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.store, "put", broken)
            await world.time.advance(25)
        assert world.store.reports() == ()
        await world.time.advance(15)
        assert len(world.store.reports()) == 1


async def test_the_inspection_is_given_what_is_known(world: World) -> None:
    """There is nothing the first time, and then what is in the store."""
    async with world.watching(targets(1, interval=10)):
        await world.time.advance(1)
        assert world.probes.given == {"t0": Memory()}
        await world.time.advance(3)
        first = world.store.memory("t0")
        await world.time.advance(8)
        assert world.probes.given["t0"] is first
        assert first.report is not None
        assert not world.probes.forced


async def test_a_reload_keeps_the_times_and_reports_of_unchanged_targets(world: World) -> None:
    """They are probed when they would have been, and their series have no gap."""
    async with world.watching(targets(2)):
        await world.time.advance(100)
        kept = world.store.report("t0")
        assert kept is not None
        begun = len(world.probes.begins("t0"))
        world.runner.set_targets([*targets(1), target("new")])
        assert world.store.reports() == (kept,)
        await world.time.advance(200)
    begins = world.probes.begins("t0")[1:]
    assert len(begins) > begun
    assert [later - earlier for earlier, later in pairwise(begins)] == pytest.approx(
        [60] * (len(begins) - 1)
    )


async def test_a_changed_target_is_probed_soon_as_it_is_now(world: World) -> None:
    """Its probe for what it was is cancelled, even one that waits in the queue."""
    world.probes.durations["t0"] = 100.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(10)
        world.probes.durations["t0"] = 1.0
        changed = replace(target("t0", interval=3600), host="other.example.com")
        world.runner.set_targets([changed])
        await world.time.advance(4)
        assert world.probes.cancelled == ["t0"]
        assert [span.target for span in world.probes.spans] == [changed]
        report = world.store.report("t0")
        assert report
        assert report.target is changed


async def test_a_changed_target_waits_until_its_old_probe_is_gone(world: World) -> None:
    """Cancelled is not yet ended: there is no overlap while connections are being closed."""
    world.probes.durations["t0"] = 100.0
    world.probes.farewells["t0"] = 7.0
    async with world.watching(targets(1)):
        await world.time.advance(5)
        world.runner.set_targets([target("t0", host="other.example.com")])
        await world.time.advance(6)
        assert world.probes.running == ["t0"]
        world.probes.durations["t0"] = 1.0
        await world.time.advance(6)
        assert [span.target.host for span in world.probes.spans] == ["other.example.com"]


async def test_a_target_can_be_probed_soon_though_it_is_the_same(world: World) -> None:
    """A new trust store shows within seconds, not after an interval."""
    async with world.watching(targets(2, interval=3600)):
        await world.time.advance(10)
        world.runner.set_targets(targets(2, interval=3600), soon={"t1"})
        await world.time.advance(3)
        assert len(world.probes.begins("t0")) == 1
        assert len(world.probes.begins("t1")) == 2


async def test_a_removed_target_is_gone_at_once(world: World) -> None:
    """Its series go, its running probe is cancelled, and what that saw is never published."""
    async with world.watching(targets(2, interval=30)):
        await world.time.advance(10)
        world.probes.durations["t1"] = 50.0
        await world.time.advance(40)
        assert "t1" in world.probes.running
        world.runner.set_targets(targets(1, interval=30))
        assert [report.target.name for report in world.store.reports()] == ["t0"]
        await world.time.advance(100)
        assert [report.target.name for report in world.store.reports()] == ["t0"]
        assert world.metric("probes_in_flight") == 0
        assert world.metric("targets") == 1


async def test_a_probe_that_ends_in_spite_of_its_removal_is_not_published(world: World) -> None:
    """Even an inspection that swallows its cancellation brings no removed target back."""
    world.probes.durations["t0"] = 50.0
    world.probes.stubborn.add("t0")
    async with world.watching(targets(1)):
        await world.time.advance(10)
        world.runner.set_targets([])
        await world.time.advance(1)
        assert world.probes.names() == ["t0"]
        assert world.store.reports() == ()
        assert world.metric("probes_in_flight") == 0


async def answered(world: World, name: str) -> Report:
    """The report of a probe asked for."""
    asked = asyncio.ensure_future(world.runner.probe_now(name))
    await world.time.advance(5)
    report = await asked
    assert report
    return report


async def test_a_target_is_probed_when_asked_for(world: World) -> None:
    """The answer is the new report, and the schedule stays as it is."""
    async with world.watching(targets(1)):
        await world.time.advance(100)
        begun = len(world.probes.begins("t0"))
        report = await answered(world, "t0")
        assert report is world.store.report("t0")
        assert len(world.probes.begins("t0")) == begun + 1


async def test_a_probe_asked_for_asks_everything_and_forgets_nothing(world: World) -> None:
    """Who asks wants to see what a repair has done, scans included."""
    async with world.watching(targets(1)):
        await world.time.advance(100)
        known = world.store.memory("t0")
        await answered(world, "t0")
        assert world.probes.forced == ["t0"]
        assert world.probes.given["t0"] is known
        assert known.report is not None


async def test_a_probe_asked_for_joins_the_one_that_runs(world: World) -> None:
    """Two who ask at once share one probe, and one who leaves does not spoil it."""
    world.probes.durations["t0"] = 20.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(5)
        asked = [asyncio.ensure_future(world.runner.probe_now("t0")) for _ in range(3)]
        await settled()
        asked[0].cancel()
        await world.time.advance(20)
        assert asked[0].cancelled()
        assert await asked[1] is world.store.report("t0")
        assert await asked[2] is await asked[1]
        assert len(world.probes.spans) == 1


async def test_an_unknown_target_cannot_be_probed(world: World) -> None:
    """The name is in the error."""
    async with world.watching(targets(1)):
        with pytest.raises(LookupError, match="nobody"):
            await world.runner.probe_now("nobody")


async def test_whoever_waits_is_told_that_no_report_comes(world: World) -> None:
    """A removed target, a defect and the end of the runner all answer with nothing."""
    world.probes.durations.update({"t0": 50.0, "t2": 50.0})
    world.probes.defects["t1"] = ZeroDivisionError("of this exporter")
    async with world.watching(targets(3, interval=3600)):
        await world.time.advance(5)
        asked = [asyncio.ensure_future(world.runner.probe_now(f"t{n}")) for n in range(3)]
        await world.time.advance(1)
        assert await asked[1] is None
        world.runner.set_targets(targets(3, interval=3600)[1:])
        await settled()
        assert await asked[0] is None
        assert not asked[2].done()
    assert await asked[2] is None
    assert await world.runner.probe_now("t2") is None


async def test_whoever_waits_for_a_target_that_changes_gets_the_new_report(world: World) -> None:
    """The answer is about the target as it is now."""
    world.probes.durations["t0"] = 50.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(5)
        asked = asyncio.ensure_future(world.runner.probe_now("t0"))
        await settled()
        world.probes.durations["t0"] = 0.5
        changed = replace(target("t0"), host="other.example.com")
        world.runner.set_targets([changed])
        await world.time.advance(5)
        report = await asked
        assert report
        assert report.target is changed


async def test_the_end_cancels_what_runs(world: World) -> None:
    """No probe outlives the runner."""
    world.probes.durations["t0"] = 50.0
    async with world.watching(targets(1)):
        await world.time.advance(5)
        assert world.probes.running == ["t0"]
    assert world.probes.running == []
    assert world.probes.cancelled == ["t0"]


async def test_a_change_of_state_is_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Each change of the first failing step is a line, and nothing else above debug is."""
    caplog.set_level("INFO")
    async with world.watching(targets(1, interval=10)):
        await world.time.advance(50)
        world.probes.reasons["t0"] = Reason.CONNECT_REFUSED
        await world.time.advance(50)
        world.probes.reasons.clear()
        await world.time.advance(50)
    changes = [(record.__dict__["was"], record.__dict__["step"]) for record in caplog.records]
    assert changes == [("none", "port"), ("port", "none")]
    assert caplog.records[0].__dict__["finding"] == "port_refused"


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.floats(min_value=0.1, max_value=120)),
        st.tuples(st.just("reload"), st.integers(min_value=0, max_value=63)),
        st.tuples(st.just("ask"), st.integers(min_value=0, max_value=5)),
    ),
    max_size=12,
)
DURATIONS = st.lists(st.floats(min_value=0, max_value=100), min_size=6, max_size=6)


@given(ACTIONS, DURATIONS)
async def test_nothing_that_happens_makes_probes_of_a_target_overlap(
    actions: list[tuple[str, float]], durations: list[float]
) -> None:
    """Reloads, requests and slow probes in any order: one probe each."""
    world = World()
    world.probes.durations.update({f"t{n}": each for n, each in enumerate(durations)})
    asked = []
    async with world.watching(targets(6, interval=20)):
        for action, value in actions:
            if action == "advance":
                await world.time.advance(value)
            elif action == "reload":
                chosen = [
                    target(f"t{n}", interval=20 + int(value) % 3)
                    for n in range(6)
                    if int(value) >> n & 1
                ]
                world.runner.set_targets(chosen)
                names = {each.name for each in chosen}
                assert {report.target.name for report in world.store.reports()} <= names
            else:
                probe = world.runner.probe_now(f"t{int(value)}")
                asked.append(asyncio.ensure_future(probe))
    assert world.probes.running == []
    assert world.metric("probes_in_flight") == 0
    for result in await asyncio.gather(*asked, return_exceptions=True):
        assert result is None or isinstance(result, Report | LookupError)
    assert world.time.now >= START


async def test_a_judgement_is_made_again_when_its_time_is_over(world: World) -> None:
    """Without a probe: a certificate may end between two of them."""
    world.probes.validity = timedelta(seconds=100)
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(10)
        first = world.store.report("t0")
        assert first is not None
        begun = len(world.probes.spans)
        await world.time.advance(89)
        assert world.store.report("t0") is first
        await world.time.advance(5)
        second = world.store.report("t0")
        assert second is not None
        assert second is not first
        assert second.until > first.until
        assert world.probes.judged == [target("t0", interval=3600)]
        assert len(world.probes.spans) == begun
        await world.time.advance(1000)
        assert len(world.probes.judged) == 11


async def test_other_expectations_are_judged_at_once_without_a_probe(world: World) -> None:
    """Labels, thresholds and the like are no business of the server; the times stay as they are."""
    async with world.watching(targets(2, interval=3600)):
        await world.time.advance(10)
        begun, due = len(world.probes.spans), world.runner._agenda.plan["t0"].due
        changed = replace(target("t0", interval=3600), labels={"team": "web"})
        world.runner.set_targets([changed, target("t1", interval=3600)])
        await settled()
        report = world.store.report("t0")
        assert report is not None
        assert report.target is changed
        assert world.probes.judged == [changed]
        await world.time.advance(10)
        assert len(world.probes.spans) == begun
        assert world.runner._agenda.plan["t0"].due == due


async def test_a_probe_that_runs_is_judged_by_what_is_expected_when_it_ends(world: World) -> None:
    """A reload that only expects something else does not call it off."""
    world.probes.durations["t0"] = 30.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(10)
        changed = replace(target("t0", interval=3600), labels={"team": "web"})
        world.runner.set_targets([changed])
        await world.time.advance(30)
        report = world.store.report("t0")
        assert report is not None
        assert report.target is changed
        assert not world.probes.cancelled


async def test_other_trust_stores_judge_what_is_known(world: World) -> None:
    """Those that have a report; the others are judged by the new ones when they are probed."""
    world.probes.durations["t1"] = 1000.0
    async with world.watching(targets(2, interval=3600)):
        await world.time.advance(10)
        world.runner.judge_again(["t0"])
        await settled()
        assert [judged.name for judged in world.probes.judged] == ["t0"]
        assert len(world.probes.begins("t0")) == 1


async def test_a_defect_in_judging_again_ends_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The last report stays, others are judged, and probes go on."""
    world.probes.undecided["t0"] = ZeroDivisionError("of this exporter")
    async with world.watching(targets(2, interval=60)):
        await world.time.advance(10)
        before, begun = world.store.report("t0"), len(world.probes.spans)
        world.runner.judge_again(["t0", "t1"])
        await settled()
        assert world.store.report("t0") is before
        assert [judged.name for judged in world.probes.judged] == ["t0", "t1"]
        await world.time.advance(120)
        assert len(world.probes.spans) > begun
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


async def test_judging_everything_again_gives_way_to_all_else(world: World) -> None:
    """A hundred judgements of five milliseconds: two at a time."""
    world.probes.judgement_takes = 0.005
    async with world.watching(targets(100, interval=3600)):
        await world.time.advance(30)
        world.runner.judge_again(f"t{number}" for number in range(100))
        counts = []
        while len(world.probes.judged) < 100:
            await asyncio.sleep(0)
            counts.append(len(world.probes.judged))
    assert max(now - before for before, now in pairwise(counts)) == 2


async def test_what_takes_long_is_judged_beside_everything_else(world: World) -> None:
    """At once, while others are probed; its own next probe comes after it."""
    async with world.watching(targets(2, interval=60)):
        await world.time.advance(70)
        before, begun = world.store.report("t0"), len(world.probes.begins("t1"))
        world.probes.laborious["t0"] = 150.0
        world.runner.judge_again(["t0"])
        await world.time.advance(140)
        assert [judged.name for judged in world.probes.judged] == ["t0"]
        assert world.store.report("t0") is before
        assert len(world.probes.begins("t1")) - begun == 2
        probes = len(world.probes.begins("t0"))
        await world.time.advance(11)
        assert world.store.report("t0") is not before
        await world.time.advance(60)
        assert len(world.probes.begins("t0")) > probes


async def test_what_takes_long_is_judged_when_its_probe_is_over(world: World) -> None:
    """Not beside it, and not only after the next one."""
    world.probes.laborious["t0"] = 5.0
    world.probes.durations["t0"] = 40.0
    async with world.watching(targets(1, interval=3600)):
        await world.time.advance(70)
        answer = asyncio.ensure_future(world.runner.probe_now("t0"))
        await world.time.advance(10)
        world.runner.judge_again(["t0"])
        await world.time.advance(29)
        assert not world.probes.judged
        await world.time.advance(2)
        assert await answer is not None
        assert [judged.name for judged in world.probes.judged] == ["t0"]
        await world.time.advance(5)
        assert len(world.probes.begins("t0")) == 2


async def test_a_target_that_is_gone_is_not_judged(world: World) -> None:
    """It may be removed between the order and its turn."""
    async with world.watching(targets(2, interval=3600)):
        await world.time.advance(10)
        world.runner.judge_again(["t0", "t1"])
        world.runner.set_targets([target("t1", interval=3600)])
        await settled()
        assert [judged.name for judged in world.probes.judged] == ["t1"]
