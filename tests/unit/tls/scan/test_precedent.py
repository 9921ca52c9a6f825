"""A scan confirms what the last one met, and asks for everything anew where anything differs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from exporter.model.scan import Scan
from exporter.probing.scan import ended
from exporter.tls.scan.confirmation import Confirmation, Course, begun, next_question
from exporter.tls.scan.precedent import Precedent
from exporter.tls.scan.question import OtherKey, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply, Unreachable, Untried
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset, Starved
from exporter.words.groups import Group
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_subject import ScanSubject
from tests.unit.tls.scan.configurations import NGINX, configurations
from tests.unit.tls.scan.simulated_server import Answering, Configuration
from tests.unit.tls.scan.truth import Truth, falsehoods

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SILENT = replace(NGINX, version_refusal=Reset(), offer_refusal=Closed())
TWO_CERTIFICATES = replace(NGINX, key_types=(KeyType.ECDSA, KeyType.RSA))
CBC = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
TRIPLE_DES = CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
WEAKER = replace(
    NGINX,
    suites={**NGINX.suites, Protocol.TLS1_2: (*NGINX.suites[Protocol.TLS1_2], TRIPLE_DES)},
)
WITH_SSLV3, WITH_TLS1_0, WITH_TLS1_1 = (
    replace(NGINX, suites={**NGINX.suites, version: (CBC,)}, falls_back=True)
    for version in (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1)
)
ONE_GROUP_MORE = replace(NGINX, groups=(*NGINX.groups, Group.X25519MLKEM768))
FEWER_GROUPS = replace(NGINX, groups=NGINX.groups[:-1])
WITHOUT_P384 = replace(NGINX, groups=tuple(set(NGINX.groups) - {Group.secp384r1}))
OTHER_ORDER = replace(NGINX, prefers_its_own_order=True)


def but_once(
    answer: Answering, number: int, accident: Reply, *, times: int = 1
) -> Callable[[Question], Reply]:
    """The same answers, but for the one of this number, from 0 on, or for several from there on."""
    count = -1

    def spoilt(question: Question) -> Reply:
        nonlocal count
        count += 1
        return accident if number <= count < number + times else answer(question)

    return spoilt


def scanned(
    answer: Answering,
    last: Scan | None = None,
    *,
    key_type: KeyType = KeyType.ECDSA,
) -> Course:
    """A scan of what answers, and presents a key of this kind in the ordinary handshake."""
    course = begun(key_type, last)
    while question := next_question(course):
        course = course.after(question, answer(question))
    return course


LAST = ended(scanned(NGINX.answer), NOW)


@pytest.mark.parametrize(
    ("server", "connections"),
    [(NGINX, [34, 17, 17]), (SILENT, [42, 21, 21]), (TWO_CERTIFICATES, [35, 18, 18])],
    ids=["words", "silence", "two certificates"],
)
def test_a_later_scan_of_what_has_not_changed_says_the_same(
    server: Configuration, connections: list[int]
) -> None:
    """By fewer connections: what was refused vaguely is asked twice, and everything else once."""
    scans = [ended(scanned(server.answer), NOW)]
    for _ in connections[1:]:
        scans.append(ended(scanned(server.answer, scans[-1]), LATER))
    assert [one.connections for one in scans] == connections
    assert all(one == scans[0] and one.is_complete for one in scans)
    assert [one.taken_at for one in scans] == [NOW, LATER, LATER]


@settings(max_examples=40)
@given(configurations())
def test_nothing_is_said_otherwise_of_any_server_that_has_not_changed(
    server: Configuration,
) -> None:
    """Whatever was left open stays so."""
    first = ended(scanned(server.answer), NOW)
    later = ended(scanned(server.answer, first), LATER)
    assert later == first
    assert later.connections <= first.connections + 1


def test_a_confirmation_leaves_the_precedent_as_it_was() -> None:
    """The very same, so that nothing grows."""
    assert ended(scanned(NGINX.answer, LAST), LATER).precedent is LAST.precedent


def test_servers_that_answer_alike_have_one_precedent() -> None:
    """Hellos are to nobody in particular, whatever name goes out with them."""
    assert ended(scanned(NGINX.answer), NOW).precedent is LAST.precedent


@pytest.mark.parametrize("server", [NGINX, SILENT], ids=["words", "silence"])
def test_a_hello_that_works_is_the_last_one(server: Configuration) -> None:
    """So that what refuses us for a spell is not taken for what refuses always."""
    precedent = ended(scanned(server.answer), NOW).precedent
    assert isinstance(precedent, Precedent)
    assert isinstance(precedent.steps[0].met, ServerHello)
    assert isinstance(precedent.steps[-1].met, ServerHello)


def test_another_certificate_is_asked_for_once_where_there_was_none() -> None:
    """And twice the first time."""
    precedent = LAST.precedent
    assert isinstance(precedent, Precedent)
    assert sum(isinstance(one.question, OtherKey) for one in precedent.steps) == 1
    assert LAST.other_key_types == ()


@pytest.mark.parametrize(
    "server",
    [
        *(WEAKER, WITH_SSLV3, WITH_TLS1_0, WITH_TLS1_1),
        *(ONE_GROUP_MORE, WITHOUT_P384, OTHER_ORDER, TWO_CERTIFICATES),
    ],
    ids=[
        *("weak suite", "SSLv3", "TLS 1.0", "TLS 1.1"),
        *("group", "no P-384", "order", "certificate"),
    ],
)
def test_a_change_has_everything_asked_anew(server: Configuration) -> None:
    """With no word that is not true of the server as it is now."""
    course = scanned(server.answer, LAST)
    found = ended(course, LATER)
    assert not isinstance(course, Confirmation)
    assert found == ended(scanned(server.answer), NOW)
    assert list(falsehoods(found, Truth(server=server))) == []


def test_groups_that_no_client_needs_are_confirmed_one_after_the_other() -> None:
    """Seven scans later at the latest, it is seen that one is accepted no more."""
    scans = [LAST]
    while len(scans) < 9 and scans[-1].group_support("ffdhe8192") is Support.YES:
        scans.append(ended(scanned(FEWER_GROUPS.answer, scans[-1]), LATER))
    assert [one.connections for one in scans] == [34, *[17] * 6, 35]
    assert scans[-1] == ended(scanned(FEWER_GROUPS.answer), NOW)


def test_once_a_day_everything_is_asked_as_the_first_time() -> None:
    """However often it was confirmed."""
    scans = [LAST]
    for _ in range(25):
        scans.append(ended(scanned(NGINX.answer, scans[-1]), LATER))
    assert [one.connections for one in scans] == [34, *[17] * 23, 34, 17]


@pytest.mark.parametrize("number", range(17))
def test_an_accident_confirms_nothing(number: int) -> None:
    """Whichever connection it spoils; and nothing is proven after it but by four refusals."""
    course = scanned(but_once(NGINX.answer, number, Closed()), LAST)
    assert not isinstance(course, Confirmation)
    refused = [one for one in course.replies if one == Refused(40)]
    assert course.path.is_unreliable or len(refused) >= 16


@pytest.mark.parametrize("lost", [Untried(), Starved(3.0)])
def test_what_could_not_be_asked_is_put_again(lost: Reply) -> None:
    """It was our own doing; but a scan comes to its end, be it in vain."""
    found = ended(scanned(but_once(NGINX.answer, 10, lost), LAST), LATER)
    assert (found.connections, found == LAST) == (18, True)
    assert len(scanned(lambda _question: lost, LAST).replies) == 64


def test_who_cannot_be_reached_any_more_has_cut_the_scan_off() -> None:
    """By two connections in a row that do not come about."""
    course = scanned(but_once(NGINX.answer, 5, Unreachable(), times=2), LAST)
    found = ended(course, LATER)
    assert (found.connections, found.is_cut_off) == (7, True)


def test_a_confirmation_that_is_cut_short_has_settled_what_it_asked() -> None:
    """No more, and leaves the rest open."""
    course = begun(KeyType.ECDSA, LAST)
    for _ in range(5):
        question = next_question(course)
        assert question
        course = course.after(question, NGINX.answer(question))
    found = ended(course, LATER)
    assert isinstance(course, Confirmation)
    assert (found.connections, found.is_complete) == (5, False)
    assert found.left_open
    assert found.precedent is None


@pytest.mark.parametrize(
    "last",
    [
        replace(LAST, left_open=(ScanSubject.GROUPS,)),
        replace(LAST, precedent=None),
        None,
    ],
    ids=["left open", "accidents", "first"],
)
def test_nothing_is_confirmed_that_was_not_wholly_proven(last: Scan | None) -> None:
    """All is asked as the first time."""
    assert not isinstance(begun(KeyType.ECDSA, last), Confirmation)


def test_another_kind_of_key_has_everything_asked_anew() -> None:
    """What is refused beside it may be another thing."""
    assert not isinstance(begun(KeyType.RSA, LAST), Confirmation)


def test_accidents_are_no_precedent() -> None:
    """They may have hit anything."""
    assert ended(scanned(but_once(NGINX.answer, 11, Closed())), NOW).precedent is None
