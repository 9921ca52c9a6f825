"""Each reply says about a version what experience with servers says it does, and no more."""

from dataclasses import replace

import pytest

from exporter.tls.scan.answer import VersionAnswer, answer_about
from exporter.tls.scan.hellos import full_hello, mixed_hello, partial_hello, plain_hello
from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, Incomparable, Reply, Unanswered, Unreachable
from exporter.tls.sslv2 import Sslv2Error, Sslv2Hello, Sslv2ServerHello
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, NotTls, Refused, Reset, Starved, TimedOut, Unreadable
from exporter.words.protocol import Protocol

MIXED = mixed_hello()
OLDER = (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2)
ALL_VERSIONS = (*OLDER, Protocol.TLS1_3)
CHOSE_TLS1_3 = ServerHello(version=0x0304, suite=0x1301, group=29, is_retry_request=True)
CHOSE_TLS1_2 = ServerHello(version=0x0303, suite=0xC02F)
CHOSE_TLS1_0 = ServerHello(version=0x0301, suite=0x002F)

ALERTS = [
    (Alert.CLOSE_NOTIFY, VersionAnswer.SILENT),
    (Alert.UNEXPECTED_MESSAGE, VersionAnswer.MISUNDERSTOOD),
    (Alert.HANDSHAKE_FAILURE, VersionAnswer.UNWILLING),
    (Alert.ILLEGAL_PARAMETER, VersionAnswer.MISUNDERSTOOD),
    (Alert.DECODE_ERROR, VersionAnswer.MISUNDERSTOOD),
    (Alert.PROTOCOL_VERSION, VersionAnswer.REFUSED),
    (Alert.INSUFFICIENT_SECURITY, VersionAnswer.UNWILLING),
    (Alert.INAPPROPRIATE_FALLBACK, VersionAnswer.UNCLEAR),
    (Alert.MISSING_EXTENSION, VersionAnswer.MISUNDERSTOOD),
    (Alert.NO_APPLICATION_PROTOCOL, VersionAnswer.MISUNDERSTOOD),
    (Alert.ACCESS_DENIED, VersionAnswer.SILENT),
    (250, VersionAnswer.SILENT),
]


def about(protocol: Protocol, reply: Reply) -> VersionAnswer:
    """What the reply to a hello for that version alone says of it."""
    return answer_about(protocol, full_hello(protocol), reply)


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
@pytest.mark.parametrize(("code", "answer"), ALERTS)
def test_alerts_have_their_meanings(protocol: Protocol, code: int, answer: VersionAnswer) -> None:
    """The meaning of these alerts is the same at every version."""
    assert about(protocol, Refused(code)) is answer


@pytest.mark.parametrize("protocol", OLDER)
def test_an_internal_error_below_tls1_3_is_unwillingness(protocol: Protocol) -> None:
    """So nginx answers when its configuration names a version that its security level forbids."""
    assert about(protocol, Refused(Alert.INTERNAL_ERROR)) is VersionAnswer.UNWILLING


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
def test_a_name_that_is_not_known_says_nothing_of_versions_in_which_it_was_named(
    protocol: Protocol,
) -> None:
    """A hello of SSLv3 has no place for it, so that none comes through where one is wanted."""
    is_named = protocol is not Protocol.SSLV3
    meant = VersionAnswer.UNCLEAR if is_named else VersionAnswer.SILENT
    assert about(protocol, Refused(Alert.UNRECOGNIZED_NAME)) is meant


def test_an_internal_error_at_tls1_3_is_unclear() -> None:
    """No server is known to mean anything by it there."""
    assert about(Protocol.TLS1_3, Refused(Alert.INTERNAL_ERROR)) is VersionAnswer.UNCLEAR


def test_a_refusal_of_a_plain_hello_is_a_refusal() -> None:
    """The version is off, whatever suites were offered with it."""
    plain = plain_hello(Protocol.TLS1_0)
    refusal = Refused(Alert.PROTOCOL_VERSION)
    assert answer_about(Protocol.TLS1_0, plain, refusal) is VersionAnswer.REFUSED


