"""What a hello told of all its suites is not asked again of some of them."""

from collections.abc import Iterable

import pytest

from exporter.tls.scan.hellos import partial_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Refused
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from tests.unit.tls.scan.configurations import NGINX
from tests.unit.tls.scan.simulated_server import scanned

RSA, CBC, STATIC = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
)
ALL, SOME = (
    partial_hello(Protocol.TLS1_2, suites=(RSA, CBC, STATIC)),
    partial_hello(Protocol.TLS1_2, suites=(RSA, STATIC)),
)
SOME_WITH_ONE_GROUP = partial_hello(Protocol.TLS1_2, suites=(RSA, STATIC), groups=(Group.x25519,))
UNWILLING = Refused(40)


def told(*replies: Reply) -> Knowledge:
    """What is known when the hello with all suites met these replies."""
    knowledge = Knowledge()
    for reply in replies:
        knowledge = knowledge.after(ALL, reply)
    return knowledge


def choice(suite: CipherSuite) -> ServerHello:
    """A server's at TLS 1.2."""
    return ServerHello(version=0x0303, suite=suite, group=Group.x25519)


def test_refusals_of_more_suites_count_for_fewer() -> None:
    """And are gone on with."""
    knowledge = told(UNWILLING, UNWILLING)
    assert knowledge.inquiry(SOME).refusals == (0, 0)
    assert knowledge.after(SOME, UNWILLING).inquiry(SOME).refusals == (0, 0, 0)


def test_with_other_groups_it_is_another_question() -> None:
    """A suite may be refused for want of a group."""
    assert told(UNWILLING).inquiry(SOME_WITH_ONE_GROUP).exchanges == ()


@pytest.mark.parametrize(
    ("chosen", "replies"), [([STATIC], 1), ([CBC], 0), ([CBC, STATIC], 2), ([CBC, CBC], 0)]
)
def test_a_choice_among_more_suites_counts_where_it_is_among_the_fewer(
    chosen: Iterable[CipherSuite], replies: int
) -> None:
    """The server would have made it of these as well; of another choice nothing follows."""
    knowledge = told(*map(choice, chosen))
    assert len(knowledge.inquiry(SOME).exchanges) == replies


def test_nothing_is_asked_twice_of_an_ordinary_server() -> None:
    """One like nginx with OpenSSL 3.0, which accepts ten groups, and says no four times each, but for primes."""
    assert len(scanned(NGINX.answer).exchanges) == 32
