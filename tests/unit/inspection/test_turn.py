"""A scan goes on beside the probes: how fast, what it tells meanwhile, and what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from exporter.inspection.turn import next_turn, take_turn, with_scans
from exporter.model.attempt import Attempts
from exporter.model.evidence import Evidence, Sighting
from exporter.model.inquiry import Inquiry, Lookup, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Policy, Target
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.scan_subject import ScanSubject
from tests.probed import unexpected
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    TARGET,
    ScriptedProbe,
    World,
    address,
    answer,
    scan,
    scanned,
    seen,
    unseen,
    usual_probe,
)

PLACE = address()
MAIL = replace(PLACE, port=993)
VERSIONS = tuple(Protocol)
TEN_MINUTES = timedelta(minutes=10)


def found(count: int, support: Support = Support.YES) -> Scan:
    """What so many answers have settled: a version each."""
    protocols = tuple(
        (version, support if number < count else Support.UNKNOWN)
        for number, version in enumerate(VERSIONS)
    )
    return Scan(taken_at=START, protocols=protocols, connections=count, is_complete=False)


@dataclass
class PacedProbe(ScriptedProbe):
    """A network whose servers are asked so many questions, and say why they refuse, or do not."""

    questions: int = 24
    says_why: bool = False
    support: Support = Support.YES
    time: Callable[[], datetime] = lambda: START
    cut: Scan | None = None
    """How the scan ends at the next question."""
    asked_at: dict[str, list[datetime]] = field(default_factory=dict)
    connected_at: list[datetime] = field(default_factory=list)
    """When visits and questions were made."""

    async def answer(self, inquiry: Inquiry) -> Attempts:
        """A question more, or the end of the scan."""
        if not isinstance(inquiry, Lookup):
            self.connected_at.append(self.time())
        if not isinstance(inquiry, Scanning):
            return await super().answer(inquiry)
        so_far = inquiry.so_far
        assert so_far is not None
        self.asked_at.setdefault(inquiry.place.address, []).append(self.time())
        if self.cut:
            return scanned(self.cut)
        count = (so_far.found.connections if so_far.found else 0) + 1
        now = replace(found(count, self.support), taken_at=self.time())
        if count == self.questions:
            return scanned(replace(now, is_complete=True))
        return scanned(replace(so_far, found=now, says_why=self.says_why, knowledge=count))


class Day(World):
    """A target, its probes on time, and its scans between them, by a clock moved by hand."""

    probe: PacedProbe

    def __init__(self, target: Target, probe: PacedProbe) -> None:
        super().__init__(target, probe)
        self.probed_at: list[datetime] = []
        probe.time = lambda: self.now

    async def probes(self, *, is_forced: bool = False) -> Report:
        """A probe now."""
        self.probed_at.append(self.now)
        return await self.inspect(is_forced=is_forced)

    async def goes_on(self, until: timedelta) -> None:
        """Turns and probes as they are due, until so long after the start."""
        end, probe = START + until, self.now + timedelta(seconds=self.target.policy.interval)
        while True:
            turn = next_turn(self.target, self.memory, self.now)
            self.now = min(one for one in (turn, probe, end) if one)
            if self.now == end:
                return
            if self.now == probe:
                probe += timedelta(seconds=self.target.policy.interval)
                await self.probes()
            else:
                self.memory = await take_turn(
                    self.target,
                    self.memory,
                    probe=self.probe,
                    appraiser=lambda: self.appraiser,
                    now=self.now,
                    on_defect=unexpected,
                )

    def told(self, place: Address = PLACE) -> Scan | None:
        """The scan as it is published."""
        assert self.memory.report
        return dict(self.memory.report.evidence.at_addresses())[place].found(Scan)


def network(*places: Address, **settings: object) -> PacedProbe:
    """All is well at these addresses."""
    script = usual_probe(places or (PLACE,)).script
    return PacedProbe(script=script, **settings)  # type: ignore[arg-type] # of its fields


def paced(place: Address = PLACE, **policy: float) -> Target:
    """A target at the place, under this policy."""
    return replace(TARGET, port=place.port, policy=replace(Policy(), **policy))  # type: ignore[arg-type] # floats


def most_within(times: list[datetime], window: timedelta) -> int:
    """How many at most lie in any window, both ends included."""
    return max(sum(begin <= at <= begin + window for at in times) for begin in times)


async def test_a_scan_begins_within_a_minute_and_keeps_its_pace() -> None:
    """Each question two seconds after the last one, beside the probes."""
    day = Day(paced(), network())
    await day.probes()
    assert not day.probe.asked_at
    await day.goes_on(timedelta(minutes=4))
    times = day.probe.asked_at["192.0.2.1"]
    assert START <= times[0] <= START + timedelta(minutes=1)
    assert [b - a for a, b in pairwise(times)] == [timedelta(seconds=2)] * 23
    assert not day.memory.transcripts
    assert day.memory.scans["192.0.2.1"].is_complete


async def test_a_scan_waits_where_its_address_is_left_out_of_the_last_answer() -> None:
    """The address is told of meanwhile, as it comes by turns; what was seen of it stays that of then."""
    places = tuple(map(address, ("192.0.2.1", "192.0.2.2", "192.0.2.3")))
    day = Day(paced(scan_pace=60.0), network(*places))
    for number, left_in in enumerate((places[:2], places[1:], places[:2], places[1:])):
        day.now = START + number * timedelta(minutes=5)
        day.probe.will_say(Lookup(SYSTEM), answer(*(place.address for place in left_in)))
        await day.probes()
        await day.goes_on(number * timedelta(minutes=5) + timedelta(minutes=4, seconds=30))
    assert day.memory.report
    first = dict(day.memory.report.evidence.at_addresses())[places[0]]
    assert first.seen_at == START + timedelta(minutes=10)
    asked = day.probe.asked_at["192.0.2.1"]
    assert [at for at in asked if at >= START + timedelta(minutes=15)] == []
    assert len([at for at in asked if at >= START + timedelta(minutes=10)]) >= 4
    assert "192.0.2.1" in day.memory.transcripts


def test_what_was_seen_earlier_is_told_as_it_was_then() -> None:
    """Whatever scans have settled since: it says of when it is."""
    attempts = (*seen(), *scanned(scan()))
    earlier = Sighting(place=PLACE, attempts=attempts, seen_at=START)
    evidence = Evidence(started_at=START + TEN_MINUTES, duration=1.0, sightings=(earlier,))
    memory = Memory(scans={PLACE.address: scan(Support.NO)})
    assert with_scans(evidence, Policy(), memory) is evidence


async def test_what_is_settled_is_published_as_it_comes() -> None:
    """A quarter of a minute later at most, with what the handshake proves.

    Whether all was settled is not known before the first ends.
    """
    day = Day(paced(), network())
    await day.probes()
    assert day.told() is None
    counts = []
    published = [(0, day.memory.report)]
    for seconds in range(120):
        await day.goes_on(timedelta(seconds=seconds))
        if told := day.told():
            counts.append(len(told.enabled))
            if day.memory.report is not published[-1][1]:
                published.append((seconds, day.memory.report))
            assert told.is_complete is (
                True if len(day.probe.asked_at["192.0.2.1"]) == 24 else None
            )
    assert counts == sorted(counts)
    assert set(counts) == {2, 6}
    _begins, settles, ends = (b - a for (a, _), (b, _) in pairwise(published))
    assert (settles, ends) == (16, 30)


async def test_a_scan_is_told_by_the_very_same_object_while_the_handshake_is_the_same() -> None:
    """So that nothing is put together, compared or judged again; another handshake is part of it."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(minutes=4))
    told = day.told()
    await day.probes()
    assert day.told() is told
    day.probe.will_say(Visit(PLACE), seen(protocol=Protocol.SSLV3))
    await day.probes()
    newer = day.told()
    assert newer is not None
    assert [one.protocol for one in newer.accepted_suites] == [Protocol.SSLV3]


