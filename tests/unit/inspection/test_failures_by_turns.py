"""What fails by turns at one address stands, with how often it was met, until it was well for a while."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from exporter.inspection.memory.alternates import with_visit
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Handshake, Presentation
from exporter.model.inquiry import Visit
from exporter.model.outcome import NO_TLS, Failed, Postponed
from exporter.model.report import Report
from exporter.views.metrics.table import TARGET_FACTS
from exporter.views.rendering import render
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from tests.deployments import LEAF, NOW, assessment
from tests.unit.inspection.world import (
    HANDSHAKE,
    NO_PORT,
    ScriptedAppraiser,
    World,
    address,
    seen,
    unseen,
)

if TYPE_CHECKING:
    from exporter.model.memory import Alternate

PLACE = address()
WELL = seen(b"leaf")
REFUSED = unseen()
CLOSED: Attempts = (
    Attempt(phase=Phase.CONNECT, outcome=Connection(), seconds=0.01),
    Attempt(phase=Phase.HANDSHAKE, outcome=Failed(reason=Reason.TLS_CLOSED), seconds=0.02),
    Attempt(phase=Phase.CERTIFICATE, outcome=NO_TLS),
)


def helped(earlier: tuple[bool, ...]) -> Attempts:
    """A handshake that came about after connections, each well or not."""
    fared = tuple(None if is_well else Failed(reason=Reason.TLS_CLOSED) for is_well in earlier)
    shaken = Attempt(phase=Phase.HANDSHAKE, outcome=replace(HANDSHAKE, earlier=fared))
    return (WELL[0], shaken, WELL[2])


HELPED = helped((False, True))
POSTPONED: Attempts = (
    Attempt(phase=Phase.CONNECT, outcome=Postponed(needs="a free place")),
    Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
    Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
)
LATE: Attempts = (
    Attempt(phase=Phase.CONNECT, outcome=Failed(reason=Reason.DEADLINE), seconds=10.0),
    Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
    Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
)


class Server(World):
    """One target at one address, probed each five minutes."""

    def __init__(self) -> None:
        super().__init__(appraiser=ScriptedAppraiser(readable={b"leaf": assessment(LEAF)}), now=NOW)

    async def sees(self, visited: Attempts) -> Report:
        """The next probe comes to this."""
        self.probe.will_say(Visit(PLACE), visited)
        return await self.inspect(self.now + timedelta(minutes=5))

    async def sees_all(self, visits: Iterable[Attempts]) -> Report:
        """What is told after the last of these probes."""
        return [await self.sees(each) for each in visits][-1]

    async def finds(self, code: str, visits: Iterable[Attempts]) -> list[bool]:
        """Whether each probe finds it."""
        return [code in codes(await self.sees(each)) for each in visits]


def codes(report: Report) -> list[str]:
    """What fails."""
    return [one.kind.code for one in report.findings]


def series(report: Report, *names: str) -> dict[str, float]:
    """The series of these families, without the target's name."""
    text = b"".join(render(report, TARGET_FACTS).lines).decode()
    found = (line.rsplit(" ", 1) for line in text.splitlines() if line.startswith(names))
    return {name.replace('target="a",', ""): float(value) for name, value in found}


def proof(report: Report, code: str) -> str:
    """What was seen of it."""
    return next(one.evidence for one in report.findings if one.kind.code == code)


@pytest.mark.parametrize(
    ("failing", "code"), [(REFUSED, "port_refused"), (CLOSED, "server_config_no_answer")]
)
@pytest.mark.parametrize(("every", "well"), [(2, 8), (3, 13), (4, 19), (10, 51)])
async def test_one_server_of_several_that_fails_is_one_fault(
    failing: Attempts, code: str, every: int, well: int
) -> None:
    """From the third failure on; over after as many probes that were well as chance does not explain."""
    world, well_between = Server(), [WELL] * (every - 1)
    alone = [*well_between, failing] * 2 + well_between
    assert await world.finds(code, alone) == [one is failing for one in alone]
    assert all(await world.finds(code, [failing, *well_between] * 10))
    after = await world.finds(code, [WELL] * 80)
    assert after == [True] * well + [False] * (80 - well)


async def test_how_often_it_fails_is_told() -> None:
    """Beside the remedy for servers that answer by turns."""
    world = Server()
    report = await world.sees_all([WELL, REFUSED] * 3 + [WELL])
    assert proof(report, "port_refused") == (
        "192.0.2.1:443: connect_refused, in 3 of the last 6 connections, the last time at 2026-06-01 12:30 UTC"
    )
    share = 'tls_probe_failure_ratio{address="192.0.2.1",phase="connect",reason="connect_refused"}'
    assert series(report, "tls_probe_failure_ratio") == {share: 0.5}
    remedy = next(one.remedy for one in report.findings if one.kind.code == "port_refused")
    assert remedy.startswith("Find the one among the servers behind this address that fails")


@pytest.mark.parametrize("last", [WELL, REFUSED])
async def test_series_are_those_of_the_worst_and_certificates_stay_known(last: Attempts) -> None:
    """Whichever came last."""
    world = Server()
    report = await world.sees_all([REFUSED, WELL] * 3 + [last])
    names = ("tls_port_open", "tls_port_state", "tls_probe_success", "tls_probe_failure{")
    assert series(report, *names, "tls_handshake_success", "tls_chain_length") == {
        'tls_port_open{address="192.0.2.1",role="resolved"}': 0,
        'tls_port_state{address="192.0.2.1",role="resolved",state="refused"}': 1,
        'tls_probe_success{target="a"}': 0,
        'tls_probe_failure{address="192.0.2.1",phase="connect",reason="connect_refused"}': 1,
        'tls_handshake_success{address="192.0.2.1"}': 1,
        'tls_chain_length{address="192.0.2.1",key_type="ecdsa"}': 1,
    }
    assert report.standing is Standing.FAILING
    assert report.remembered == ()


