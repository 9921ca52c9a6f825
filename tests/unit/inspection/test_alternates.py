"""What one address presents by turns is told by its worst, until that stays away."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from exporter.model.certificate import ChainAssessment
from exporter.model.inquiry import Visit
from exporter.model.report import Report
from exporter.model.target import Target
from tests.deployments import LEAF, NOW, RSA_LEAF, assessment
from tests.unit.inspection.world import (
    TARGET,
    ScriptedAppraiser,
    World,
    address,
    seen,
    unseen,
)

# Days of looks over the same lines, that the tests of one look reach.
pytestmark = pytest.mark.no_cover

PLACE = address()
DAY = timedelta(days=1)
NEW = replace(LEAF, serial="04b2", fingerprint_sha256="b2" * 32, not_after=NOW + 80 * DAY)
STALE = replace(
    LEAF,
    serial="04a1",
    fingerprint_sha256="a1" * 32,
    not_before=NOW - 91 * DAY,
    not_after=NOW - DAY,
)


def good(number: int) -> ChainAssessment:
    """One of a CDN's many: the same lifetime, some days later."""
    return assessment(
        replace(
            NEW,
            serial=f"{number:02x}",
            not_before=NOW - (10 - number) * DAY,
            not_after=NOW + (80 + number) * DAY,
        )
    )


CHAINS = {
    b"new": assessment(NEW),
    b"stale": assessment(STALE),
    b"rsa": assessment(RSA_LEAF),
    **{bytes([number]): good(number) for number in range(6)},
}
CODES = ("certificate_expired", "certificate_varies")


class Node(World):
    """One target at one address."""

    def __init__(self, target: Target = TARGET) -> None:
        super().__init__(target, appraiser=ScriptedAppraiser(readable=CHAINS), now=NOW)

    async def sees(self, *leaf: bytes, after: timedelta = timedelta(minutes=5)) -> Report:
        """The next probe is presented this, or nothing."""
        self.probe.will_say(Visit(PLACE), seen(*leaf) if leaf else unseen())
        return await self.inspect(self.now + after)

    def chains(self) -> list[tuple[bytes, ...]]:
        """Those that are remembered of the address, the present one last."""
        return [one.chain for one in self.memory.alternates["192.0.2.1"] if one.chain]

    async def sees_all(self, leaves: Iterable[bytes]) -> list[list[str]]:
        """What of the two kinds each probe finds."""
        return [codes(await self.sees(leaf)) for leaf in leaves]


def codes(report: Report) -> list[str]:
    """The findings of the two kinds."""
    return [one.kind.code for one in report.findings if one.kind.code in CODES]


def serials(report: Report) -> list[str]:
    """Of what is told of the address."""
    return [each.leaf.serial for _, each in report.assessments()]


async def test_a_stale_node_is_told_until_it_stays_away() -> None:
    """From the fourth answer on; nothing swings; it ends after 30 probes that saw the other alone."""
    world = Node()
    found = await world.sees_all([b"new", b"stale", b"new"])
    assert found == [[], ["certificate_expired"], []]
    both = ["certificate_expired", "certificate_varies"]
    assert (
        await world.sees_all([b"stale", b"new", b"stale", b"new", b"new", b"stale"]) == [both] * 6
    )
    assert await world.sees_all([b"new"] * 29) == [both] * 29
    assert await world.sees_all([b"new"] * 3) == [[]] * 3
    assert world.memory.report is not None
    assert world.memory.report.alternates == ()
    assert len(world.chains()) == 1


async def test_the_worst_is_what_series_are_about() -> None:
    """Whichever was presented last, and the same object as long as it is."""
    world = Node()
    await world.sees_all([b"new", b"stale", b"new"])
    reports = [await world.sees(leaf) for leaf in (b"stale", b"new", b"stale", b"new")]
    assert [serials(report) for report in reports] == [["04a1"]] * 4
    assert all(report.chains is reports[0].chains for report in reports)
    assert world.appraiser.calls == 4, "once each where they alternate, and at each change before"
    changed = {tuple(report.changed.items()) for report in reports}
    assert len(changed) == 1