async def test_answers_that_settle_nothing_are_no_news() -> None:
    """The report is the very same, and nothing is judged or rendered anew."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=60))
    reports = set()
    while len(day.probe.asked_at["192.0.2.1"]) < 23:
        await day.goes_on(day.now - START + timedelta(seconds=1))
        if len(day.probe.asked_at["192.0.2.1"]) > 6:
            reports.add(id(day.memory.report))
    assert len(reports) == 1


async def test_the_last_answers_stay_until_they_are_settled_anew() -> None:
    """Version by version; the old scan's completeness until the new one is over."""
    day = Day(paced(scan_pace=20.0), network())
    await day.probes()
    await day.goes_on(timedelta(minutes=10))
    day.now = START + timedelta(hours=5)
    await day.probes()
    day.probe.support = Support.NO
    for count in range(1, 5):
        await day.goes_on(timedelta(hours=5, seconds=20 * count - 1))
        told = day.told()
        assert told is not None
        assert [support for _, support in told.protocols] == (
            [Support.NO] * count + [Support.YES] * (6 - count)
        )
        assert told.is_complete is True


@pytest.mark.parametrize(
    ("interval", "hours", "added"),
    [
        (60.0, 0.9, 0),
        (180.0, 2.5, 0),
        (300.0, 4.0, 1),
        (600.0, 8.0, 1),
        (1800.0, 6.5, 24),
        (86400.0, 6.5, 24),
    ],
)
async def test_who_hangs_up_is_asked_in_the_place_of_visits(
    interval: float, hours: float, added: int
) -> None:
    """A scan adds one connection at most, or asks seldom beside few visits: fail2ban bans nobody.

    Probes more often than each three minutes would be banned whatever a scan adds.
    """
    day = Day(paced(MAIL, interval=interval, scan_interval=86400.0), network(MAIL))
    await day.probes()
    await day.goes_on(timedelta(hours=hours))
    assert len(day.probe.asked_at["192.0.2.1"]) == 24
    asked_aside = set(day.probe.connected_at) - set(day.probed_at)
    assert len(asked_aside) == added
    assert len(day.probe.connected_at) == len(day.probed_at) + added
    if interval >= 180:
        assert most_within(day.probe.connected_at, TEN_MINUTES) <= 4
        assert most_counted(day.probe.connected_at) <= 4


