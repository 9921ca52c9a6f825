"""A hello proves nothing by its refusal where none of its form was ever understood."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import NAMED_PRIMES, TLS1_3_GROUPS
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_reply import Reply
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Reset, TimedOut
from exporter.words.groups import Group
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.simulated_server import Configuration, scanned
from tests.unit.tls.scan.truth import Truth, falsehoods, left_open

OLD = Configuration(
    suites={
        Protocol.TLS1_2: (
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
            CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
        )
    },
    groups=(Group.secp256r1, Group.secp384r1, Group.secp521r1),
)
NEW = Configuration(
    suites={
        Protocol.TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,),
        Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
    },
    groups=(Group.x25519, Group.secp384r1),
)


def has_many_suites(hello: ClientHello) -> bool:
    """Longer than some boxes read."""
    return len(hello.suites) + 1 > 30


def has_newer_extensions(hello: ClientHello) -> bool:
    """Padding and the extended master secret among them."""
    return not hello.is_plain or hello.offers_tls1_3


def wants_a_retry_request(hello: ClientHello) -> bool:
    """TLS 1.3 without a key share."""
    return hello.offers_tls1_3 and not hello.key_shares


def behind_a_box(
    server: Configuration, is_disliked: Callable[[ClientHello], bool]
) -> Callable[[Question], Reply]:
    """The server, but hellos of one form do not get through to it."""

    def answer(question: Question) -> Reply:
        if isinstance(question, ClientHello) and is_disliked(question):
            return Reset()
        return server.answer(question)

    return answer


@pytest.mark.parametrize("is_disliked", [has_many_suites, has_newer_extensions])
def test_weak_suites_are_found_behind_a_box_that_dislikes_the_form(
    is_disliked: Callable[[ClientHello], bool],
) -> None:
    """By hellos cut from the plain one, which gets through; so are all groups."""
    said = verdicts(scanned(behind_a_box(OLD, is_disliked)))
    assert list(falsehoods(said, Truth(server=OLD))) == []
    assert left_open(said) == set()
    assert said.support(Protocol.TLS1_2) is Support.YES
    assert dict(said.weak_ciphers)[CipherClass.TRIPLE_DES] is Support.YES


def test_groups_of_an_old_server_are_left_alone_where_hellos_have_to_be_plain() -> None:
    """It may fail where they are named."""
    suites = {Protocol.TLS1_0: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,)}
    server = Configuration(suites=suites, groups=OLD.groups)
    knowledge = scanned(behind_a_box(server, has_newer_extensions))
    hellos = [one.question for one in knowledge.exchanges if one.worked]
    assert {one.groups for one in hellos if isinstance(one, ClientHello)} == {()}
    assert list(falsehoods(verdicts(knowledge), Truth(server=server))) == []


@pytest.mark.parametrize("large", [None, Reset()], ids=["any length", "short hellos only"])
@pytest.mark.parametrize("groups", [NEW.groups, (*NEW.groups, Group.ffdhe2048)])
@pytest.mark.parametrize("refusal", [Closed(), Reset()])
def test_a_server_that_cannot_ask_for_a_key_share_gets_one(
    refusal: Reply, groups: tuple[Group, ...], large: Reply | None
) -> None:
    """Of each group, in a plain hello, as its visitors send it; long ones only where such hellos get through."""
    server = replace(NEW, groups=groups, to_large_hello=large)

    def answer(question: Question) -> Reply:
        is_met = isinstance(question, ClientHello) and wants_a_retry_request(question)
        return refusal if is_met else server.answer(question)

    said = verdicts(scanned(answer))
    assert list(falsehoods(said, Truth(server=server))) == []
    assert [said.support(one) for one in (Protocol.TLS1_2, Protocol.TLS1_3)] == [Support.YES] * 2
    long = {group.name for group in TLS1_3_GROUPS if group in POST_QUANTUM or group in NAMED_PRIMES}
    assert left_open(said) == (long if large else set())


@pytest.mark.parametrize("groups", [(Group.X25519MLKEM768, Group.x25519), (Group.X25519MLKEM768,)])
def test_tls1_3_is_found_behind_a_box_that_drops_long_hellos(groups: tuple[Group, ...]) -> None:
    """Though the server asks for a share of ML-KEM: it also takes an ordinary one, if it has a group for it."""
    server = Configuration(suites=NEW.suites, groups=groups)

    def answer(question: Question) -> Reply:
        is_long = isinstance(question, ClientHello) and not POST_QUANTUM.isdisjoint(
            question.key_shares
        )
        return TimedOut() if is_long else server.answer(question)

    said = verdicts(scanned(answer))
    assert list(falsehoods(said, Truth(server=server))) == []
    has_ordinary_group = Group.x25519 in groups
    assert said.support(Protocol.TLS1_3) is (Support.YES if has_ordinary_group else Support.UNKNOWN)
