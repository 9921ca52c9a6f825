"""When an address is asked by HTTP, and what is told of its last answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.inspection.inquiries import inquiries
from exporter.inspection.inspect import inspect
from exporter.inspection.memory.web_answers import told_answer
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Handshake, Sighting
from exporter.model.inquiry import Inquiry, Lookup, Request, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Outcome, Skipped
from exporter.model.web import HeardAnswer, Promise, Trials, WebAnswer
from exporter.words.fulfilment import Fulfilment
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.probed import unexpected
from tests.unit.inspection.world import (
    START,
    SYSTEM,
    TARGET,
    ScriptedAppraiser,
    ScriptedProbe,
    address,
    answer,
    dossier,
    seen,
    under,
    unseen,
    usual_probe,
)

PLACE = address()
ANSWER = WebAnswer(status=200)
UNANSWERED = Skipped(needs="an answer by HTTP/1.1")
HOUR = timedelta(hours=1)


def known(visited: Attempts) -> dict[Inquiry, Attempts]:
    """One address that was visited."""
    return {Lookup(SYSTEM): answer("192.0.2.1"), Visit(PLACE): visited}


def heard(outcome: WebAnswer | Skipped) -> Memory:
    """An answer at the start."""
    return Memory(answers={PLACE.address: HeardAnswer(asked_at=START, outcome=outcome)})


@pytest.mark.parametrize(
    ("outcome", "minutes"), [(ANSWER, 60), (UNANSWERED, 10)], ids=["answered", "not answered"]
)
def test_an_address_is_asked_once_in_a_scan_interval(
    outcome: WebAnswer | Skipped, minutes: int
) -> None:
    """Sooner, where there was no answer; by force at once."""
    due = START + timedelta(minutes=minutes)
    before = due - timedelta(minutes=1)
    asked = dossier(memory=heard(outcome), answers=known(seen()))
    assert Request(PLACE) not in inquiries(asked, before)
    assert Request(PLACE) in inquiries(asked, due)
    forced = dossier(memory=heard(outcome), answers=known(seen()), is_forced=True)
    assert Request(PLACE) in inquiries(forced, before)


def test_only_a_web_server_is_asked() -> None:
    """By its port or by what was agreed on, after a handshake, where scans are made."""
    without_scans = dossier(under(scan_interval=0), answers=known(seen()))
    closed = dossier(answers=known(unseen(Reason.CONNECT_REFUSED)))
    mail = replace(PLACE, port=993)
    visited: dict[Inquiry, Attempts] = known(seen()) | {Visit(mail): seen()}
    imaps = dossier(replace(TARGET, port=993), answers=visited)
    for one in (without_scans, closed, imaps):
        assert not any(isinstance(each, Request) for each in inquiries(one, START))
    speaking = dossier(
        replace(TARGET, port=993), answers=visited | {Visit(mail): agreed_on_http(seen())}
    )
    assert Request(mail) in inquiries(speaking, START)


def agreed_on_http(visited: Attempts) -> Attempts:
    """The same, with HTTP as what was agreed on."""
    return tuple(
        replace(one, outcome=replace(one.outcome, alpn="h2"))
        if isinstance(one.outcome, Handshake)
        else one
        for one in visited
    )


def test_an_answer_is_told_no_more_where_http_is_spoken_no_more() -> None:
    """Nor where no handshake comes about: it is not asked for again, so it would stand for ever."""
    other = replace(PLACE, port=993)
    assert told_answer(other, agreed_on_http(seen()), heard(ANSWER))
    assert told_answer(other, seen(), heard(ANSWER)) == ()
    assert told_answer(PLACE, unseen(Reason.CONNECT_REFUSED), heard(ANSWER)) == ()


async def looked(memory: Memory, probe: ScriptedProbe, after: timedelta) -> tuple[Memory, Sighting]:
    """What an inspection so long after the start leaves, and tells of the address."""
    left = await inspect(
        TARGET,
        memory,
        probe=probe,
        appraiser=ScriptedAppraiser,
        now=START + after,
        on_defect=unexpected,
    )
    assert left.report
    ((_, sighting),) = left.report.evidence.at_addresses()
    return left, sighting


async def test_the_last_answer_is_told_until_there_is_another() -> None:
    """And is not asked for at each look; a question that comes to nothing leaves it for a day."""
    probe = usual_probe()

    def will_answer(outcome: Outcome[WebAnswer]) -> None:
        probe.will_say(Request(PLACE), (Attempt(phase=Phase.REQUEST, outcome=outcome),))

    memory = Memory()
    told: list[int | None] = []
    for after, said in (
        (timedelta(), ANSWER),
        (HOUR / 2, WebAnswer(status=301)),
        (HOUR, WebAnswer(status=302)),
        (2 * HOUR, UNANSWERED),
        (2 * HOUR + timedelta(minutes=9), WebAnswer(status=303)),
        (2 * HOUR + timedelta(minutes=10), UNANSWERED),
        (24 * HOUR, UNANSWERED),
        (25 * HOUR, UNANSWERED),
        (26 * HOUR, ANSWER),
    ):
        will_answer(said)
        memory, sighting = await looked(memory, probe, after)
        found = sighting.found(WebAnswer)
        told.append(found.status if found else None)
    assert told == [200, 200, 302, 302, 302, 302, 302, None, 200]


async def test_what_a_promise_came_to_stays_known_for_a_day_where_it_is_not_known_anew() -> None:
    """Silence of QUIC replaces no answer; nor does a request that comes to nothing."""
    probe, memory = usual_probe(), Memory()
    h3, h2 = Promise(protocol="h3", port=443), Promise(protocol="h2", port=8443)
    closed, kept, unknown = Fulfilment.CLOSED, Fulfilment.KEPT, Fulfilment.UNKNOWN
    offering = WebAnswer(status=200, promises=(h3, h2))
    told: list[tuple[Fulfilment, ...] | None] = []
    for after, said, results in (
        (timedelta(), offering, (closed, kept)),
        (HOUR, offering, (unknown, unknown)),
        (2 * HOUR, UNANSWERED, ()),
        (3 * HOUR, offering, (unknown, closed)),
        (23 * HOUR, offering, (unknown, unknown)),
        (24 * HOUR, offering, (unknown, unknown)),
        (27 * HOUR, offering, (unknown, unknown)),
        (28 * HOUR, replace(offering, promises=(h2,)), (kept,)),
        (29 * HOUR, offering, (kept, unknown)),
        (30 * HOUR, WebAnswer(status=200), ()),
    ):
        promises = said.promises if isinstance(said, WebAnswer) else ()
        trials = Trials(results=tuple(zip(promises, results, strict=True)))
        outcomes = (said, trials)
        probe.will_say(
            Request(PLACE), tuple(Attempt(phase=Phase.REQUEST, outcome=one) for one in outcomes)
        )
        memory, sighting = await looked(memory, probe, after)
        found = sighting.found(Trials)
        told.append((found.of(h3), found.of(h2)) if found else None)
    assert told == [
        (closed, kept),
        (closed, kept),
        (closed, kept),
        (closed, closed),
        (closed, closed),
        (unknown, closed),
        (unknown, unknown),
        (unknown, kept),
        (kept, kept),
        None,
    ]