def most_counted(times: list[datetime]) -> int:
    """The matches that fail2ban 1.0 counts of these, at most (`FailTicket.adjustTime`)."""
    first, last, count, most = times[0], times[0], 0, 0
    for at in sorted(times):
        if at - last >= TEN_MINUTES:
            first, count = at, 0
        if at - first > TEN_MINUTES:
            count, first = round(count * (TEN_MINUTES / (at - first))), at - TEN_MINUTES
        last, count = at, count + 1
        most = max(most, count)
    return most


async def waiting_day(support: Support = Support.YES) -> Day:
    """A mail server that hangs up was asked its first question, and its next probe is due."""
    day = Day(paced(MAIL), network(MAIL, support=support))
    await day.probes()
    await day.goes_on(timedelta(seconds=299))
    assert len(day.probe.asked_at["192.0.2.1"]) == 1
    day.now = START + timedelta(minutes=5)
    return day


async def test_what_the_visit_before_showed_is_told_beside_the_answer() -> None:
    """No two visits in a row are left out."""
    day = await waiting_day()
    before = day.memory.report
    assert before
    after = await day.probes()
    ((_, was),) = before.evidence.at_addresses()
    ((_, sighting),) = after.evidence.at_addresses()
    assert sighting.attempts[:3] == was.attempts[:3]
    assert after.standing == before.standing
    told = sighting.found(Scan)
    assert told
    assert told.connections == 2
    day.now += timedelta(minutes=5)
    await day.probes()
    assert day.probe.asked[-1] == Visit(MAIL)


async def test_a_visit_is_made_where_a_question_met_nobody() -> None:
    """A port that was closed meanwhile is told at once."""
    day = await waiting_day()
    day.probe.cut = replace(found(2), taken_at=day.now, is_cut_off=True)
    day.probe.will_say(Visit(MAIL), unseen(Reason.CONNECT_REFUSED))
    report = await day.probes()
    assert len(day.probe.asked_at["192.0.2.1"]) == 2
    assert day.probe.asked[-1] == Visit(MAIL)
    assert finding_codes(report) == ["compatibility_scan_cut_off"]


async def test_a_forced_probe_visits() -> None:
    """Who asks wants to see the server of now."""
    day = await waiting_day()
    await day.probes(is_forced=True)
    assert day.probe.asked[-1] == Visit(MAIL)


