"""Certificates that scans find beside the ordinary one are told until a scan finds them gone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from exporter.inspection.judging.judgement import weight
from exporter.inspection.turn import next_turn, take_turn
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Presentation
from exporter.model.inquiry import Inquiry, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Policy, Target
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.deployments import LEAF, RSA_LEAF, assessment
from tests.probed import unexpected
from tests.unit.inspection.world import (
    TARGET,
    ScriptedAppraiser,
    ScriptedProbe,
    World,
    address,
    scan,
    scanned,
    seen,
    unseen,
)

PLACE = address()
ECDSA, RSA = KeyType.ECDSA, KeyType.RSA
HOUR = timedelta(hours=1)
CHAINS = {
    b"ecdsa": assessment(LEAF),
    b"renewed": assessment(LEAF),
    b"rsa": assessment(RSA_LEAF),
    b"newer": assessment(RSA_LEAF),
}
PACED = replace(TARGET, policy=Policy())


def found(*leaves: bytes, is_all: bool = True, **parts: object) -> Attempts:
    """A scan that was presented these as well, and knows whether these are all."""
    kinds = tuple(CHAINS[leaf].leaf.key_type for leaf in leaves) if is_all else None
    outcome = replace(scan(), other_key_types=kinds, **parts)  # type: ignore[arg-type] # of its fields
    return (*scanned(outcome), *others(*leaves))


def taken_at(now: datetime, scanned: Attempts) -> Attempts:
    """The scan, made now."""
    first, *rest = scanned
    if isinstance(first.outcome, Scan):
        first = replace(first, outcome=replace(first.outcome, taken_at=now))
    return (first, *rest)


def others(*leaves: bytes) -> Attempts:
    """What it was presented."""
    return tuple(
        Attempt(
            phase=Phase.CERTIFICATE,
            outcome=Presentation(chain=(leaf,), key_type=ECDSA if leaf == b"ecdsa" else RSA),
        )
        for leaf in leaves
    )


class Renewed(World):
    """One target with an ECDSA certificate, and what its scans find."""

    def __init__(self, target: Target = TARGET) -> None:
        super().__init__(target, appraiser=ScriptedAppraiser(readable=CHAINS))
        self.probe.will_say(Visit(PLACE), seen(b"ecdsa"))

    async def probes(self, scan: Attempts | None = None, *, after: timedelta = HOUR) -> Report:
        """The next probe; if a scan is due, it comes to this."""
        self.now += after
        if scan:
            self.probe.will_say(Scanning(PLACE), taken_at(self.now, scan))
        return await self.inspect()

    async def turns(self, *answers: Attempts) -> Report:
        """The questions of a scan, with what each comes to."""
        for answer in answers:
            due = next_turn(self.target, self.memory, self.now)
            assert due is not None
            self.now = max(due, self.now)
            self.memory = await take_turn(
                self.target,
                self.memory,
                probe=Telling(taken_at(self.now, answer), self.memory),
                appraiser=lambda: self.appraiser,
                now=self.now,
                on_defect=unexpected,
            )
        return self.report

    @property
    def report(self) -> Report:
        """The present one."""
        assert self.memory.report is not None
        return self.memory.report


class Telling(ScriptedProbe):
    """Goes on with a scan: that is under way, unless the answer is a whole one."""

    def __init__(self, attempts: Attempts, memory: Memory) -> None:
        super().__init__()
        self.attempts, self.memory = attempts, memory

    async def answer(self, inquiry: Inquiry) -> Attempts:
        """The transcript with what the scan has found so far, or how it ended."""
        first, *rest = self.attempts
        if isinstance(first.outcome, Scan) and first.outcome.is_complete is None:
            transcript = self.memory.transcripts[inquiry.place.address]  # type: ignore[union-attr] # of an address
            first = replace(first, outcome=replace(transcript, found=first.outcome))
        return (first, *rest)


def leaves(report: Report) -> list[bytes]:
    """The certificates that are told, with the ordinary one first."""
    return [served.chain[0] for served in report.chains]


def kinds(report: Report) -> list[KeyType]:
    """Their kinds of key."""
    return [served.key_type for served in report.chains]


async def test_both_are_told_until_the_next_scan() -> None:
    """Probes in between see the ordinary one alone; the judgement is the very same."""
    world = Renewed()
    first = await world.probes(found(b"rsa"))
    assert kinds(first) == [ECDSA, RSA]
    for _ in range(10):
        report = await world.probes(after=timedelta(minutes=1))
        assert report.chains is first.chains
        assert report.clients is first.clients
    assert world.appraiser.calls == 2


async def test_one_that_a_scan_finds_gone_is_told_no_more() -> None:
    """After the scan that was refused it, and not before."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    assert leaves(await world.probes(found())) == [b"ecdsa"]
    assert world.memory.others["192.0.2.1"] == ()


