"""A hello proves nothing by its refusal where none of its form was ever understood."""

from collections.abc import Callable

import pytest

from exporter.tls.client_hello import ClientHello
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
from tests.unit.tls.scan.truth import Truth, falsehoods

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
    """By hellos cut from the plain one, which gets through; no group is said to be off."""
    said = verdicts(scanned(behind_a_box(OLD, is_disliked)))
    assert list(falsehoods(said, Truth(server=OLD))) == []
    assert said.support(Protocol.TLS1_2) is Support.YES
    assert dict(said.weak_ciphers)[CipherClass.TRIPLE_DES] is Support.YES


@pytest.mark.parametrize("refusal", [Closed(), Reset()])
def test_a_server_that_cannot_ask_for_a_key_share_gets_one(refusal: Reply) -> None:
    """In a plain hello, as its visitors send it."""

    def answer(question: Question) -> Reply:
        is_met = isinstance(question, ClientHello) and wants_a_retry_request(question)
        return refusal if is_met else NEW.answer(question)

    said = verdicts(scanned(answer))
    assert list(falsehoods(said, Truth(server=NEW))) == []
    assert [said.support(one) for one in (Protocol.TLS1_2, Protocol.TLS1_3)] == [Support.YES] * 2
    assert said.group_support("x25519") is Support.YES


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