async def test_a_failure_is_looked_at_again_before_a_scan_goes_on() -> None:
    """There is nothing to be told of in the place of a visit."""
    day = await waiting_day()
    connected, _, chain = seen()
    broken = (connected, replace(connected, outcome=Failed(reason=Reason.TLS_NOT_TLS)), chain)
    day.probe.will_say(Visit(MAIL), broken)
    await day.probes(is_forced=True)
    for _ in range(3):
        day.now += timedelta(minutes=5)
        await day.probes()
    assert day.probe.asked.count(Visit(MAIL)) == 5
    assert len(day.probe.asked_at["192.0.2.1"]) == 1


@pytest.mark.parametrize(("place", "says_why"), [(PLACE, False), (MAIL, True)])
async def test_others_are_asked_everything_in_two_minutes(
    place: Address, *, says_why: bool
) -> None:
    """Web servers, and whoever refuses with an alert."""
    day = Day(paced(place), network(place, says_why=says_why))
    await day.probes()
    await day.goes_on(timedelta(minutes=2))
    assert len(day.probe.asked_at["192.0.2.1"]) == 24


async def test_a_forced_probe_begins_no_scan_twice() -> None:
    """One that is under way goes on; without one a new one begins at once."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=75))
    asked = len(day.probe.asked_at["192.0.2.1"])
    await day.probes(is_forced=True)
    await day.goes_on(timedelta(minutes=4))
    assert len(day.probe.asked_at["192.0.2.1"]) == 24 > asked
    await day.probes(is_forced=True)
    assert day.told() is not None
    await day.goes_on(timedelta(minutes=4, seconds=3))
    assert len(day.probe.asked_at["192.0.2.1"]) == 26


async def test_turning_addresses_are_not_scanned_one_and_all() -> None:
    """Once there is a scan, a new address waits for the interval."""
    day = Day(paced(interval=60.0), network())
    for number in range(1, 60):
        place = address(f"192.0.2.{number}")
        day.probe.will_say(Lookup(SYSTEM), answer(place.address))
        day.probe.will_say(Visit(place), seen())
        await day.probes()
        await day.goes_on(timedelta(seconds=59 * number))
    assert len(day.probe.asked_at) == 1


async def test_a_failed_probe_keeps_the_transcript() -> None:
    """For another reason than a ban: the scan goes on when its turn has come, unseen meanwhile."""
    day = Day(paced(interval=40.0, scan_pace=10.0), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=85))
    count = len(day.probe.asked_at["192.0.2.1"])
    connected, handshake, chain = seen()
    not_tls = replace(handshake, outcome=Failed(reason=Reason.TLS_NOT_TLS))
    day.probe.will_say(Visit(PLACE), (connected, not_tls, chain))
    await day.probes()
    assert day.told() is None
    assert day.memory.transcripts["192.0.2.1"].knowledge == count


async def test_a_clock_that_is_put_back_holds_no_scan_up() -> None:
    """A turn that lies days ahead was planned before."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=80))
    asked = len(day.probe.asked_at["192.0.2.1"])
    day.now = START - timedelta(days=3)
    assert next_turn(day.target, day.memory, day.now) == day.now
    await day.goes_on(timedelta(days=-3, seconds=10))
    assert len(day.probe.asked_at["192.0.2.1"]) > asked


async def scanned_once(day: Day) -> datetime:
    """When the first scan asked its last question."""
    await day.probes()
    await day.goes_on(timedelta(minutes=4))
    return day.probe.asked_at["192.0.2.1"][-1]


def finding_codes(report: Report) -> list[str]:
    """What is found."""
    return [one.kind.code for one in report.findings]


async def test_a_failure_after_a_scan_is_no_error_for_a_quarter_of_an_hour() -> None:
    """A ban would explain it; it is told, with the times. What stands longer is an outage."""
    day = Day(paced(), network())
    asked = await scanned_once(day)
    day.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_REFUSED))
    day.now = asked + timedelta(minutes=5)
    report = await day.probes()
    assert finding_codes(report) == ["compatibility_scan_cut_off"]
    assert "the next scan comes at 2026-01-01 02:0" in report.findings[0].evidence
    day.now = asked + timedelta(minutes=14, seconds=59)
    assert finding_codes(await day.probes()) == ["compatibility_scan_cut_off"]
    day.now = asked + timedelta(minutes=15)
    assert "port_refused" in finding_codes(await day.probes())