@pytest.mark.parametrize(
    "scan",
    [
        found(is_all=False),
        scanned(Failed(reason=Reason.DEADLINE)),
        found(is_all=False, is_complete=False, is_cut_off=True),
    ],
)
async def test_a_scan_that_does_not_know_forgets_none(scan: Attempts) -> None:
    """It found none, and cannot say that there is none."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    assert leaves(await world.probes(scan)) == [b"ecdsa", b"rsa"]


async def test_a_newer_one_takes_the_place_of_the_old() -> None:
    """Of its kind, though the scan cannot say whether there are more."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    assert leaves(await world.probes(found(b"newer", is_all=False))) == [b"ecdsa", b"newer"]


async def test_when_one_took_the_place_of_another_is_told() -> None:
    """By the first scan that saw it, from then on; a failed probe between does not hide it."""
    world = Renewed()
    assert not (await world.probes(found(b"rsa"))).others_changed
    assert not (await world.probes(found(b"rsa"))).others_changed
    world.probe.will_say(Visit(PLACE), unseen())
    await world.probes(after=timedelta(minutes=20))
    world.probe.will_say(Visit(PLACE), seen(b"ecdsa"))
    renewed = await world.probes(found(b"newer"))
    when = world.now
    assert renewed.others_changed == {"192.0.2.1": {RSA: when}}
    assert (await world.probes(found(b"newer"))).others_changed == {"192.0.2.1": {RSA: when}}
    assert not renewed.changed


async def test_a_scan_under_way_tells_of_a_change_once() -> None:
    """It finds the new one again and again, and the old one stays known until the end."""
    world = Renewed(PACED)
    await world.probes()
    await world.turns(found(b"rsa"))
    await world.probes(after=timedelta(hours=2))
    first = found(b"newer", is_all=False, is_complete=None)
    await world.turns(first)
    when = world.memory.others_replaced["192.0.2.1"][RSA]
    await world.turns(first, found(b"newer"))
    assert world.memory.others_replaced["192.0.2.1"] == {RSA: when}


async def test_the_same_certificate_is_told_once() -> None:
    """A server may present it again, or come to present what was the other one."""
    world = Renewed()
    assert leaves(await world.probes(found(b"ecdsa", b"rsa"))) == [b"ecdsa", b"rsa"]
    world.probe.will_say(Visit(PLACE), seen(b"rsa"))
    assert leaves(await world.probes(after=timedelta(minutes=1))) == [b"rsa", b"ecdsa"]


async def test_of_one_kind_the_ordinary_one_counts() -> None:
    """Their series would be the same."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    world.probe.will_say(Visit(PLACE), seen(b"newer"))
    assert leaves(await world.probes(after=timedelta(minutes=1))) == [b"newer"]


async def test_without_the_ordinary_one_none_is_told() -> None:
    """Nothing is known of a server that does not answer; when it does, all is known again."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    world.probe.will_say(Visit(PLACE), unseen())
    assert leaves(await world.probes(after=timedelta(minutes=1))) == []
    world.probe.will_say(Visit(PLACE), seen(b"ecdsa"))
    assert leaves(await world.probes(after=timedelta(minutes=1))) == [b"ecdsa", b"rsa"]


async def test_they_are_looked_for_soon_after_the_ordinary_one_was_replaced() -> None:
    """As both are often renewed together: a sixth of an hour after the last scan."""
    world = Renewed()
    await world.probes(found(b"rsa"))
    world.probe.will_say(Visit(PLACE), seen(b"renewed"))
    minutes = timedelta(minutes=4)
    assert leaves(await world.probes(found(b"newer"), after=minutes)) == [b"renewed", b"rsa"]
    assert leaves(await world.probes(after=minutes)) == [b"renewed", b"rsa"]
    assert leaves(await world.probes(after=minutes)) == [b"renewed", b"newer"]


