"""A scan confirms what the last one met, and asks for everything anew where anything differs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exporter.tls.scan.knowledge import Knowledge, precedent_of
from exporter.tls.scan.plan import next_question
from exporter.tls.scan.precedent import NO_PRECEDENT, Precedent
from exporter.tls.scan.question import OtherKey, Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_reply import Reply, Untried
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol
from tests.unit.tls.scan.configurations import NGINX
from tests.unit.tls.scan.simulated_server import Answering, Configuration, scanned
from tests.unit.tls.scan.truth import Truth, falsehoods

SILENT = replace(NGINX, version_refusal=Reset(), offer_refusal=Closed())
TRIPLE_DES = CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
WEAKER = replace(
    NGINX,
    suites={**NGINX.suites, Protocol.TLS1_2: (*NGINX.suites[Protocol.TLS1_2], TRIPLE_DES)},
)


FEWER_GROUPS = replace(NGINX, groups=NGINX.groups[:-1])


def but_once(answer: Answering, number: int, accident: Reply) -> Callable[[Question], Reply]:
    """The same answers, but for the one of this number, from 0 on."""
    count = -1

    def spoilt(question: Question) -> Reply:
        nonlocal count
        count += 1
        return accident if count == number else answer(question)

    return spoilt


def of_name(name: str, precedent: Precedent) -> Knowledge:
    """A scan of nginx under a name, whose ordinary certificate has a key for ECDSA."""
    knowledge = Knowledge(server_name=name, key_type=KeyType.ECDSA, precedent=precedent)
    while question := next_question(knowledge):
        knowledge = knowledge.after(question, NGINX.answer(question))
    return knowledge


@pytest.mark.parametrize(
    ("server", "connections"),
    [(NGINX, [34, 25, 25, 25]), (SILENT, [43, 41, 27, 27])],
    ids=["words", "silence"],
)
def test_a_later_scan_of_what_has_not_changed_says_the_same(
    server: Configuration, connections: list[int]
) -> None:
    """By fewer connections, at the latest when it has been asked the shorter way once."""
    scans = [scanned(server.answer)]
    for _ in connections[1:]:
        scans.append(scanned(server.answer, precedent=precedent_of(scans[-1])))
    assert [len(one.exchanges) for one in scans] == connections
    assert all(verdicts(one) == verdicts(scans[0]) for one in scans)


def test_what_is_only_confirmed_leaves_the_precedent_as_it_was() -> None:
    """The very same, so that nothing grows."""
    precedent = precedent_of(scanned(NGINX.answer))
    assert precedent_of(scanned(NGINX.answer, precedent=precedent)) is precedent


def test_servers_that_answer_alike_have_one_precedent() -> None:
    """Whatever their names are; and each may follow the other's."""
    one = precedent_of(of_name("one.example.com", NO_PRECEDENT))
    assert precedent_of(of_name("other.example.com", NO_PRECEDENT)) == one
    assert len(of_name("other.example.com", one).exchanges) == 26


def test_another_certificate_is_asked_for_once_where_there_was_none() -> None:
    """And twice the first time."""
    first = of_name("www.example.com", NO_PRECEDENT)
    later = of_name("www.example.com", precedent_of(first))
    questions = [[one.question for one in scan.exchanges] for scan in (first, later)]
    asked = [sum(isinstance(one, OtherKey) for one in each) for each in questions]
    assert asked == [2, 1]
    assert verdicts(later).other_key_types == ()


@pytest.mark.parametrize("change", ["suite", "group"])
def test_a_change_has_everything_asked_anew(change: str) -> None:
    """With no word that is not true of the server as it is now."""
    server = WEAKER if change == "suite" else FEWER_GROUPS
    precedent = precedent_of(scanned(NGINX.answer))
    scan = scanned(server.answer, precedent=precedent)
    assert not scan.path.is_as_before
    assert verdicts(scan) == verdicts(scanned(server.answer))
    assert list(falsehoods(verdicts(scan), Truth(server=server))) == []


@pytest.mark.parametrize("number", range(25))
def test_an_accident_confirms_nothing(number: int) -> None:
    """Whichever connection it spoils, unless the server is met as it was all the same."""
    precedent = precedent_of(scanned(NGINX.answer))
    spoilt = but_once(NGINX.answer, number, Closed())
    scan = scanned(spoilt, precedent=precedent)
    assert not scan.path.is_as_before
    refused = [one for one in scan.exchanges if one.reply == Refused(40)]
    assert scan.path.is_unreliable or len(refused) >= 16


def test_what_could_not_be_asked_changes_nothing() -> None:
    """It was our own doing."""
    precedent = precedent_of(scanned(NGINX.answer))
    scan = scanned(but_once(NGINX.answer, 20, Untried()), precedent=precedent)
    assert scan.path.is_as_before
    assert len(scan.exchanges) == 26
