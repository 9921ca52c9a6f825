"""An address that got no turn stays told of, with the time at which it was seen."""

from datetime import timedelta

import pytest

from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Handshake, Presentation
from exporter.model.inquiry import Inquiry, Lookup, Visit
from exporter.model.outcome import NO_PORT, Postponed
from exporter.model.scan import Scan
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from tests.unit.inspection.test_inspect import at
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    World,
    address,
    answer,
    no_answer,
    seen,
    usual_probe,
)

PLACE = address()
LATER = START + timedelta(minutes=5)
POSTPONED: Attempts = (
    Attempt(phase=Phase.CONNECT, outcome=Postponed(needs="a free place")),
    Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
    Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
)


@pytest.mark.parametrize(
    ("inquiry", "answered"),
    [(Visit(PLACE), POSTPONED), (Lookup(SYSTEM), no_answer(Reason.STARVED))],
)
async def test_what_was_known_of_an_address_is_told_when_it_gets_no_turn(
    inquiry: Inquiry, answered: Attempts
) -> None:
    """Its certificate and its scan, again and again; not that it answers, which nobody saw."""
    world = World()
    before = await world.inspect()
    world.probe.will_say(inquiry, answered)
    for minutes in (5, 10):
        report = await world.inspect(START + timedelta(minutes=minutes))
        sighting = at("192.0.2.1", report)
        assert isinstance(sighting.outcome(Phase.CONNECT), Postponed)
        assert sighting.found(Presentation) == at("192.0.2.1", before).found(Presentation)
        scan = sighting.found(Scan)
        assert scan
        assert scan.enabled == (Protocol.TLS1_2,)
        assert sighting.found(Handshake) is None
        assert report.standing is not Standing.HEALTHY
        assert report.evidence.started_at == START


async def test_a_turn_makes_the_probe_a_new_one_again() -> None:
    """The time of the last probe is that of the last one in which every address got its turn."""
    world = World()
    await world.inspect()
    world.probe.will_say(Visit(PLACE), POSTPONED)
    assert (await world.inspect(LATER)).evidence.started_at == START
    world.probe.will_say(Visit(PLACE), seen())
    assert (await world.inspect(LATER)).evidence.started_at == LATER


async def test_one_address_without_a_turn_keeps_the_time_for_all() -> None:
    """What is told of the target is as old as the oldest of it."""
    other = address("192.0.2.2")
    world = World(probe=usual_probe((PLACE, other)))
    await world.inspect()
    world.probe.will_say(Visit(other), POSTPONED)
    report = await world.inspect(LATER)
    assert report.evidence.started_at == START
    assert at("192.0.2.1", report).found(Handshake)
    assert at("192.0.2.2", report).found(Presentation)


async def test_a_first_probe_without_a_turn_tells_nothing() -> None:
    """There is nothing to keep."""
    world = World()
    world.probe.will_say(Visit(PLACE), POSTPONED)
    report = await world.inspect()
    assert report.evidence.started_at == START
    assert at("192.0.2.1", report).found(Presentation) is None


async def test_an_address_that_the_name_has_lost_is_not_kept() -> None:
    """Only what DNS could not be asked for stays; what it answers counts."""
    world = World()
    await world.inspect()
    world.probe.will_say(Lookup(SYSTEM), answer())
    report = await world.inspect(LATER)
    assert not list(report.evidence.at_addresses())
    world.probe.will_say(Lookup(SYSTEM), no_answer(Reason.DNS_NXDOMAIN))
    assert not list((await world.inspect(LATER)).evidence.at_addresses())
