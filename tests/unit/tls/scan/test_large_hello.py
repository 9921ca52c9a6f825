"""A long hello that gets no answer is held against the way to the server only beside a short one."""

import pytest

from exporter.tls.client_hello import ClientHello, encode
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.large_hello import twins
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_reply import Reply
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.simulated_server import Configuration, scanned

SUITES = {
    Protocol.TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,),
    Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
}
OLDER = {Protocol.TLS1_2: SUITES[Protocol.TLS1_2]}
FAILURES = [TimedOut(), Closed(), Reset(), Refused(Alert.DECODE_ERROR)]


def is_large(question: Question) -> bool:
    """Whether it has a share of ML-KEM beside the ordinary ones."""
    return isinstance(question, ClientHello) and Group.X25519MLKEM768 in question.key_shares[:-1]


def test_the_one_is_longer_than_a_packet_and_the_other_is_not() -> None:
    """They differ in one key share."""
    large, short = twins(Knowledge())
    assert len(encode(large, bytes(64))) > 1500
    assert len(encode(short, bytes(64))) < 900
    assert large.groups == short.groups
    assert large.key_shares == (Group.X25519MLKEM768, *short.key_shares)


@pytest.mark.parametrize("suites", [SUITES, OLDER])
def test_an_answer_settles_it_with_one_connection(
    suites: dict[Protocol, tuple[CipherSuite, ...]],
) -> None:
    """At whatever version, and if it asks for another hello."""
    knowledge = scanned(Configuration(suites=suites).answer)
    assert verdicts(knowledge).large_hellos is Support.YES
    assert sum(is_large(one.question) for one in knowledge.exchanges) == 1
    retrying = Configuration(suites=suites, groups=(Group.secp521r1,))
    assert verdicts(scanned(retrying.answer)).large_hellos is Support.YES


@pytest.mark.parametrize("suites", [SUITES, OLDER])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_dropped_hello_is_a_no(
    suites: dict[Protocol, tuple[CipherSuite, ...]], failure: Reply
) -> None:
    """After three, and two short ones that were answered; nothing else suffers from it."""
    knowledge = scanned(Configuration(suites=suites, to_large_hello=failure).answer)
    said, plain = verdicts(knowledge), verdicts(scanned(Configuration(suites=suites).answer))
    assert said.large_hellos is Support.NO
    assert sum(is_large(one.question) for one in knowledge.exchanges) == 3
    assert (said.protocols, said.suites) == (plain.protocols, plain.suites)
    assert said.refused_signatures == ()


@pytest.mark.parametrize("period", [2, 3, 4, 5])
@pytest.mark.parametrize("start", range(5))
def test_connections_spoilt_in_turn_are_no_box(period: int, start: int) -> None:
    """Every second to fifth one ends with a time-out, whatever is asked."""
    server, asked = Configuration(suites=SUITES), start

    def answer(question: Question) -> Reply:
        nonlocal asked
        asked += 1
        return TimedOut() if asked % period == 0 else server.answer(question)

    assert verdicts(scanned(answer)).large_hellos is not Support.NO


def test_a_server_that_fails_the_short_one_too_says_nothing() -> None:
    """What it dislikes is not the length."""
    server = Configuration(suites=SUITES, to_large_hello=Reset())

    def answer(question: Question) -> Reply:
        if isinstance(question, ClientHello) and question.is_partial and question.offers_older:
            return Reset() if question.offers_tls1_3 else server.answer(question)
        return server.answer(question)

    assert verdicts(scanned(answer)).large_hellos is Support.UNKNOWN


def test_a_server_that_dislikes_current_signatures_still_answers_a_long_hello() -> None:
    """It is asked once more, with all signatures: those with an RSA-PSS key have others."""
    server = Configuration(suites=SUITES, signatures=frozenset({0x0809}))
    knowledge = scanned(server.answer)
    assert verdicts(knowledge).large_hellos is Support.YES
    assert sum(is_large(one.question) for one in knowledge.exchanges) == 2