async def test_the_proof_has_serials_dates_and_shares() -> None:
    """Of each; other findings say which one they are about."""
    world = Node()
    await world.sees_all([b"new", b"stale", b"new", b"stale", b"new"])
    report = await world.sees(b"new")
    proofs = {one.kind.code: one.evidence for one in report.findings}
    assert proofs["certificate_varies"] == (
        "serial 04a1 (2026-03-02 to 2026-05-31, 1 sent) in 2 of the last 5 probes, the last time at 2026-06-01 12:20 UTC; "
        "serial 04b2 (2026-05-02 to 2026-08-20, 1 sent) in 4 of the last 6 probes, the last time at 2026-06-01 12:30 UTC"
    )
    assert proofs["certificate_expired"].startswith("by turns, serial 04a1: ended 2026-05-31")


async def test_a_renewal_is_no_alternation() -> None:
    """Old, then new, never old again; nor is a renewal that was taken back once."""
    world = Node()
    assert (
        await world.sees_all([b"stale"] * 3 + [b"new"] * 3)
        == [["certificate_expired"]] * 3 + [[]] * 3
    )
    assert await world.sees_all([b"stale", b"stale"]) == [["certificate_expired"]] * 2


@pytest.mark.parametrize("count", [2, 4, 6])
async def test_the_many_of_a_cdn_are_no_fault(count: int) -> None:
    """All good, of one lifetime, made some days apart."""
    world, order = Node(), random.Random(7)  # noqa: S311 - no secret
    leaves = [bytes([order.randrange(count)]) for _ in range(60)]
    assert await world.sees_all(leaves) == [[]] * 60
    assert len(world.chains()) <= 4


async def test_keys_of_two_kinds_are_no_alternates() -> None:
    """Both are told of, as where a server has both for different clients."""
    world = Node()
    found = await world.sees_all([b"new", b"rsa"] * 5)
    assert found == [[]] * 10
    assert world.memory.report is not None
    assert {each.key_type for each in world.memory.report.chains} == {"ecdsa", "rsa"}


async def test_a_chain_with_a_gap_by_turns() -> None:
    """The certificate is the same: one node lacks the intermediate."""
    world = Node()
    world.appraiser = ScriptedAppraiser(readable=CHAINS)
    for _ in range(3):
        await world.sees(b"new", b"intermediate")
        await world.sees(b"new")
    report = await world.sees(b"new")
    assert len(report.alternates) == 2
    assert len(report.chains) == 1


async def test_probes_that_see_nothing_count_for_neither() -> None:
    """A node that is away does not mend the other."""
    world = Node()
    await world.sees_all([b"new", b"stale"] * 3)
    for _ in range(30):
        await world.sees()
    assert codes(await world.sees(b"new")) == ["certificate_expired", "certificate_varies"]


async def test_it_ends_after_a_day_however_seldom_it_came() -> None:
    """One in fifty, in the mean."""
    world = Node()
    await world.sees_all(([b"new"] * 49 + [b"stale"]) * 3)
    assert "certificate_varies" in codes(await world.sees(b"new"))
    assert codes(await world.sees(b"new", after=DAY)) == []


@pytest.mark.parametrize("share", [0.1, 0.5])
async def test_verdicts_do_not_swing_for_a_day(share: float) -> None:
    """At random, a probe each 5 minutes: a few changes at the beginning, where each probe was one."""
    world, chance = Node(), random.Random(3)  # noqa: S311 - no secret
    answers = [b"stale" if chance.random() < share else b"new" for _ in range(288)]
    found = ["certificate_expired" in each for each in await world.sees_all(answers)]
    swings = sum(before != after for before, after in pairwise(found))
    alone = sum(before != after for before, after in pairwise(answers))
    assert alone > 40
    assert swings <= 3


async def test_what_is_remembered_is_bounded() -> None:
    """64 KiB of each address, and four chains; the present one whatever it weighs."""
    world = Node()
    for number in range(6):
        await world.sees(bytes([number]) * 30_000)
    assert [chain[0][0] for chain in world.chains()] == [4, 5]
    await world.sees(b"x" * 100_000)
    assert len(world.chains()) == 1