@pytest.mark.parametrize("protocol", ALL_VERSIONS)
@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Closed(), VersionAnswer.SILENT),
        (Reset(), VersionAnswer.SILENT),
        (TimedOut(), VersionAnswer.UNCLEAR),
        (Starved(8.0), VersionAnswer.UNCLEAR),
        (Unreachable(), VersionAnswer.UNCLEAR),
        (NotTls(b"HTTP/"), VersionAnswer.UNCLEAR),
        (Unreadable("record of type 23"), VersionAnswer.UNCLEAR),
    ],
)
def test_what_is_no_answer_in_tls_settles_nothing(
    protocol: Protocol, reply: Reply, answer: VersionAnswer
) -> None:
    """An end of the connection may be a refusal; the rest says nothing about versions."""
    assert about(protocol, reply) is answer


@pytest.mark.parametrize(
    "reply",
    [Refused(Alert.PROTOCOL_VERSION), Refused(Alert.HANDSHAKE_FAILURE), Closed(), Reset()],
)
@pytest.mark.parametrize("protocol", MIXED.versions)
def test_a_failed_mixed_hello_settles_nothing(protocol: Protocol, reply: Reply) -> None:
    """It does not say which of its versions is at fault."""
    assert answer_about(protocol, MIXED, reply) is VersionAnswer.UNCLEAR


@pytest.mark.parametrize(
    ("choice", "tls1_3", "tls1_2"),
    [
        (CHOSE_TLS1_3, VersionAnswer.TENTATIVE, VersionAnswer.NOT_ASKED),
        (
            replace(CHOSE_TLS1_3, is_retry_request=False),
            VersionAnswer.ACCEPTED,
            VersionAnswer.NOT_ASKED,
        ),
        (CHOSE_TLS1_2, VersionAnswer.REFUSED, VersionAnswer.ACCEPTED),
        (CHOSE_TLS1_0, VersionAnswer.REFUSED, VersionAnswer.REFUSED),
    ],
)
def test_the_choice_after_a_mixed_hello_is_the_best_of_the_server(
    choice: ServerHello, tls1_3: VersionAnswer, tls1_2: VersionAnswer
) -> None:
    """A version passed over is off; of one below the choice nothing is said."""
    assert answer_about(Protocol.TLS1_3, MIXED, choice) is tls1_3
    assert answer_about(Protocol.TLS1_2, MIXED, choice) is tls1_2
    assert answer_about(Protocol.TLS1_1, MIXED, choice) is VersionAnswer.NOT_ASKED


def test_an_older_version_than_the_one_offered_is_a_refusal() -> None:
    """The server has nothing better."""
    assert about(Protocol.TLS1_2, CHOSE_TLS1_0) is VersionAnswer.REFUSED


def test_a_choice_that_nobody_offered_is_unclear() -> None:
    """Neither an unknown suite nor an unnamed version proves anything."""
    assert (
        about(Protocol.TLS1_2, ServerHello(version=0x0303, suite=0xFAFA)) is VersionAnswer.UNCLEAR
    )
    assert (
        about(Protocol.TLS1_3, ServerHello(version=0x7F1C, suite=0x1301)) is VersionAnswer.UNCLEAR
    )


