"""What a zone's own name servers said holds for its time to live, where they cannot be heard."""

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest

from exporter.model.dns import Answer, Zone
from exporter.model.evidence import Sighting
from exporter.model.inquiry import Lookup, Visit
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.model.target import Policy
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    TARGET,
    ScriptedProbe,
    World,
    address,
    answer,
    no_answer,
    seen,
    unseen,
)
from tests.zones import answer as said
from tests.zones import own, server

RIGHT, OLD = "192.0.2.1", "192.0.2.2"
ZONE = Lookup(Resolver(name="zone"))
MINUTES = timedelta(minutes=1)


def watched() -> World:
    """A name of which a resolver has an old answer, while its zone is right; records live five minutes."""
    probe = ScriptedProbe(resolvers=(ZONE.place, SYSTEM))
    probe.will_say(ZONE, own(said(RIGHT)).attempts)
    probe.will_say(Lookup(SYSTEM), answer(OLD))
    probe.will_say(Visit(address(RIGHT)), seen())
    probe.will_say(Visit(address(OLD)), unseen())
    policy = Policy(scan_interval=0.0)
    return World(replace(TARGET, expected_ips=(ip_network(RIGHT),), policy=policy), probe)


def codes(report: Report) -> set[str]:
    """What was found, but at the address that is right."""
    return {one.kind.code for one in report.findings if one.place != address(RIGHT)}


def at_zone(report: Report) -> Sighting:
    """What came of asking the zone."""
    return dict(report.evidence.at_resolvers())[ZONE.place]


@pytest.mark.parametrize(
    "reason", [Reason.STARVED, Reason.EXHAUSTED, Reason.DNS_TIMEOUT, Reason.DNS_REFUSED]
)
async def test_what_the_zone_said_holds_while_it_lives(reason: Reason) -> None:
    """An old answer does not become the deployment's because the zone was not heard once."""
    world = watched()
    before = codes(await world.inspect(START))
    assert before == {"dns_stale_resolver"}
    world.probe.will_say(ZONE, no_answer(reason))
    for minutes in (1, 2, 4):
        report = await world.inspect(START + minutes * MINUTES)
        assert codes(report) == before
        assert at_zone(report).outcome(Phase.DNS) == Failed(reason=reason)
        assert at_zone(report).found(Answer) == said(RIGHT)
        assert at_zone(report).seen_at == START
        assert [one.address for one, _ in report.evidence.at_addresses()] == [RIGHT, OLD]


async def test_it_holds_no_longer_than_it_lives() -> None:
    """After that it is not known what is right; an address that nobody expects is all that is told."""
    world = watched()
    await world.inspect(START)
    world.probe.will_say(ZONE, no_answer())
    report = await world.inspect(START + 5 * MINUTES)
    assert "dns_stale_resolver" not in codes(report)
    assert at_zone(report).found(Zone) is None
    assert at_zone(report).seen_at is None


@pytest.mark.parametrize("reason", [Reason.DNS_NXDOMAIN, Reason.DNS_NO_ADDRESS])
async def test_what_the_zone_says_now_is_its_word(reason: Reason) -> None:
    """That there is no name is heard, and not lost."""
    world = watched()
    await world.inspect(START)
    world.probe.will_say(ZONE, own(Failed(reason=reason)).attempts)
    report = await world.inspect(START + MINUTES)
    assert at_zone(report).found(Answer) is None


async def test_servers_that_all_kept_silent_are_asked_in_vain() -> None:
    """That they are the zone's is known anew, and what it says is not."""
    world = watched()
    await world.inspect(START)
    silent = Failed(reason=Reason.DNS_TIMEOUT)
    world.probe.will_say(ZONE, own(silent, server("ns1", silent)).attempts)
    report = await world.inspect(START + MINUTES)
    assert codes(report) == {"dns_stale_resolver"}
    assert [one.servers[0].outcome for one in at_zone(report).every(Zone)] == [said(RIGHT)]


async def test_it_is_heard_anew() -> None:
    """The next answer is of its own time, and begins to live then."""
    world = watched()
    await world.inspect(START)
    world.probe.will_say(ZONE, no_answer())
    await world.inspect(START + MINUTES)
    world.probe.will_say(ZONE, own(said(RIGHT)).attempts)
    assert at_zone(await world.inspect(START + 2 * MINUTES)).seen_at is None
    world.probe.will_say(ZONE, no_answer())
    assert heard(await world.inspect(START + 6 * MINUTES)) == START + 2 * MINUTES


def heard(report: Report) -> datetime | None:
    """When that was said by which the zone is judged."""
    return at_zone(report).seen_at


async def test_other_resolvers_are_not_told_for() -> None:
    """What one of them said is nobody's last word."""
    world = watched()
    await world.inspect(START)
    world.probe.will_say(Lookup(SYSTEM), no_answer())
    report = await world.inspect(START + MINUTES)
    assert dict(report.evidence.at_resolvers())[SYSTEM].found(Answer) is None
