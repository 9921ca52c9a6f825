"""What is known is put together answer by answer, once, and never changes afterwards."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import TypeVar

import pytest

from exporter.tls.scan.hellos import full_hello, mixed_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import next_question
from exporter.tls.scan.question import Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply, Unreachable
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.configurations import NGINX
from tests.unit.tls.scan.simulated_server import Configuration, retold, scanned, stages

T = TypeVar("T")
SSLV2, SSLV3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = Protocol
NEW = CipherSuite.TLS_AES_128_GCM_SHA256
RSA = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA
STATIC = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
TRIPLE_DES = CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA
GROUPS = (Group.x25519, Group.secp256r1, Group.secp384r1)
MODERN = Configuration(suites={TLS1_2: (RSA,), TLS1_3: (NEW,)}, groups=GROUPS)
OLD = Configuration(
    suites=dict.fromkeys((TLS1_0, TLS1_1, TLS1_2), (RSA, DHE, STATIC, TRIPLE_DES)), groups=GROUPS
)
SILENT = Configuration(
    suites={TLS1_2: (RSA,), TLS1_3: (NEW,)},
    groups=GROUPS,
    version_refusal=Closed(),
    offer_refusal=Closed(),
)
MOST_CALLS = 600
"""Of Python functions, for one question or one answer; the first ones need a tenth of it."""
MOST_CALLS_OF_A_SCAN = 8500


def test_an_answer_makes_new_knowledge_and_leaves_the_old_as_it_was() -> None:
    """Both can be asked on, each in its own way."""
    first = Knowledge()
    question = mixed_hello()
    refused, closed = first.after(question, Refused(70)), first.after(question, Closed())
    assert first == Knowledge()
    assert next_question(first) == question
    assert [one.reply for one in (*refused.exchanges, *closed.exchanges)] == [
        Refused(70),
        Closed(),
    ]


@pytest.mark.parametrize("server", [MODERN, OLD, SILENT], ids=["modern", "old", "silent"])
def test_the_same_answers_make_the_same_knowledge(server: Configuration) -> None:
    """However often they are told, at every stage."""
    for knowledge in stages(server.answer):
        assert retold(knowledge.exchanges) == knowledge


def test_an_answer_about_one_version_leaves_the_others_as_they_are() -> None:
    """But for older ones, which a hello that says so would have been answered with."""
    before = scanned(MODERN.answer)
    after = before.after(full_hello(TLS1_0), Refused(70))
    untouched = [version for version in Protocol if version not in {SSLV3, TLS1_0}]
    assert all(after.versions[one] is before.versions[one] for one in untouched)


def test_a_choice_of_an_older_version_than_offered_counts_for_that_version() -> None:
    """It is no acceptance of what was asked for; that TLS 1.0 is on, its own hello must show."""
    choice = ServerHello(version=0x0301, suite=0x002F)
    knowledge = Knowledge().after(mixed_hello(), choice)
    assert knowledge.versions[TLS1_0].accepted == (STATIC,)
    assert knowledge.path.worked == 0
    assert knowledge.claims[TLS1_0] is Support.UNKNOWN
    assert [knowledge.claims[one] for one in (TLS1_2, TLS1_3)] == [Support.NO, Support.NO]


@pytest.mark.parametrize("server", [MODERN, OLD, SILENT], ids=["modern", "old", "silent"])
def test_no_question_takes_more_work_the_longer_the_scan_lasts(server: Configuration) -> None:
    """The calls of functions are counted, for every question and for taking in every answer."""
    assert max(work_of_a_scan(server)) <= MOST_CALLS


def test_planning_a_scan_of_an_ordinary_server_takes_little() -> None:
    """Some 250 calls for a question and its answer together."""
    assert sum(work_of_a_scan(NGINX)) <= MOST_CALLS_OF_A_SCAN


def work_of_a_scan(server: Configuration) -> Iterator[int]:
    """The calls for every question, and for taking in every answer."""
    knowledge = Knowledge()
    while True:
        calls, question = counted(partial(next_question, knowledge))
        yield calls
        if question is None:
            return
        reply = server.answer(question)
        calls, knowledge = counted(partial(knowledge.after, question, reply))
        yield calls


def counted(work: Callable[[], T]) -> tuple[int, T]:
    """How many functions of Python are called by the work, and what comes of it."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        outcome = work()
    finally:
        sys.setprofile(before)
    return calls, outcome


CHOSEN = ServerHello(version=0x0303, suite=RSA, group=29)
MIXED = mixed_hello()


ENDINGS = (CHOSEN, Closed(), Refused(40), Refused(80), TimedOut())


@pytest.mark.parametrize("first", ENDINGS, ids=repr)
@pytest.mark.parametrize("second", ENDINGS, ids=repr)
def test_two_ends_of_one_question_make_the_path_unreliable(first: Reply, second: Reply) -> None:
    """Whether it worked and fails, or is refused by silence and by a word, or by two words."""
    assert told(first, second).path.is_unreliable is (first != second)
    assert told(first, first, second).path.is_unreliable is (first != second)


@pytest.mark.parametrize(
    ("replies", "breaks_off", "is_contradictory"),
    [
        ((CHOSEN, Closed()), True, False),
        ((TimedOut(), CHOSEN), True, False),
        ((Closed(), Refused(40)), False, False),
        ((Refused(40), Closed(), Refused(40)), False, False),
        ((Refused(40), Closed(), Refused(80)), False, True),
        ((CHOSEN, Closed(), Refused(40)), True, True),
        ((CHOSEN, Refused(40)), False, True),
    ],
)
def test_a_path_that_breaks_off_makes_no_words_until_they_contradict_each_other(
    replies: tuple[Reply, ...], *, breaks_off: bool, is_contradictory: bool
) -> None:
    """Whatever silence came between."""
    path = told(*replies).path
    assert (path.breaks_off, path.is_contradictory) == (breaks_off, is_contradictory)


def test_all_silence_is_one_end_of_a_question() -> None:
    """Whoever hangs up cannot choose what comes of it; what never came to the server is no end."""
    assert not told(Closed(), Reset(), Refused(0)).path.is_unreliable
    assert not told(CHOSEN, Unreachable()).path.is_unreliable


def told(*replies: Reply) -> Knowledge:
    """What is known after these replies to one question."""
    knowledge = Knowledge()
    for reply in replies:
        knowledge = knowledge.after(MIXED, reply)
    return knowledge


def test_an_accident_after_the_proof_takes_what_silence_proved_back() -> None:
    """It was found out over the same path; what a server said itself stays."""
    whole = scanned(SILENT.answer)
    assert whole.supports[TLS1_0] is Support.NO
    later = whole.after(whole.exchanges[0].question, Reset())
    assert [later.supports[one] for one in (TLS1_0, TLS1_2)] == [Support.UNKNOWN, Support.YES]
    clear = scanned(MODERN.answer)
    later = clear.after(clear.exchanges[0].question, Reset())
    assert later.supports == clear.supports


def test_a_retry_request_proves_no_willingness() -> None:
    """A server without a certificate for the name makes one too, and refuses the next hello."""
    knowledge = scanned(Stranger().answer)
    assert set(knowledge.supports.values()) == {Support.UNKNOWN}
    assert len(knowledge.exchanges) < 20


class Stranger:
    """Asks for a key share whatever the name is, and then has no certificate for it."""

    def answer(self, question: Question) -> Reply:
        """A request in TLS 1.3 where there is no share; otherwise an internal error."""
        reply = MODERN.answer(question)
        is_retry_request = isinstance(reply, ServerHello) and reply.is_retry_request
        return reply if is_retry_request else Refused(80)
