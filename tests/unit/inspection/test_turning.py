"""Of names whose addresses turn, what was seen last is told on, and series are bounded."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.inquiry import Lookup, Scanning, Visit
from exporter.model.report import Report
from exporter.model.target import Policy
from exporter.words.address_label import AddressLabel
from tests.deployments import LEAF, NOW, assessment
from tests.unit.inspection.world import (
    SYSTEM,
    TARGET,
    ScriptedAppraiser,
    ScriptedProbe,
    World,
    address,
    answer,
    scan,
    scanned,
    seen,
)

# Days of looks over the same lines, that the tests of one look reach.
pytestmark = pytest.mark.no_cover

STALE = replace(LEAF, fingerprint_sha256="a1" * 32, not_after=NOW - timedelta(days=1))
MINUTES = timedelta(minutes=5)


class Turning(World):
    """One name, of which each look is told some addresses."""

    def __init__(self, policy: Policy, *, pool: int, bad: frozenset[int] = frozenset()) -> None:
        chains = {b"leaf": assessment(LEAF), b"stale": assessment(STALE)}
        appraiser = ScriptedAppraiser(readable=chains)
        super().__init__(replace(TARGET, policy=policy), ScriptedProbe(), appraiser, now=NOW)
        for number in range(pool):
            place = address(named(number))
            self.probe.will_say(Visit(place), seen(b"stale" if number in bad else b"leaf"))
            self.probe.will_say(Scanning(place), scanned(scan(taken_at=NOW)))

    async def looks(self, numbers: Sequence[int]) -> Report:
        """The next probe, which is told these."""
        self.now += MINUTES
        for number in numbers:
            place = address(named(number))
            self.probe.will_say(Scanning(place), scanned(scan(taken_at=self.now)))
        self.probe.will_say(Lookup(SYSTEM), answer(*sorted(map(named, numbers))))
        return await self.inspect()


def named(number: int) -> str:
    """One of the pool."""
    return f"192.0.2.{number + 1}"


async def test_an_address_that_takes_the_place_of_another_is_told_with_both_times() -> None:
    """From the next look on; the one that left is told of for a day."""
    world = Turning(Policy(scan_interval=0.0), pool=2)
    first = await world.looks([0])
    begun = world.now
    assert (first.came, first.left) == ({named(0): begun}, {})
    moved = await world.looks([1])
    assert (moved.came, moved.left) == ({named(1): begun + MINUTES}, {named(0): begun})
    later = [await world.looks([1]) for _ in range(300)][-1]
    assert (later.came, later.left) == ({named(1): begun + MINUTES}, {})


async def test_addresses_that_come_by_turns_neither_come_nor_leave() -> None:
    """Once each has come back."""
    world = Turning(Policy(scan_interval=0.0), pool=2)
    report = [await world.looks([look % 2]) for look in range(6)][-1]
    assert (report.came, report.left) == ({}, {})


def addresses(report: Report) -> list[str]:
    """Those that are told of."""
    return [place.address for place, _ in report.evidence.at_addresses()]


def expired(report: Report) -> list[str]:
    """Where the certificate is found over."""
    return [str(one.place) for one in report.findings if one.kind.code == "certificate_expired"]


async def test_a_single_bad_address_stays_found_while_others_stand_in_for_it() -> None:
    """Of 16, 2 in each answer, one is bad: once it has come back, 95 % of a day's probes tell it."""
    world = Turning(Policy(scan_interval=0.0), pool=16, bad=frozenset({3}))
    chance = random.Random(5)  # noqa: S311 - no secret
    found = [bool(expired(await world.looks(chance.sample(range(16), 2)))) for _ in range(288)]
    steady = found[found.index(True) + 24 :]
    assert sum(steady) >= 0.95 * len(steady)
    visits = [one for one in world.probe.asked if isinstance(one, Visit)]
    assert len(visits) == 2 * 288, "nobody is asked where DNS does not lead"


async def test_what_is_told_on_says_when_it_was_seen() -> None:
    """The order is the same at each look, so that nothing is judged again for it."""
    world = Turning(Policy(scan_interval=0.0), pool=3)
    for numbers in ([0, 1], [1, 2], [0, 2]):
        await world.looks(numbers)
    report = await world.looks([1, 2])
    assert addresses(report) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    seen_at = {place.address: one.seen_at for place, one in report.evidence.at_addresses()}
    assert seen_at == {"192.0.2.1": NOW + 3 * MINUTES, "192.0.2.2": None, "192.0.2.3": None}
    again = await world.looks([1, 2])
    assert again.ladder is report.ladder
    assert again.evidence.sightings[1].seen_at == NOW + 3 * MINUTES


async def test_a_migration_leaves_nothing_behind() -> None:
    """The old address has never come back."""
    world = Turning(Policy(scan_interval=0.0), pool=2, bad=frozenset({0}))
    assert expired(await world.looks([0])) == ["192.0.2.1:443"]
    assert addresses(await world.looks([1])) == ["192.0.2.2"]
    assert expired(await world.looks([1])) == []


async def test_an_address_that_was_taken_out_is_forgotten() -> None:
    """When it stays away for longer than its share makes likely: 24 looks, where it came at half of 8."""
    world = Turning(Policy(scan_interval=0.0), pool=2, bad=frozenset({0}))
    for numbers in ([0], [1]) * 4:
        await world.looks(numbers)
    told = [bool(expired(await world.looks([1]))) for _ in range(30)]
    assert told == [True] * 23 + [False] * 7


async def test_no_more_are_told_of_than_may_be_probed() -> None:
    """Those seen last."""
    world = Turning(Policy(scan_interval=0.0, max_addresses=4), pool=6)
    for number in [*range(6)] * 3:
        await world.looks([number])
    assert world.memory.report is not None
    assert addresses(world.memory.report) == [named(number) for number in (2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (AddressLabel.AUTO, ["address"] * 4 + ["family"] * 2),
        (AddressLabel.ADDRESS, ["address"] * 6),
        (AddressLabel.FAMILY, ["family"] * 6),
        (AddressLabel.NONE, ["none"] * 6),
    ],
)
async def test_auto_is_the_family_once_a_day_shows_more_than_are_probed(
    choice: AddressLabel, wanted: list[str]
) -> None:
    """And says so in a finding, which a choice makes needless."""
    world = Turning(Policy(scan_interval=0.0, max_addresses=4, address_label=choice), pool=6)
    reports = [await world.looks([number]) for number in range(6)]
    assert [report.address_label for report in reports] == wanted
    codes = [{one.kind.code for one in report.findings} for report in reports]
    assert ["dns_many_addresses" in each for each in codes] == [
        choice is AddressLabel.AUTO and label == "family" for label in wanted
    ]


async def test_auto_is_the_address_again_a_day_later() -> None:
    """When the name has led to few for a day."""
    world = Turning(Policy(scan_interval=0.0, max_addresses=2), pool=4)
    for number in range(4):
        await world.looks([number])
    world.now += timedelta(days=1)
    assert (await world.looks([0])).address_label is AddressLabel.ADDRESS


async def test_scans_are_bounded_for_the_target() -> None:
    """200 addresses, 4 in each answer: no more scans in an hour than one look visits."""
    world = Turning(Policy(scan_pace=0.0), pool=200)
    chance = random.Random(9)  # noqa: S311 - no secret
    for _ in range(72):
        await world.looks(chance.sample(range(200), 4))
    scans = [one for one in world.probe.asked if isinstance(one, Scanning)]
    assert len(scans) <= 6 * 4
    assert len(world.memory.met) <= 68
