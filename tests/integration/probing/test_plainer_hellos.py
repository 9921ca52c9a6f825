"""Certificates are seen wherever any hello gets them, and the proof says which did not."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Reaction, Speaker
from exporter.lab.deployment import Legacy
from exporter.lab.first_message import FirstMessage, by_first_message
from exporter.model.evidence import Handshake, Presentation
from exporter.probing import plainer_hellos
from exporter.tls.client_hello_reader import Offer
from exporter.words.cipher_suites import CipherSuite
from exporter.words.hello_form import HelloForm
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from tests.integration.probing.meeting import NewSpeaker, meeting, tls_server
from tests.probed import probed, seen_at

STATUS_REQUEST, ALPN, EXTENDED_MASTER_SECRET, SUPPORTED_VERSIONS = 5, 16, 23, 43
ENCRYPT_THEN_MAC = 22
RSA = SentChain(leaf=Leaf(key=ServerKey.RSA_2048))
HANG_UP, RESET, SILENCE = (
    Reaction(ending=Continuation.CLOSE),
    Reaction(ending=Continuation.RESET),
    Reaction(),
)


def alert(code: int) -> Reaction:
    """A fatal one, and the end."""
    return Reaction(send=bytes((21, 3, 1, 0, 2, 2, code)), ending=Continuation.CLOSE)


def disliking(extensions: Iterable[int], reaction: Reaction, server: NewSpeaker) -> NewSpeaker:
    """A server that reacts so to hellos with one of the extensions, and well to others."""
    disliked = set(extensions)

    def new_speaker() -> Speaker:
        bearing = server()

        def chosen(offer: FirstMessage) -> Speaker:
            is_disliked = isinstance(offer, Offer) and disliked & set(offer.extensions)
            return (lambda _heard: reaction) if is_disliked else bearing

        return by_first_message(chosen)

    return new_speaker


@pytest.mark.parametrize(
    ("disliked", "reaction", "expected"),
    [
        ({ALPN}, alert(120), (HelloForm.WITHOUT_ALPN, 2)),
        ({STATUS_REQUEST}, HANG_UP, (HelloForm.UNSTAPLED, 5)),
        ({STATUS_REQUEST}, RESET, (HelloForm.UNSTAPLED, 5)),
        ({ALPN}, HANG_UP, (HelloForm.BRIEF, 5)),
        ({ALPN, STATUS_REQUEST}, RESET, (HelloForm.BRIEF, 5)),
        ({SUPPORTED_VERSIONS}, HANG_UP, (HelloForm.PLAIN, 5)),
        ({SUPPORTED_VERSIONS}, RESET, (HelloForm.PLAIN, 5)),
        ({SUPPORTED_VERSIONS}, alert(70), (HelloForm.PLAIN, 4)),
        ({SUPPORTED_VERSIONS}, alert(40), (HelloForm.PLAIN, 5)),
        ({SUPPORTED_VERSIONS}, alert(50), (HelloForm.PLAIN, 4)),
        ({EXTENDED_MASTER_SECRET}, alert(47), (HelloForm.PLAIN, 4)),
        ({ENCRYPT_THEN_MAC}, RESET, (HelloForm.PLAIN, 5)),
    ],
)
async def test_a_plainer_hello_gets_what_the_ordinary_one_does_not(
    new_prober: Any,
    new_target: Any,
    disliked: set[int],
    reaction: Reaction,
    expected: tuple[HelloForm, int],
) -> None:
    """The handshake is a success, and tells how the ordinary one fared."""
    server = disliking(disliked, reaction, tls_server())
    async with meeting(server, new_prober, new_target) as (seen, answers):
        shake, presented = seen.found(Handshake), seen.found(Presentation)
        assert shake
        assert presented
        assert (shake.form, len(answers)) == expected
        assert shake.declined
        is_about_alpn = shake.form is HelloForm.WITHOUT_ALPN
        assert shake.refused_alpn == (("h2", "http/1.1") if is_about_alpn else ())
        assert len(presented.chain) == 2


@pytest.mark.parametrize(
    ("long", "declined"),
    [pytest.param(0.1, "no answer in time", id="long"), pytest.param(3.0, "", id="short")],
)
async def test_silence_is_met_with_a_plain_hello_beside(
    new_prober: Any,
    new_target: Any,
    monkeypatch: pytest.MonkeyPatch,
    long: float,
    declined: str,
) -> None:
    """As a box makes it that drops what it does not know; a short silence is no word against it."""
    monkeypatch.setattr(plainer_hellos, "LONG_SILENCE", long)
    server = disliking({SUPPORTED_VERSIONS}, SILENCE, tls_server())
    async with meeting(server, new_prober, new_target, seconds=1.0) as (seen, answers):
        shake = seen.found(Handshake)
        assert shake
        assert (shake.form, shake.declined) == (HelloForm.PLAIN, declined)
        assert len(answers) == 3


def leaving_the_first(most: int, ending: Continuation) -> NewSpeaker:
    """A server that asks for a certificate, and leaves so many of those that have none."""
    server, left = tls_server(asks_for_client_certificate=True, strongest=Protocol.TLS1_2), []

    def new_speaker() -> Speaker:
        bearing, heard = server(), []
        left.append(1)

        def spoken(said: bytes) -> Reaction:
            heard.append(said)
            is_over = len(left) <= most and len(heard) > 1
            return Reaction(ending=ending) if is_over else bearing(said)

        return spoken

    return new_speaker


@pytest.mark.parametrize("ending", [Continuation.CLOSE, Continuation.RESET])
@pytest.mark.parametrize(
    ("times", "reason"), [(0, None), (1, None), (2, "client_certificate_required")]
)
async def test_who_leaves_twice_after_a_request_wants_a_certificate(
    new_prober: Any, new_target: Any, ending: Continuation, times: int, reason: str | None
) -> None:
    """Once may be an accident of the path; the server's own certificate is known in any case."""
    server = leaving_the_first(times, ending)
    async with meeting(server, new_prober, new_target) as (seen, answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert (failure.reason if failure else None) == reason
        assert seen.found(Presentation)
        assert len(answers) == (2 if times else 1)


@pytest.mark.parametrize("accident", [HANG_UP, RESET, alert(80)])
async def test_every_second_accident_is_no_dislike(
    new_prober: Any, new_target: Any, accident: Reaction
) -> None:
    """As a dead member of a cluster makes them, whose turn it is whenever the hello is an ordinary one."""
    bearing, met = tls_server(), []

    def turn_by_turn() -> Speaker:
        met.append(1)
        return (lambda _heard: accident) if len(met) % 2 else bearing()

    async with meeting(turn_by_turn, new_prober, new_target) as (seen, answers):
        shake = seen.found(Handshake)
        assert shake
        assert (shake.form, shake.declined) == (HelloForm.ORDINARY, "")
        assert len(answers) == 4


@pytest.mark.parametrize("accident", [HANG_UP, RESET, SILENCE, alert(80)])
async def test_an_accident_on_the_way_is_no_dislike(
    new_prober: Any, new_target: Any, accident: Reaction
) -> None:
    """The ordinary hello gets through the second time: it is what is told."""
    bearing, met = tls_server(), []

    def once_unlucky() -> Speaker:
        met.append(1)
        return (lambda _heard: accident) if len(met) == 1 else bearing()

    async with meeting(once_unlucky, new_prober, new_target, seconds=1.0) as (seen, answers):
        shake = seen.found(Handshake)
        assert shake
        assert (shake.form, shake.declined) == (HelloForm.ORDINARY, "")
        assert len(answers) == 3


async def test_a_slow_server_is_waited_for_all_the_same(
    serve: Any, new_prober: Any, new_target: Any
) -> None:
    """The first connection is held on to where the second one comes to nothing."""
    new_speaker, is_asked_again = tls_server(), asyncio.Event()

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_first = not connections
        connections.append(writer)
        if not is_first:
            is_asked_again.set()
            await reader.read()
        speak = new_speaker()
        while data := await reader.read(4096):
            await is_asked_again.wait()
            writer.write(speak(data).send)

    connections: list[asyncio.StreamWriter] = []
    target = new_target(await serve(late), host="127.0.0.1", timeout=1.0, scan_interval=0.0)
    shake = seen_at(await probed(new_prober(), target)).found(Handshake)
    assert shake
    assert (shake.form, shake.declined) == (HelloForm.ORDINARY, "")
    assert len(connections) == 2


async def test_certificates_are_read_where_openssl_has_no_suite(
    new_prober: Any, new_target: Any
) -> None:
    """Below TLS 1.3 they are sent in the clear; no handshake came about, and it is said why."""
    server = tls_server(
        chain=RSA,
        strongest=Protocol.TLS1_2,
        ciphers="ECDHE-ECDSA-AES128-GCM-SHA256",
        legacy=Legacy(
            protocols=(Protocol.TLS1_2,), suites=(CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,)
        ),
    )
    async with meeting(server, new_prober, new_target) as (seen, answers):
        failure, presented = seen.failure(Phase.HANDSHAKE), seen.found(Presentation)
        assert failure
        assert presented
        assert failure.reason == "tls_alert_handshake_failure"
        assert failure.detail.endswith(
            "; it agrees to TLS_RSA_WITH_3DES_EDE_CBC_SHA at TLSv1.2, which this exporter only reads"
        )
        assert len(presented.chain) == 2
        assert len(answers) == 4


@pytest.mark.parametrize(
    ("strongest", "read"), [(Protocol.TLS1_2, 2), (Protocol.TLS1_3, 0)], ids=str
)
async def test_certificates_beyond_openssl_s_bound_are_read_where_they_come_in_the_clear(
    new_prober: Any, new_target: Any, strongest: Protocol, read: int
) -> None:
    """Above TLS 1.2 they are encrypted, and it is said what could not be taken."""
    names = tuple(f"{number:040}.example.com" for number in range(2100))
    server = tls_server(
        chain=SentChain(leaf=Leaf(names=names)), weakest=strongest, strongest=strongest
    )
    async with meeting(server, new_prober, new_target) as (seen, _):
        failure, presented = seen.failure(Phase.HANDSHAKE), seen.found(Presentation)
        assert failure
        assert failure.reason == "tls_protocol_error"
        assert failure.detail.startswith(
            "more than 100 KiB of certificates, which OpenSSL does not take"
        )
        chain = presented.chain if presented else ()
        assert len(chain) == read
        assert sum(map(len, chain)) > (100_000 if read else -1)


async def test_a_refused_name_is_not_asked_about_again(new_prober: Any, new_target: Any) -> None:
    """Another form of hello bears the same name."""
    async with meeting(lambda: lambda _: alert(112), new_prober, new_target) as (seen, answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert failure
        assert failure.reason == "tls_alert_unrecognized_name"
        assert len(answers) == 1


async def test_what_is_not_tls_is_asked_once(new_prober: Any, new_target: Any) -> None:
    """No hello makes it TLS."""
    banner = Reaction(send=b"220 mail.example.test ESMTP\r\n")
    async with meeting(lambda: lambda _: banner, new_prober, new_target) as (seen, answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert failure
        assert failure.reason == "tls_not_tls"
        assert len(answers) == 1


async def test_a_certificate_that_is_asked_for_is_noted(new_prober: Any, new_target: Any) -> None:
    """Though the server goes on without it."""
    for is_asked_for in (True, False):
        server = tls_server(asks_for_client_certificate=is_asked_for)
        async with meeting(server, new_prober, new_target) as (seen, _answers):
            shake = seen.found(Handshake)
            assert shake
            assert shake.asks_for_certificate is is_asked_for
