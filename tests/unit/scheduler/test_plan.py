"""Due times are stable, spread and free of drift."""

import subprocess
import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exporter.scheduler.plan import (
    Appointment,
    due_after,
    first_due,
    first_round,
    jitter,
    replanned,
)
from tests.unit.scheduler.world import target, targets

NAMES = st.text(max_size=20)
INTERVALS = st.floats(min_value=0.1, max_value=1e6)
TIMES = st.floats(min_value=0, max_value=1e7)


@given(NAMES)
def test_jitter_is_a_share_of_one(name: str) -> None:
    """Whatever the name, lone surrogates included, the share is at least 0 and below 1."""
    assert 0 <= jitter(name) < 1


def test_jitter_is_the_same_in_every_process() -> None:
    """A restart, which changes Python's own hashes, does not move a target."""
    program = "from exporter.scheduler.plan import jitter; print(jitter('www'))"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(printed.stdout) == jitter("www")


def test_jitter_spreads_names_that_look_alike() -> None:
    """Each tenth of the interval gets about a tenth of a numbered series of targets."""
    shares = [jitter(f"www{number}.example.com:443") for number in range(1000)]
    tenths = [sum(1 for share in shares if int(share * 10) == tenth) for tenth in range(10)]
    assert min(tenths) > 70
    assert max(tenths) < 130


def test_a_fleet_is_spread_over_the_whole_interval() -> None:
    """Each tenth of an hour gets about a tenth of the probes, in every round alike."""
    fleet = targets(1000, interval=3600)
    for start in (0.0, 50_000.0):
        dues = [due_after(each, start, now=start) % 3600 for each in fleet]
        tenths = [sum(1 for due in dues if due // 360 == tenth) for tenth in range(10)]
        assert min(tenths) > 70
        assert max(tenths) < 130


def test_the_first_round_is_spread_too() -> None:
    """Each tenth of its time gets about a tenth of the probes."""
    dues = [first_due(each, now=500.0, within=20.0) for each in targets(1000)]
    tenths = [sum(1 for due in dues if (due - 500.0) // 2 == tenth) for tenth in range(10)]
    assert min(tenths) > 70
    assert max(tenths) < 130


def test_the_first_round_keeps_to_the_connection_limit() -> None:
    """Few targets are probed within two seconds; many take the time that the limit asks for."""
    assert first_round(3, 500) == 2.0
    assert first_round(10_000, 500) == 200.0


@given(NAMES, INTERVALS, TIMES, st.floats(min_value=2, max_value=1e4))
def test_the_first_probe_is_soon(name: str, interval: float, now: float, within: float) -> None:
    """It lies within the first round and within the target's own interval."""
    due = first_due(target(name, interval=interval), now=now, within=within)
    assert now <= due <= now + min(within, interval)


@given(NAMES, INTERVALS, TIMES)
def test_the_second_probe_follows_at_a_fair_distance(
    name: str, interval: float, due: float
) -> None:
    """Half an interval to one and a half lie between the first probe and the grid."""
    distance = due_after(target(name, interval=interval), due, now=due) - due
    assert 0.499 * interval <= distance <= 1.501 * interval


@given(NAMES, INTERVALS, TIMES, st.integers(min_value=1, max_value=200))
def test_the_grid_does_not_drift(name: str, interval: float, start: float, steps: int) -> None:
    """After any number of intervals the due time is the first one plus that many intervals."""
    subject = target(name, interval=interval)
    first = due = due_after(subject, start, now=start)
    for _ in range(steps):
        due = due_after(subject, due, now=due + interval / 3)
    assert abs(due - (first + steps * interval)) < interval / 1000


@given(NAMES, INTERVALS, TIMES, st.floats(min_value=0, max_value=1e6))
def test_times_that_passed_unseen_are_left_out(
    name: str, interval: float, due: float, late: float
) -> None:
    """After a pause, as of a suspended machine, a target is due once and not many times."""
    following = due_after(target(name, interval=interval), due, now=due + late)
    assert due + late <= following <= due + late + 1.501 * interval


def test_a_target_that_is_as_before_keeps_its_time() -> None:
    """A reload that changes others does not move it."""
    kept, changed, removed = targets(3)
    plan = {each.name: Appointment(target=each, due=500.0) for each in (kept, changed, removed)}
    other = replace(changed, host="other.example.com")
    new = target("new")
    result = replanned(plan, [kept, other, new], now=400.0, connections_per_second=500)
    assert result["t0"] is plan["t0"]
    assert result["t1"].target.host == "other.example.com"
    assert 400.0 <= result["t1"].due <= 402.0
    assert 400.0 <= result["new"].due <= 402.0
    assert list(result) == ["t0", "t1", "new"]


def test_a_target_can_be_made_due_soon() -> None:
    """A target whose trust store changed is probed soon, though it is itself as before."""
    subject = target("t0")
    plan = {"t0": Appointment(target=subject, due=500.0)}
    result = replanned(plan, [subject], now=400.0, connections_per_second=500, soon={"t0"})
    assert result["t0"].due <= 402.0