async def test_with_one_certificate_a_renewal_calls_for_no_scan() -> None:
    """There is nothing that might be outdated."""
    world = Renewed()
    await world.probes(found())
    world.probe.will_say(Visit(PLACE), seen(b"renewed"))
    for _ in range(5):
        await world.probes(after=timedelta(minutes=10))
    assert world.probe.asked.count(Scanning(PLACE)) == 1


async def test_one_is_told_soon_after_a_scan_beside_the_probes_finds_it() -> None:
    """And stays, whatever becomes of the scan."""
    world = Renewed(PACED)
    await world.probes()
    nothing = found(is_all=False, is_complete=None)
    assert leaves(await world.turns(nothing)) == [b"ecdsa"]
    under_way = found(b"rsa", is_all=False, is_complete=None)
    a_quarter_of_a_minute = [under_way] * 8
    assert leaves(await world.turns(*a_quarter_of_a_minute)) == [b"ecdsa", b"rsa"]
    assert leaves(await world.probes(after=timedelta(0))) == [b"ecdsa", b"rsa"]
    assert leaves(await world.turns(under_way, found(b"rsa"))) == [b"ecdsa", b"rsa"]
    assert not world.memory.transcripts


@pytest.mark.parametrize(
    "end",
    [
        found(is_all=False, is_complete=False, is_cut_off=True),
        scanned(Failed(reason=Reason.INTERNAL_ERROR)),
    ],
)
async def test_a_scan_that_is_cut_off_loses_none(end: Attempts) -> None:
    """What it found itself stays as what earlier ones found."""
    world = Renewed(PACED)
    await world.probes()
    await world.turns(found(b"rsa", is_all=False, is_complete=None), end)
    assert not world.memory.transcripts
    assert [one.chain for one in world.memory.others["192.0.2.1"]] == [(b"rsa",)]


async def test_a_ban_in_the_middle_of_a_scan_loses_none() -> None:
    """Nothing is told while it lasts; then what was known."""
    world = Renewed(PACED)
    await world.probes()
    await world.turns(found(b"rsa", is_all=False, is_complete=None))
    world.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_TIMEOUT))
    await world.probes(after=timedelta(minutes=1))
    assert world.memory.bans
    assert not world.memory.transcripts
    world.probe.will_say(Visit(PLACE), seen(b"ecdsa"))
    assert leaves(await world.probes(after=timedelta(minutes=20))) == [b"ecdsa", b"rsa"]


async def test_an_answer_that_finds_nothing_new_is_no_news() -> None:
    """The report is the very same."""
    world = Renewed(PACED)
    await world.probes()
    under_way = found(b"rsa", is_all=False, is_complete=None)
    report = await world.turns(under_way)
    assert await world.turns(under_way) is report


async def test_what_is_kept_is_bounded_by_bytes() -> None:
    """64 KiB for each address: the newest, as far as they go."""
    world = Renewed()
    big = tuple(Attempt(phase=Phase.CERTIFICATE, outcome=other(number)) for number in range(4))
    await world.probes((*found(is_all=False), *big))
    kept = world.memory.others["192.0.2.1"]
    assert [one.chain[0][0] for one in kept] == [0, 1]
    for number in range(100):
        newer = (Attempt(phase=Phase.CERTIFICATE, outcome=other(number)),)
        await world.probes((*found(is_all=False), *newer))
    kept = world.memory.others["192.0.2.1"]
    assert [one.chain[0][0] for one in kept] == [99, 98]


def other(number: int) -> Presentation:
    """One of many."""
    return Presentation(chain=(bytes([number]) * 30_000,), key_type=RSA)


async def test_their_weight_counts_in_how_long_judging_takes() -> None:
    """What is new and heavy is judged in a thread, whoever presented it."""
    world = Renewed()
    heavy = tuple(Attempt(phase=Phase.CERTIFICATE, outcome=other(number)) for number in (1, 2))
    report = await world.probes((*found(is_all=False), *heavy))
    assert weight(TARGET, report.evidence, None, world.now) == 60_005
    assert weight(TARGET, report.evidence, report, report.since) == 30_000, (
        "of two of one kind the first is judged"
    )
