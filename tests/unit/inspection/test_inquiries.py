"""What an inspection asks, from what it knows."""

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest

from exporter.inspection import inquiries as asking
from exporter.inspection.dossier import Dossier
from exporter.inspection.memory.recollection import scans_begun
from exporter.model.attempt import Attempts
from exporter.model.evidence import Handshake
from exporter.model.inquiry import Inquiry, Lookup, Request, Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import Resolver
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    TARGET,
    address,
    answer,
    dossier,
    no_answer,
    scan,
    seen,
    under,
    unseen,
)

PLACE = address()
OTHER = Resolver(name="other")
LOOKED_UP: dict[Inquiry, Attempts] = {Lookup(SYSTEM): answer("192.0.2.1")}
VISITED: dict[Inquiry, Attempts] = LOOKED_UP | {Visit(PLACE): seen()}


def inquiries(dossier: Dossier, now: datetime) -> tuple[Inquiry, ...]:
    """What is asked once requests by HTTP were, which test_web_answers.py is about."""
    for one in asking.inquiries(dossier, now):
        dossier = dossier.after(one, ()) if isinstance(one, Request) else dossier
    return asking.inquiries(dossier, now)


def test_all_resolvers_are_asked_at_once() -> None:
    """Then nothing, until all of them were heard: the first that answers counts."""
    start = dossier(resolvers=(SYSTEM, OTHER))
    assert inquiries(start, START) == (Lookup(SYSTEM), Lookup(OTHER))
    assert inquiries(start.after(Lookup(OTHER), answer("192.0.2.7")), START) == (Lookup(SYSTEM),)


def test_every_address_is_visited() -> None:
    """Those of the answer, up to the bound."""
    target = replace(TARGET, policy=replace(TARGET.policy, max_addresses=2))
    known: dict[Inquiry, Attempts] = {Lookup(SYSTEM): answer("192.0.2.1", "192.0.2.2", "192.0.2.3")}
    wanted = inquiries(dossier(target, answers=known), START)
    assert wanted == (Visit(address("192.0.2.1")), Visit(address("192.0.2.2")))


def test_without_an_answer_there_is_nothing_to_visit() -> None:
    """The name does not resolve."""
    assert inquiries(dossier(answers={Lookup(SYSTEM): no_answer()}), START) == ()


def test_an_address_is_visited_without_a_lookup() -> None:
    """There is no name."""
    target = replace(TARGET, host="192.0.2.1")
    assert inquiries(dossier(target), START) == (Visit(PLACE),)


def test_given_addresses_are_compared_with_the_answer_where_that_is_expected() -> None:
    """`expected_ips` asks where the name leads, though the connection does not go by it."""
    target = replace(TARGET, addresses=("192.0.2.1",), expected_ips=(ip_network("192.0.2.0/24"),))
    assert inquiries(dossier(target), START) == (Lookup(SYSTEM),)
    assert inquiries(dossier(target, answers=LOOKED_UP), START) == (Visit(PLACE),)


def test_a_first_visit_is_followed_by_a_scan() -> None:
    """And then all is done."""
    known = dossier(answers=VISITED)
    assert inquiries(known, START) == (Scanning(PLACE),)
    assert inquiries(known.after(Scanning(PLACE), ()), START) == ()


def test_scans_can_be_off() -> None:
    """An interval of 0 means never."""
    assert inquiries(dossier(under(scan_interval=0), answers=VISITED), START) == ()


@pytest.mark.parametrize(
    "reason", [Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT, Reason.STARVED, Reason.CONNECT_REFUSED]
)
def test_what_does_not_speak_tls_is_not_scanned(reason: Reason) -> None:
    """It would only be disturbed."""
    visited = unseen(reason)
    if not reason.startswith("connect"):
        visited = tuple(
            replace(one, outcome=Failed(reason=reason))
            if isinstance(one.outcome, Handshake)
            else one
            for one in seen()
        )
    known = LOOKED_UP | {Visit(PLACE): visited}
    assert inquiries(dossier(answers=known), START) == ()