@pytest.mark.parametrize(
    ("able_to_speak", "tls1_3", "tls1_1"),
    [
        (Protocol.TLS1_3, VersionAnswer.UNCLEAR, VersionAnswer.REFUSED),
        (Protocol.TLS1_2, VersionAnswer.UNCLEAR, VersionAnswer.REFUSED),
    ],
)
def test_passing_over_what_the_sentinel_claims_is_unclear(
    able_to_speak: Protocol, tls1_3: VersionAnswer, tls1_1: VersionAnswer
) -> None:
    """Something in between changed the hello; versions below the claim are not touched by it."""
    version = 0x0303 if able_to_speak is Protocol.TLS1_3 else 0x0301
    choice = ServerHello(version=version, suite=0xC013, able_to_speak=able_to_speak)
    assert answer_about(Protocol.TLS1_3, MIXED, choice) is tls1_3
    older = ServerHello(version=0x0301, suite=0xC013, able_to_speak=able_to_speak)
    assert about(Protocol.TLS1_1, older) is tls1_1


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (CHOSE_TLS1_2, VersionAnswer.ACCEPTED),
        (CHOSE_TLS1_0, VersionAnswer.NOT_ASKED),
        (Refused(Alert.HANDSHAKE_FAILURE), VersionAnswer.NOT_ASKED),
        (Refused(Alert.PROTOCOL_VERSION), VersionAnswer.NOT_ASKED),
        (Closed(), VersionAnswer.NOT_ASKED),
        (TimedOut(), VersionAnswer.NOT_ASKED),
        (Starved(8.0), VersionAnswer.NOT_ASKED),
    ],
)
def test_a_hello_with_some_suites_denies_no_version(reply: Reply, answer: VersionAnswer) -> None:
    """It proves a version if it is accepted; else it is about what it offered."""
    partial = partial_hello(Protocol.TLS1_2, suites=(CipherSuite(0xC02F),))
    assert answer_about(Protocol.TLS1_2, partial, reply) is answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Sslv2ServerHello((0x010080,)), VersionAnswer.ACCEPTED),
        (Sslv2ServerHello(()), VersionAnswer.ACCEPTED),
        (Sslv2Error(1), VersionAnswer.REFUSED),
        (Refused(Alert.PROTOCOL_VERSION), VersionAnswer.REFUSED),
        (Refused(250), VersionAnswer.REFUSED),
        (NotTls(b"HTTP/"), VersionAnswer.REFUSED),
        (Refused(Alert.CLOSE_NOTIFY), VersionAnswer.SILENT),
        (Closed(), VersionAnswer.SILENT),
        (Reset(), VersionAnswer.SILENT),
        (TimedOut(), VersionAnswer.UNCLEAR),
        (Starved(8.0), VersionAnswer.UNCLEAR),
        (Unreadable("junk"), VersionAnswer.UNCLEAR),
        (Unreachable(), VersionAnswer.UNCLEAR),
        (CHOSE_TLS1_2, VersionAnswer.UNCLEAR),
    ],
)
def test_whoever_answers_sslv2_in_another_language_does_not_speak_it(
    reply: Reply, answer: VersionAnswer
) -> None:
    """Alerts of TLS and plain text are a no; a lost connection is none yet."""
    assert answer_about(Protocol.SSLV2, Sslv2Hello(), reply) is answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Completed(), VersionAnswer.ACCEPTED),
        (Incomparable(), VersionAnswer.ACCEPTED),
        (Refused(Alert.PROTOCOL_VERSION), VersionAnswer.REFUSED),
        (Refused(Alert.HANDSHAKE_FAILURE), VersionAnswer.UNWILLING),
        (Refused(Alert.ILLEGAL_PARAMETER), VersionAnswer.SILENT),
        (Refused(250), VersionAnswer.SILENT),
        (Refused(Alert.CLOSE_NOTIFY), VersionAnswer.SILENT),
        (Unanswered(), VersionAnswer.SILENT),
        (Closed(), VersionAnswer.SILENT),
        (Reset(), VersionAnswer.SILENT),
        (TimedOut(), VersionAnswer.UNCLEAR),
        (Starved(8.0), VersionAnswer.UNCLEAR),
        (Unreachable(), VersionAnswer.UNCLEAR),
    ],
)
def test_a_server_hello_is_believed_until_the_whole_handshake_is_refused(
    reply: Reply, answer: VersionAnswer
) -> None:
    """Some CDNs choose TLS 1.0 and refuse it afterwards."""
    assert answer_about(Protocol.TLS1_0, Completion(Protocol.TLS1_0), reply) is answer


@pytest.mark.parametrize(
    "question", [full_hello(Protocol.TLS1_1), Sslv2Hello(), Completion(Protocol.TLS1_1)]
)
def test_a_question_is_about_no_other_version(question: Question) -> None:
    """Nothing that comes back says a word about TLS 1.2."""
    for reply in (CHOSE_TLS1_2, Completed(), Closed(), Sslv2ServerHello(())):
        assert answer_about(Protocol.TLS1_2, question, reply) is VersionAnswer.NOT_ASKED
