"""An inspection asks, judges once, and forgets nothing that it did not find out anew."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from exporter.inspection.judging.judgement import judged_again
from exporter.model.attempt import Attempts
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Handshake, Sighting
from exporter.model.inquiry import Inquiry, Lookup, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Skipped
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.words.hello_form import HelloForm
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.scan_subject import ScanSubject
from tests.probed import unexpected
from tests.unit.inspection.world import (
    HANDSHAKE,
    START,
    SYSTEM,
    TARGET,
    ScriptedAppraiser,
    ScriptedProbe,
    World,
    address,
    answer,
    no_answer,
    scan,
    scanned,
    seen,
    under,
    unseen,
    usual_probe,
)

PLACE = address()
SCAN_LATER = Skipped(needs="fewer connections under way")


def at(place_text: str, report: Report) -> Sighting:
    """What was seen at an address."""
    return next(
        seen for place, seen in report.evidence.at_addresses() if place.address == place_text
    )


def scan_in(report: Report) -> Scan | None:
    """The present scan of the one address."""
    return at("192.0.2.1", report).found(Scan)


async def test_a_report_is_evidence_with_its_judgement() -> None:
    """Nine rungs, on what was seen at every place; the clock was read once."""
    report = await World().inspect()
    assert report.target is TARGET
    assert [sighting.place for sighting in report.evidence.sightings] == [SYSTEM, PLACE]
    phases = [attempt.phase for attempt in at("192.0.2.1", report).attempts]
    assert phases == [Phase.CONNECT, Phase.HANDSHAKE, Phase.CERTIFICATE, Phase.SCAN]
    assert len(report.ladder) == 9
    assert report.evidence.started_at == START
    assert report.evidence.duration == 0.25
    assert report.since == START + timedelta(seconds=0.25)


async def test_addresses_left_out_are_places_that_were_not_tried() -> None:
    """They are part of the evidence, with what it would take."""
    probe = usual_probe((PLACE, address("192.0.2.2")))
    report = await World(under(max_addresses=1), probe).inspect()
    (attempt,) = at("192.0.2.2", report).attempts
    assert attempt.outcome == Skipped(needs="max_addresses above 1")
    assert Visit(address("192.0.2.2")) not in probe.asked


async def test_places_do_not_wait_for_each_other() -> None:
    """An address that is silent holds up no scan of another."""
    other = address("192.0.2.2")
    probe = usual_probe((PLACE, other))
    silence = asyncio.Event()
    scans_begun = asyncio.Event()

    class OneIsSilent(ScriptedProbe):
        """Answers for the other address only when the first was scanned."""

        async def answer(self, inquiry: Inquiry) -> Attempts:
            """As scripted."""
            if inquiry == Visit(other):
                await scans_begun.wait()
                silence.set()
            if inquiry == Scanning(PLACE):
                scans_begun.set()
            return await super().answer(inquiry)

    report = await World(probe=OneIsSilent(script=probe.script)).inspect()
    assert silence.is_set()
    assert isinstance(at("192.0.2.2", report).found(Scan), Scan)


async def test_a_cancelled_inspection_ends_its_inquiries() -> None:
    """Nothing goes on behind its back."""
    ended: list[Inquiry] = []

    class Endless(ScriptedProbe):
        """Answers lookups only."""

        async def answer(self, inquiry: Inquiry) -> Attempts:
            """Waits until cancelled."""
            if isinstance(inquiry, Lookup):
                return answer("192.0.2.1", "192.0.2.2")
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(inquiry)
            raise AssertionError

    task = asyncio.ensure_future(World(probe=Endless()).inspect())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert Counter(type(one) for one in ended) == {Visit: 2}


async def test_what_did_not_change_is_not_judged_again() -> None:
    """The judgement is the very same while nothing but times differs, an hour at most."""
    world = World()
    first = await world.inspect()
    second = await world.inspect(START + timedelta(minutes=5))
    assert second is not first
    assert second.evidence.started_at == START + timedelta(minutes=5)
    for part in ("ladder", "chains", "clients", "changed"):
        assert getattr(second, part) is getattr(first, part)
    assert world.appraiser.calls == 1
    third = await world.inspect(START + timedelta(minutes=61))
    assert third.ladder is not first.ladder
    assert world.appraiser.calls == 2


async def test_a_clock_that_goes_back_is_judged_again() -> None:
    """A judgement from the future does not hold."""
    world = World()
    first = await world.inspect()
    assert (await world.inspect(START - timedelta(minutes=1))).ladder is not first.ladder


async def test_another_outcome_is_judged_again_but_the_chain_is_not() -> None:
    """A handshake at another version leaves the certificates as they are."""
    world = World()
    first = await world.inspect()
    world.probe.will_say(Visit(PLACE), seen(protocol=Protocol.TLS1_3))
    second = await world.inspect(START + timedelta(minutes=5))
    assert second.ladder is not first.ladder
    assert second.chains is first.chains
    assert world.appraiser.calls == 1


async def test_another_chain_is_judged_again() -> None:
    """And only that: the other address presents what it did."""
    other = address("192.0.2.2")
    world = World(probe=usual_probe((PLACE, other)))
    world.probe.will_say(Visit(other), seen(b"other"))
    await world.inspect()
    assert world.appraiser.calls == 2
    world.probe.will_say(Visit(PLACE), seen(b"new"))
    report = await world.inspect(START + timedelta(minutes=5))
    assert world.appraiser.calls == 3
    assert [served.chain for served in report.chains] == [(b"new",), (b"other",)]


async def test_one_chain_at_many_addresses_is_judged_once() -> None:
    """Members of a cluster present the same."""
    places = [address(f"192.0.2.{number}") for number in range(1, 9)]
    world = World(probe=usual_probe(places))
    report = await world.inspect()
    assert len(report.chains) == 8
    assert world.appraiser.calls == 1


@pytest.mark.parametrize(
    "target",
    [
        replace(TARGET, labels={"team": "web"}),
        replace(TARGET, policy=replace(TARGET.policy, trust=("corp",))),
        replace(TARGET, policy=replace(TARGET.policy, minimum_protocol=Protocol.TLS1_3)),
    ],
)
async def test_other_expectations_are_judged_by(target: Target) -> None:
    """The same evidence, but another question."""
    world = World()
    first = await world.inspect()
    second = await world.inspect(START + timedelta(minutes=1), target=target)
    assert second.target is target
    assert second.ladder is not first.ladder
    assert Scanning(PLACE) in world.probe.asked
    assert world.probe.asked.count(Scanning(PLACE)) == 1


async def test_other_trust_stores_judge_again() -> None:
    """Their bundle was changed by a reload."""
    world = World()
    await world.inspect()
    world.appraiser = ScriptedAppraiser(stores="others")
    report = await world.inspect(START + timedelta(minutes=1))
    assert world.appraiser.calls == 1
    assert report.trust_stores == "others"


async def test_a_target_that_leads_elsewhere_remembers_nothing() -> None:
    """Its port or name may be another."""
    world = World()
    await world.inspect()
    place = replace(PLACE, port=8443)
    world.probe.will_say(Visit(place), seen())
    world.probe.will_say(Scanning(place), scanned(scan()))
    await world.inspect(target=replace(TARGET, port=8443))
    assert Scanning(place) in world.probe.asked


async def test_by_force_everything_is_asked_and_nothing_forgotten() -> None:
    """At a busy moment scans give way: then the last one stands."""
    world = World()
    first = await world.inspect()
    world.probe.will_say(Scanning(PLACE), scanned(SCAN_LATER))
    forced = await world.inspect(START + timedelta(minutes=1), is_forced=True)
    assert world.probe.asked.count(Scanning(PLACE)) == 2
    assert scan_in(forced) is scan_in(first) is not None
    assert forced.ladder is first.ladder


@pytest.mark.parametrize(("is_forced", "stands"), [(False, True), (True, False)])
async def test_a_judgement_outlives_a_scan_that_found_the_same(
    *, is_forced: bool, stands: bool
) -> None:
    """Whoever forces one wants to read that the proofs are of now."""
    world = World(replace(TARGET, policy=replace(TARGET.policy, scan_interval=600.0)))
    first = await world.inspect()
    later = START + timedelta(minutes=11)
    world.probe.will_say(Scanning(PLACE), scanned(scan(taken_at=later)))
    world.probe.will_say(
        Scanning(PLACE, last=first.scans["192.0.2.1"]), scanned(scan(taken_at=later))
    )
    second = await world.inspect(later, is_forced=is_forced)
    found = scan_in(second)
    assert found is not None
    assert found.taken_at == second.scans["192.0.2.1"].taken_at == later
    assert (second.ladder is first.ladder) is stands


async def test_a_failed_probe_forgets_nothing() -> None:
    """The scan is unknown while the port is closed, and there again without a new one."""
    world = World()
    first = await world.inspect()
    world.probe.will_say(Visit(PLACE), unseen())
    failed = await world.inspect(START + timedelta(minutes=5))
    assert scan_in(failed) is None
    world.probe.will_say(Visit(PLACE), seen())
    again = await world.inspect(START + timedelta(minutes=10))
    assert scan_in(again) == scan_in(first)
    assert world.probe.asked.count(Scanning(PLACE)) == 1


async def test_a_certificate_is_told_of_through_failed_probes_for_a_day() -> None:
    """With the time when it was last seen; the judgement itself is on what is seen now."""
    world = World()
    first = await world.inspect()
    assert first.seen == {"192.0.2.1": START}
    world.probe.will_say(Visit(PLACE), unseen())
    for later in (timedelta(minutes=5), timedelta(hours=23, minutes=59)):
        failed = await world.inspect(START + later)
        assert failed.chains == ()
        assert failed.remembered == first.chains
        assert failed.seen == {"192.0.2.1": START}
    forgotten = await world.inspect(START + timedelta(days=1))
    assert (forgotten.remembered, forgotten.seen) == ((), {})


async def test_a_name_that_leads_nowhere_has_the_certificates_of_the_last_time() -> None:
    """Until another look; an address that the name has left tells nothing more."""
    world = World()
    first = await world.inspect()
    world.probe.will_say(Lookup(SYSTEM), no_answer())
    assert (await world.inspect(START + timedelta(minutes=5))).remembered == first.chains
    world.probe.will_say(Lookup(SYSTEM), answer("192.0.2.2"))
    world.probe.will_say(Visit(address("192.0.2.2")), unseen())
    assert (await world.inspect(START + timedelta(minutes=10))).remembered == ()


@pytest.mark.parametrize(
    ("reason", "is_kept"), [(Reason.STARVED, True), (Reason.TLS_TIMEOUT, False)]
)
async def test_a_failure_of_our_own_changes_nothing_of_the_server(
    reason: Reason, *, is_kept: bool
) -> None:
    """The last scan tells of it still; a server that keeps silent may have changed."""
    world = World()
    await world.inspect()
    visited = tuple(
        replace(one, outcome=Failed(reason=reason)) if one.phase is Phase.HANDSHAKE else one
        for one in seen()
    )
    world.probe.will_say(Visit(PLACE), visited)
    report = await world.inspect(START + timedelta(minutes=5))
    assert (scan_in(report) is not None) is is_kept


async def test_a_declined_hello_is_told_at_the_first_look_or_twice_in_a_row() -> None:
    """Where it got through before, the path may be to blame."""
    plain = replace(HANDSHAKE, form=HelloForm.PLAIN, declined="reset by the server")
    declined = tuple(
        replace(one, outcome=plain) if one.phase is Phase.HANDSHAKE else one for one in seen()
    )
    told = []
    world = World()
    for minutes, visited in enumerate((declined, seen(), declined, unseen(), declined, declined)):
        world.probe.will_say(Visit(PLACE), visited)
        report = await world.inspect(START + timedelta(minutes=minutes))
        shake = at("192.0.2.1", report).found(Handshake)
        told.append(shake.declined if shake else None)
    said = "reset by the server"
    assert told == [said, "", "", None, "", said]


async def test_a_scan_that_failed_stands_beside_the_last_one() -> None:
    """What is known stays known; that a new one failed is told."""
    world = World(under(scan_interval=600))
    first = await world.inspect()
    deadline = Failed(reason=Reason.DEADLINE, detail="no time was left for the scan")
    world.probe.will_say(Scanning(PLACE), scanned(deadline))
    second = await world.inspect(START + timedelta(minutes=10))
    assert scan_in(second) is scan_in(first)
    outcomes = [one.outcome for one in at("192.0.2.1", second).attempts if one.phase is Phase.SCAN]
    assert outcomes == [scan_in(first), deadline]


async def test_a_scan_that_was_cut_short_loses_nothing() -> None:
    """The last one tells of the rest, on the page and in the memory; the next one asks that first."""
    world = World(under(scan_interval=600))
    await world.inspect()
    groups = (ScanSubject.GROUPS,)
    cut = replace(scan(Support.UNKNOWN), left_open=groups, connections=9, is_complete=False)
    world.probe.will_say(Scanning(PLACE), scanned(cut))
    report = await world.inspect(START + timedelta(minutes=10))
    for told in (scan_in(report), world.memory.scans["192.0.2.1"]):
        assert told
        assert (told.support(Protocol.TLS1_2), told.connections) == (Support.YES, 9)
    await world.inspect(START + timedelta(minutes=20))
    *_, last = (one.last for one in world.probe.asked if isinstance(one, Scanning))
    assert last
    assert last.left_open == groups


async def test_a_contradicted_scan_is_corrected() -> None:
    """By what the handshake proves; what is remembered is the scan as it was made."""
    world = World()
    world.probe.will_say(Scanning(PLACE), scanned(scan(Support.NO)))
    report = await world.inspect()
    told = scan_in(report)
    assert told is not None
    assert told.support(Protocol.TLS1_2) is Support.YES
    assert world.memory.scans["192.0.2.1"] == scan(Support.NO)


async def test_a_certificate_that_takes_the_place_of_another_is_noticed() -> None:
    """When that was is told from then on; a failed probe between does not hide it."""
    world = World()
    world.probe.will_say(Visit(PLACE), seen(b"old"))
    assert not (await world.inspect()).changed
    world.probe.will_say(Visit(PLACE), unseen())
    await world.inspect(START + timedelta(minutes=5))
    world.probe.will_say(Visit(PLACE), seen(b"new"))
    renewed = START + timedelta(minutes=10)
    assert (await world.inspect(renewed)).changed == {"192.0.2.1": renewed}
    later = await world.inspect(START + timedelta(minutes=15))
    assert later.changed == {"192.0.2.1": renewed}
    old, new = world.memory.leaves["192.0.2.1"]
    assert (old.fingerprint, new.fingerprint) == (
        sha256(b"old").digest(),
        sha256(b"new").digest(),
    )
    assert (old.first_seen, old.last_seen) == (START, START)
    assert (new.first_seen, new.last_seen) == (renewed, START + timedelta(minutes=15))


async def test_alternating_certificates_are_both_remembered() -> None:
    """The present one is the last; each keeps the time at which it was first seen."""
    world = World()
    reports = []
    for minute, leaf in enumerate([b"a", b"b", b"a"]):
        world.probe.will_say(Visit(PLACE), seen(leaf))
        reports.append(await world.inspect(START + timedelta(minutes=minute)))
    other, present = world.memory.leaves["192.0.2.1"]
    assert other.fingerprint == sha256(b"b").digest()
    assert present.first_seen == START
    assert reports[-1].changed == {"192.0.2.1": START + timedelta(minutes=2)}


async def test_memory_is_bounded() -> None:
    """Four certificates at an address, and 64 addresses besides those of the last look."""
    world = World()
    for number in range(6):
        world.probe.will_say(Visit(PLACE), seen(bytes([number])))
        await world.inspect(START + timedelta(minutes=number))
    fingerprints = [leaf.fingerprint for leaf in world.memory.leaves["192.0.2.1"]]
    assert fingerprints == [sha256(bytes([number])).digest() for number in (2, 3, 4, 5)]
    for number in range(100):
        place = address(f"198.51.100.{number}")
        world.probe.will_say(Lookup(SYSTEM), answer(place.address))
        world.probe.will_say(Visit(place), seen())
        world.probe.will_say(Scanning(place), scanned(scan()))
        await world.inspect(START + timedelta(hours=1, seconds=number))
    newest = [f"198.51.100.{number}" for number in range(35, 100)]
    assert list(world.memory.scans) == newest
    assert list(world.memory.leaves) == newest


async def test_evidence_is_judged_again_without_the_network() -> None:
    """By what is expected now; the scans and certificates that are remembered stay."""
    world = World()
    first = await world.inspect()
    asked = list(world.probe.asked)
    target = replace(TARGET, labels={"team": "web"})
    later = START + timedelta(minutes=1)
    again = judged_again(
        target, world.memory, appraiser=world.appraiser, now=later, on_defect=unexpected
    )
    assert again
    assert again.report is not None
    assert again.report.target is target
    assert again.report.evidence is first.evidence
    assert (again.scans, again.leaves) == (world.memory.scans, world.memory.leaves)
    assert world.probe.asked == asked


@pytest.mark.parametrize(
    "target",
    [
        replace(TARGET, host="other.example.com"),
        replace(TARGET, port=8443),
        replace(TARGET, server_name="other.example.com"),
    ],
)
async def test_what_was_seen_elsewhere_is_not_judged_again(target: Target) -> None:
    """A certificate that was shown for one name says nothing of another; a probe is to come."""
    world = World()
    await world.inspect()
    later = START + timedelta(minutes=1)
    again = judged_again(
        target, world.memory, appraiser=world.appraiser, now=later, on_defect=unexpected
    )
    assert again is world.memory


def test_without_a_report_there_is_nothing_to_judge_again() -> None:
    """The target was not probed yet."""
    memory = Memory()
    again = judged_again(
        TARGET, memory, appraiser=ScriptedAppraiser(), now=START, on_defect=unexpected
    )
    assert again is memory


class Whereabouts(ScriptedAppraiser):
    """Notes in which thread it appraises, and does something meanwhile."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.threads: list[str] = []
        self._meanwhile = meanwhile

    def appraise(self, *chain: Any, **circumstances: Any) -> Appraisal:
        """As scripted."""
        self.threads.append(threading.current_thread().name.partition("_")[0])
        self._meanwhile()
        return super().appraise(*chain, **circumstances)