@pytest.mark.parametrize("outcome", [Failed(reason=Reason.TLS_CLOSED), Skipped(needs="a test")])
def test_who_hangs_up_is_scanned(outcome: Failed | Skipped) -> None:
    """It may be too old for our handshake."""
    visited = tuple(
        replace(one, outcome=outcome) if isinstance(one.outcome, Handshake) else one
        for one in seen()
    )
    known = LOOKED_UP | {Visit(PLACE): visited}
    assert inquiries(dossier(answers=known), START) == (Scanning(PLACE),)


@pytest.mark.parametrize(
    ("support", "protocol", "minutes", "is_due"),
    [
        (Support.YES, Protocol.TLS1_2, 9.9, False),
        (Support.YES, Protocol.TLS1_2, 10, True),
        (Support.UNKNOWN, Protocol.TLS1_2, 1.6, False),
        (Support.UNKNOWN, Protocol.TLS1_2, 1.7, True),
        (Support.NO, Protocol.TLS1_2, 1.6, False),
        (Support.NO, Protocol.TLS1_2, 1.7, True),
        (Support.NO, Protocol.TLS1_3, 1.7, False),
        (Support.YES, Protocol.TLS1_2, -1, True),
    ],
    ids=[
        "within the interval",
        "after it",
        "unknown, within a sixth",
        "unknown, after it",
        "contradicted, within a sixth",
        "contradicted, after it",
        "not contradicted",
        "from before the clock was put back",
    ],
)
def test_a_known_scan_serves_until_a_new_one_is_due(
    support: Support, protocol: Protocol, minutes: float, *, is_due: bool
) -> None:
    """After ten minutes, or a sixth of them where it left a version open or was contradicted."""
    memory = Memory(scans={"192.0.2.1": scan(support)})
    answers = LOOKED_UP | {Visit(PLACE): seen(protocol=protocol)}
    known = dossier(under(scan_interval=600), memory=memory, answers=answers)
    wanted = inquiries(known, START + timedelta(minutes=minutes))
    assert wanted == ((Scanning(PLACE),) if is_due else ())


def test_by_force_a_known_scan_is_made_anew() -> None:
    """Who asks wants to see what a repair has done."""
    memory = Memory(scans={"192.0.2.1": scan()})
    assert inquiries(dossier(memory=memory, answers=VISITED), START) == ()
    forced = dossier(memory=memory, answers=VISITED, is_forced=True)
    assert inquiries(forced, START) == (Scanning(PLACE),)


@pytest.mark.parametrize(
    ("support", "is_forced", "is_confirmed"),
    [(Support.YES, False, True), (Support.YES, True, False), (Support.NO, False, False)],
    ids=["in turn", "by force", "contradicted by the handshake"],
)
def test_a_scan_has_only_to_confirm_the_last_one(
    support: Support, *, is_forced: bool, is_confirmed: bool
) -> None:
    """But who asks by force has everything asked anew, and so has a handshake that denies a no."""
    last = scan(support)
    known = dossier(
        memory=Memory(scans={"192.0.2.1": last}),
        answers=LOOKED_UP | {Visit(PLACE): seen(protocol=Protocol.TLS1_2)},
        is_forced=is_forced,
    )
    (scanning,) = inquiries(known, START + timedelta(hours=1))
    assert isinstance(scanning, Scanning)
    assert scanning.last == (last if is_confirmed else None)
    at_leisure = replace(known, target=under(scan_pace=2))
    ((_, transcript),) = scans_begun(at_leisure, START + timedelta(hours=1))
    assert transcript.last == scanning.last


def test_an_address_is_asked_one_thing_at_a_time() -> None:
    """Some servers serve one connection, and reset a second one; other addresses are asked meanwhile."""
    mail = address("192.0.2.2")
    known: dict[Inquiry, Attempts] = {
        Lookup(SYSTEM): answer("192.0.2.1", "192.0.2.2"),
        Visit(PLACE): seen(),
        Visit(mail): seen(),
    }
    both = dossier(answers=known)
    assert asking.inquiries(both, START) == (Request(PLACE), Request(mail))
    one_answered = both.after(Request(mail), ())
    assert asking.inquiries(one_answered, START) == (Request(PLACE), Scanning(mail))
    answered = one_answered.after(Request(PLACE), ())
    assert asking.inquiries(answered, START) == (Scanning(PLACE), Scanning(mail))