@pytest.mark.parametrize(
    ("earlier", "unnoticed", "share", "well"),
    [((False, True, False), 1, "14 of the last 28", 8), ((False, True), 2, "7 of the last 21", 13)],
)
async def test_connections_before_the_one_that_got_through_are_counted(
    earlier: tuple[bool, ...], unnoticed: int, share: str, well: int
) -> None:
    """As where every second or third is lost: each probe begins with such a one, and none ends there."""
    world, visit = Server(), helped(earlier)
    code = "server_config_no_answer"
    found = await world.finds(code, [visit] * 6)
    assert found == [False] * unnoticed + [True] * (6 - unnoticed)
    report = await world.sees(visit)
    assert proof(report, code).startswith(f"192.0.2.1:443: tls_closed, in {share} handshakes")
    assert series(report, "tls_handshake_success") == {
        'tls_handshake_success{address="192.0.2.1"}': 0
    }
    assert await world.finds(code, [WELL] * 20) == [True] * well + [False] * (20 - well)


async def test_a_handshake_that_needs_another_try_now_and_then_is_well() -> None:
    """One in twelve."""
    world = Server()
    found = await world.finds("server_config_no_answer", ([WELL] * 11 + [HELPED]) * 6)
    assert found == [False] * 72


async def test_what_fails_for_good_is_told_as_it_is() -> None:
    """After ten probes without an answer nothing is by turns any more."""
    world = Server()
    report = await world.sees_all([WELL, REFUSED] * 3 + [REFUSED] * 10)
    assert proof(report, "port_refused") == "192.0.2.1:443: connect_refused"
    assert report.evidence.sightings[-1].found(Handshake) is None
    assert len(report.remembered) == 1


async def test_a_probe_lost_now_and_then_is_no_alternation() -> None:
    """One in twelve: as told as it ever was, one probe long."""
    world = Server()
    lost = unseen(Reason.CONNECT_TIMEOUT)
    found = await world.finds("port_timeout", ([WELL] * 11 + [lost]) * 6)
    assert found == ([False] * 11 + [True]) * 6


async def test_an_outage_is_no_alternation() -> None:
    """It ends with the first answer."""
    world = Server()
    found = await world.finds("port_refused", [WELL] * 3 + [REFUSED] * 4 + [WELL] * 3)
    assert found == [False] * 3 + [True] * 4 + [False] * 3


@pytest.mark.parametrize("ours", [POSTPONED, LATE])
async def test_what_we_lost_ourselves_counts_for_nothing(ours: Attempts) -> None:
    """It is told as such, and what comes by turns stands after it as it did before."""
    world = Server()
    await world.finds("port_refused", [WELL, REFUSED] * 3)
    found = await world.finds("port_refused", [ours] * 8 + [WELL])
    assert found == [False] * 8 + [True]


async def test_two_versions_by_turns_are_both_accepted() -> None:
    """What handshakes agreed on is no matter of the last one alone; the weakest leads."""
    world = Server()
    newer, older = seen(b"leaf", protocol=Protocol.TLS1_3), seen(b"leaf", protocol=Protocol.TLS1_2)
    for visited in [newer, older] * 2:
        await world.sees(visited)
    for visited in [newer, older, newer]:
        report = await world.sees(visited)
        known = series(report, "tls_protocol_enabled")
        assert known['tls_protocol_enabled{address="192.0.2.1",protocol="TLSv1.2"}'] == 1
        assert 'protocol="TLSv1.2"' in next(iter(series(report, "tls_negotiated_info")))


async def test_two_ways_to_fail_are_both_told() -> None:
    """Of three servers, one refuses connections and one hangs up."""
    world = Server()
    report = await world.sees_all([WELL, REFUSED, CLOSED] * 3)
    assert {"port_refused", "server_config_no_answer"} <= set(codes(report))


async def test_what_failed_visits_did_not_see_is_told_as_it_was_seen_last() -> None:
    """Once each, without the time that it took then."""
    world = Server()
    report = await world.sees_all([WELL, REFUSED] * 3)
    (_, sighting) = next(iter(report.evidence.at_addresses()))
    told = [(one.phase, type(one.outcome), one.seconds) for one in sighting.attempts[:4]]
    assert told == [
        (Phase.CONNECT, Failed, 0.01),
        (Phase.CONNECT, Connection, None),
        (Phase.HANDSHAKE, Handshake, None),
        (Phase.CERTIFICATE, Presentation, None),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("share", "most_begun", "least_standing"),
    [(0.01, 0, 0.0), (0.05, 1, 0.0), (0.1, 3, 0.7), (0.3, 3, 0.9), (0.5, 3, 0.9)],
)
def test_failures_at_random_are_told_and_seldom_end(
    share: float, most_begun: int, least_standing: float, seed: int
) -> None:
    """In two days, a probe each five minutes: 576 connections."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    known: tuple[Alternate, ...] = ()
    stands: list[bool] = []
    for number in range(576):
        visited = REFUSED if chance.random() < share else WELL
        known = with_visit(known, visited, NOW + timedelta(minutes=5 * number))
        of_port = [one for one in known if one.attempt.phase is Phase.CONNECT]
        stands.append(
            any(isinstance(one.attempt.outcome, Failed) and one.is_by_turns for one in of_port)
        )
    assert sum(now and not before for before, now in pairwise([False, *stands])) <= most_begun
    assert sum(stands) >= least_standing * len(stands)