@pytest.mark.parametrize(
    ("sizes", "thread"),
    [((1000, 5000), "MainThread"), ((16_384,), "MainThread"), ((10_000, 10_000), "asyncio")],
)
async def test_what_takes_long_to_judge_holds_nobody_up(
    sizes: tuple[int, ...], thread: str
) -> None:
    """More than 16 KiB of certificates are judged in a thread, at the first look and later."""
    world = World()
    world.probe.will_say(Visit(PLACE), seen(*map(bytes, sizes)))
    world.appraiser = whereabouts = Whereabouts()
    await world.inspect()
    assert whereabouts.threads == [thread]
    later = await world.inspect(START + timedelta(hours=2))
    assert later.since > START + timedelta(hours=2)
    assert whereabouts.threads == [thread, thread]


async def test_what_takes_long_is_not_judged_again_on_the_loop() -> None:
    """Where a date was reached or a setting changed, as elsewhere."""
    world = World()
    world.appraiser = ScriptedAppraiser()
    for size, calls in ((1000, 1), (50_000, 0)):
        world.probe.will_say(Visit(PLACE), seen(bytes(size)))
        await world.inspect()
        known = world.memory
        before = world.appraiser.calls
        later = START + timedelta(hours=2)
        again = judged_again(
            TARGET, known, appraiser=world.appraiser, now=later, on_defect=unexpected
        )
        assert (again is None) is (calls == 0)
        assert world.appraiser.calls - before == calls


async def test_trust_stores_that_change_meanwhile_have_the_last_word() -> None:
    """A reload comes while a thread judges by the stores of before."""
    world = World()
    world.probe.will_say(Visit(PLACE), seen(bytes(50_000)))
    others = ScriptedAppraiser(stores="those")

    def reload() -> None:
        world.appraiser = others

    world.appraiser = Whereabouts(reload)
    assert (await world.inspect()).trust_stores == "those"
    assert others.calls == 1