@pytest.mark.parametrize(("reason", "minutes"), [(Reason.CONNECT_REFUSED, 16), (Reason.STARVED, 5)])
async def test_other_failures_are_no_ban(reason: Reason, minutes: float) -> None:
    """Those that come later, and those that no firewall makes."""
    day = Day(paced(), network())
    asked = await scanned_once(day)
    day.probe.will_say(Visit(PLACE), unseen(reason))
    day.now = asked + timedelta(minutes=minutes)
    await day.probes()
    assert not day.memory.bans


async def test_a_port_that_was_closed_before_the_scan_is_no_ban() -> None:
    """Only what was open is lost by a scan."""
    day = Day(paced(), network())
    asked = await scanned_once(day)
    day.probe.will_say(Visit(PLACE), unseen(Reason.STARVED))
    day.now = asked + timedelta(minutes=2)
    await day.probes()
    day.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_REFUSED))
    day.now = asked + timedelta(minutes=4)
    await day.probes()
    assert not day.memory.bans


async def test_scans_after_a_ban_come_later_each_time_and_once_a_day_at_last() -> None:
    """Two hours, four, eight, sixteen, a day: where a ban follows on each."""
    day = Day(paced(), network())
    waits = []
    asked = await scanned_once(day)
    for _ in range(7):
        day.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_TIMEOUT))
        day.now = asked + timedelta(minutes=5)
        await day.probes()
        day.probe.will_say(Visit(PLACE), seen())
        count = len(day.probe.asked_at["192.0.2.1"])
        while len(day.probe.asked_at["192.0.2.1"]) < count + 24:
            await day.goes_on(day.now - START + timedelta(minutes=10))
        waits.append((day.probe.asked_at["192.0.2.1"][count] - asked) // timedelta(hours=1))
        asked = day.probe.asked_at["192.0.2.1"][-1]
        day.now = asked + timedelta(minutes=4)
    assert waits == [2, 4, 8, 16, 24, 24, 24]


async def test_a_scan_that_was_borne_ends_the_wait() -> None:
    """A quarter of an hour after it nothing is told of the ban any more."""
    day = Day(paced(), network())
    asked = await scanned_once(day)
    day.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_TIMEOUT))
    day.now = asked + timedelta(minutes=5)
    await day.probes()
    day.probe.will_say(Visit(PLACE), seen())
    await day.goes_on(timedelta(hours=1))
    assert day.memory.report is not None
    assert "compatibility_scan_cut_off" in finding_codes(day.memory.report)
    await day.goes_on(timedelta(hours=3))
    assert not day.memory.bans
    assert "compatibility_scan_cut_off" not in finding_codes(day.memory.report)


async def test_a_ban_in_a_scan_that_is_under_way_loses_nothing() -> None:
    """What it had settled stays, and what it had not is asked first by the next one."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=38))
    asked = len(day.probe.asked_at["192.0.2.1"])
    day.probe.will_say(Visit(PLACE), unseen(Reason.CONNECT_TIMEOUT))
    await day.probes()
    kept = day.memory.scans["192.0.2.1"]
    assert (kept.connections, kept.is_complete) == (asked, False)
    assert kept.left_open == (ScanSubject.PROTOCOLS,)
    day.probe.will_say(Visit(PLACE), seen())
    await day.goes_on(timedelta(hours=2, seconds=70))
    last = day.memory.transcripts["192.0.2.1"].last
    assert last
    assert last.left_open == (ScanSubject.PROTOCOLS,)


async def test_a_scan_that_the_server_cut_off_counts_as_a_ban() -> None:
    """What it told stays; it is not complete, and not made anew at its usual time."""
    day = Day(paced(), network())
    await day.probes()
    await day.goes_on(timedelta(seconds=70))
    cut = replace(found(3), taken_at=day.now, is_cut_off=True)
    day.probe.cut = cut
    await day.goes_on(timedelta(seconds=80))
    assert day.memory.scans["192.0.2.1"].is_complete is False
    assert day.memory.bans["192.0.2.1"].times == 1
    count = len(day.probe.asked_at["192.0.2.1"])
    await day.goes_on(timedelta(minutes=119))
    assert len(day.probe.asked_at["192.0.2.1"]) == count
