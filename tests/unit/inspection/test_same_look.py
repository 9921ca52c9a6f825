"""A look that saw what the last one saw is not gone through, and comes to what it would come to otherwise."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exporter.inspection.inspect as inspecting
from exporter.inspection.same_look import after_same_look
from exporter.model.attempt import Attempts
from exporter.model.evidence import Enclosure, Handshake, Presentation
from exporter.model.inquiry import Lookup, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Postponed
from exporter.model.place import Address
from exporter.model.target import Target
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.role import Role
from tests.unit.inspection.world import (
    HANDSHAKE,
    SYSTEM,
    TARGET,
    ScriptedProbe,
    World,
    answer,
    no_answer,
    scan,
    scanned,
    seen,
    unseen,
)

Look: TypeAlias = tuple[Attempts, Attempts, Attempts, Attempts, timedelta, bool, int]
"""What comes of a lookup, two visits and a scan, the time since the look before, whether by force, how often."""
PORT = 636
"""Where nobody speaks HTTP, which would be asked for something at every look of such a script."""
FIRST, SECOND = (
    Address(address=text, port=PORT, role=Role.RESOLVED) for text in ("192.0.2.1", "192.0.2.2")
)


def with_staple(staple: bytes | None, timestamps: bytes | None) -> Attempts:
    """A visit with something enclosed."""
    *others, presented = seen()
    outcome = Presentation(
        chain=(b"leaf",), enclosed=Enclosure(staple=staple, timestamps=timestamps)
    )
    return (*others, replace(presented, outcome=outcome))


def shaken(handshake: Handshake) -> Attempts:
    """A visit whose handshake differs from the usual one."""
    connected, usual, presented = seen()
    return (connected, replace(usual, outcome=handshake), presented)


POSTPONED = tuple(replace(one, outcome=Postponed(needs="a place")) for one in unseen())
VISITS: tuple[Attempts, ...] = (
    seen(),
    seen(b"leaf", b"issuer"),
    seen(b"other"),
    seen(protocol=Protocol.TLS1_3),
    with_staple(b"", b""),
    with_staple(b"", None),
    with_staple(b"staple", None),
    with_staple(b"staple", b"timestamps"),
    shaken(replace(HANDSHAKE, declined="silence")),
    shaken(replace(HANDSHAKE, earlier=(Failed(reason=Reason.TLS_RESET), None))),
    unseen(),
    unseen(Reason.DEADLINE),
    POSTPONED,
)
LOOKUPS = (
    answer(FIRST.address),
    answer(FIRST.address, SECOND.address),
    answer(SECOND.address),
    no_answer(),
    no_answer(Reason.EXHAUSTED),
)
SCANS = (
    scanned(scan()),
    scanned(scan(Support.NO)),
    scanned(scan(Support.UNKNOWN)),
    scanned(Failed(reason=Reason.INTERNAL_ERROR)),
)
STEPS = tuple(timedelta(seconds=one) for one in (1, 40, 40, 40, 600, 3600, 86_400))


def mostly_first(values: tuple[Attempts, ...]) -> st.SearchStrategy[Attempts]:
    """The usual one as often as all others together, so that looks in a row see the same."""
    return st.one_of(st.just(values[0]), st.sampled_from(values))


LOOK = st.tuples(
    mostly_first(LOOKUPS),
    mostly_first(VISITS),
    mostly_first(VISITS),
    mostly_first(SCANS),
    st.sampled_from(STEPS),
    st.sampled_from((False, False, False, True)),
    st.integers(1, 4),
)
TARGETS = tuple(
    replace(
        TARGET, port=PORT, policy=replace(TARGET.policy, scan_interval=interval, scan_pace=pace)
    )
    for interval, pace in ((0.0, 0.0), (3600.0, 0.0), (3600.0, 2.0))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.sampled_from(TARGETS), st.lists(LOOK, min_size=1, max_size=6))
def test_whatever_is_seen_comes_to_the_same(target: Target, looks: Sequence[Look]) -> None:
    """`tests/same_looks.py` goes through each look and compares, where that would be spared."""
    probe = ScriptedProbe()
    world = World(target, probe)
    for lookup, first, second, scanned_now, step, is_forced, times in looks:
        probe.will_say(Lookup(SYSTEM), lookup)
        for place, visited in ((FIRST, first), (SECOND, second)):
            probe.will_say(Visit(place), visited)
            probe.will_say(Scanning(place), scanned_now)
        for _ in range(times):
            world.now += step
            asyncio.run(world.inspect(is_forced=is_forced))


async def looked_at_twice(
    patch: pytest.MonkeyPatch, change: Callable[[World], None], *, is_forced: bool = False
) -> bool:
    """Whether the second look is gone through, after what changed."""
    probe = ScriptedProbe()
    probe.will_say(Lookup(SYSTEM), answer(FIRST.address))
    probe.will_say(Visit(FIRST), seen())
    probe.will_say(Scanning(FIRST), scanned(scan()))
    world = World(TARGETS[1], probe)
    await world.inspect()
    world.now += timedelta(seconds=300)
    change(world)
    gone_through, times = inspecting.gone_through, 0

    def counted(*arguments: Any) -> Awaitable[Memory]:
        nonlocal times
        times += 1
        return gone_through(*arguments)

    patch.setattr(inspecting, "after_same_look", after_same_look)
    patch.setattr(inspecting, "gone_through", counted)
    await world.inspect(is_forced=is_forced)
    return bool(times)


def nothing(_world: World) -> None:
    """All stays as it was."""


def an_hour(world: World) -> None:
    """The judgement has aged."""
    world.now += timedelta(hours=1)


def other_stores(world: World) -> None:
    """A reload."""
    world.appraiser.stores = "those"


def another_chain(world: World) -> None:
    """A renewal."""
    world.probe.will_say(Visit(FIRST), seen(b"renewed"))


async def test_the_same_look_is_not_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered has the new time all the same."""
    assert await looked_at_twice(monkeypatch, nothing) is False


@pytest.mark.parametrize("change", [an_hour, other_stores, another_chain])
async def test_what_has_changed_is(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[World], None]
) -> None:
    """The judgement does not hold for it."""
    assert await looked_at_twice(monkeypatch, change) is True


async def test_a_forced_look_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """By force, all is asked and judged anew."""
    assert await looked_at_twice(monkeypatch, nothing, is_forced=True) is True
