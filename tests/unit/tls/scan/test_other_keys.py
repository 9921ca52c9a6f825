"""A scan looks for certificates with keys of other kinds, and pays two connections where there is none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.other_keys import other_chains, other_key_types
from exporter.tls.scan.plan import is_over, next_question
from exporter.tls.scan.question import OtherKey, Question
from exporter.tls.scan.weak_ciphers import weak_cipher_support
from exporter.tls.server_reply import PresentedKey, Reply
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.simulated_server import UNWILLING, Configuration

RSA, ECDSA, ED25519, OTHER = KeyType.RSA, KeyType.ECDSA, KeyType.ED25519, KeyType.OTHER


def server(*kinds: KeyType, refusal: Reply = UNWILLING) -> Configuration:
    """A server of TLS 1.2 and 1.3 with these certificates."""
    return Configuration(
        suites={
            Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
            Protocol.TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,),
        },
        key_types=kinds,
        offer_refusal=refusal,
    )


def scanned(
    answer: Callable[[Question], Reply],
    ordinary: KeyType | None = ECDSA,
    *,
    at_most: int = 200,
) -> Knowledge:
    """A scan of what presents a certificate of this kind in the ordinary handshake."""
    knowledge = Knowledge(key_type=ordinary)
    while len(knowledge.exchanges) < at_most and (question := next_question(knowledge)):
        knowledge = knowledge.after(question, answer(question))
    return knowledge


def asked(knowledge: Knowledge) -> list[set[KeyType]]:
    """The kinds of which the certificate was not to be, question by question."""
    questions = (one.question for one in knowledge.exchanges)
    return [set(one.besides) for one in questions if isinstance(one, OtherKey)]


def chains(knowledge: Knowledge) -> tuple[PresentedKey, ...]:
    """The certificates beside the ordinary one."""
    return other_chains(knowledge.replies, knowledge.key_type)


def scripted(*replies: Reply) -> Callable[[Question], Reply]:
    """A server with one certificate, which answers so when it is asked for others, at last again."""
    script = list(replies)

    def answer(question: Question) -> Reply:
        if isinstance(question, OtherKey):
            return script.pop(0) if len(script) > 1 else script[0]
        return server(ECDSA).answer(question)

    return answer


@pytest.mark.parametrize("refusal", [UNWILLING, Refused(Alert.INTERNAL_ERROR), Closed(), Reset()])
def test_a_server_with_one_certificate_is_asked_twice(refusal: Reply) -> None:
    """However it refuses."""
    knowledge = scanned(scripted(refusal))
    assert asked(knowledge) == [{ECDSA}] * 2
    assert other_key_types(knowledge) == ()
    assert chains(knowledge) == ()


def test_suites_alone_may_not_tell_where_tls1_3_is_off() -> None:
    """Ed25519 has the suites of ECDSA there; each question is put once."""
    old = replace(
        server(ECDSA),
        suites={Protocol.TLS1_2: (CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,)},
    )
    narrow, broad = OtherKey(frozenset({ECDSA})), OtherKey(frozenset({ECDSA}), keeps_suites=True)
    knowledge = scanned(old.answer)
    assert [one.question for one in knowledge.other_keys] == [narrow, broad]
    assert other_key_types(knowledge) == ()
    both = frozenset({ECDSA, ED25519, KeyType.ED448})
    knowledge = scanned(replace(old, key_types=tuple(both)).answer)
    assert [one.question for one in knowledge.other_keys][-2:] == [OtherKey(both)] * 2
    rsa = scanned(replace(old, key_types=(RSA,)).answer, RSA)
    assert [one.question for one in rsa.other_keys] == [OtherKey(frozenset({RSA}))] * 2


def test_every_certificate_is_found() -> None:
    """Each is left out of the next question, until nothing is left."""
    knowledge = scanned(server(ECDSA, RSA, ED25519).answer)
    assert asked(knowledge) == [{ECDSA}, {ECDSA, RSA}, *[{ECDSA, RSA, ED25519}] * 2]
    assert other_key_types(knowledge) == (RSA, ED25519)
    assert [one.chain for one in chains(knowledge)] == [(b"rsa",), (b"ed25519",)]
    assert is_over(knowledge)


def test_an_rsa_certificate_may_be_the_ordinary_one() -> None:
    """Then the ECDSA certificate is the other."""
    knowledge = scanned(server(RSA, ECDSA).answer, RSA)
    assert asked(knowledge) == [{RSA}, *[{ECDSA, RSA}] * 2]
    assert other_key_types(knowledge) == (ECDSA,)


def test_the_versions_come_first() -> None:
    """Then certificates, which may be a fault of today, and then what is accepted."""
    answer = server(ECDSA, RSA).answer
    first = next(count for count in range(200) if asked(scanned(answer, at_most=count + 1)))
    before = scanned(answer, at_most=first)
    assert Support.UNKNOWN not in before.supports.values()
    assert Support.UNKNOWN in dict(weak_cipher_support(before)).values()


def test_nothing_is_asked_without_an_ordinary_certificate() -> None:
    """It is not known what to leave out; and nothing is known."""
    knowledge = scanned(server(ECDSA, RSA).answer, None)
    assert asked(knowledge) == []
    assert other_key_types(knowledge) is None


def test_a_server_that_does_not_care_is_asked_no_more_than_another() -> None:
    """It presents the one certificate that it has, whatever the client can use."""
    knowledge = scanned(scripted(PresentedKey(ECDSA, (b"again",))))
    assert asked(knowledge) == [{ECDSA}] * 2
    assert other_key_types(knowledge) == ()
    assert chains(knowledge) == ()


def test_one_that_cannot_be_read_is_another_too() -> None:
    """A key of a kind that has no name here; what comes again is not new."""
    knowledge = scanned(
        scripted(PresentedKey(OTHER, (b"first",)), PresentedKey(OTHER, (b"second",)))
    )
    assert other_key_types(knowledge) == (OTHER,)
    assert [one.chain for one in chains(knowledge)] == [(b"first",)]


@pytest.mark.parametrize(
    "replies", [(TimedOut(), UNWILLING), (UNWILLING, TimedOut()), (TimedOut(), TimedOut())]
)
def test_silence_leaves_open_whether_there_is_another(replies: tuple[Reply, ...]) -> None:
    """What was found before is not taken for gone, then."""
    assert other_key_types(scanned(scripted(*replies))) is None


def test_an_accident_hides_none() -> None:
    """It is asked for once more, and on such a path refusals prove nothing."""
    knowledge = scanned(scripted(Reset(), PresentedKey(RSA, (b"rsa",)), UNWILLING))
    assert [one.chain for one in chains(knowledge)] == [(b"rsa",)]
    assert knowledge.path.is_unreliable
    assert other_key_types(knowledge) is None


def test_a_scan_that_is_under_way_leaves_it_open() -> None:
    """One refusal is none yet."""
    knowledge = scanned(scripted(UNWILLING))
    for count in range(len(knowledge.exchanges)):
        part = scanned(scripted(UNWILLING), at_most=count)
        assert (other_key_types(part) is None) is (len(asked(part)) < 2)
