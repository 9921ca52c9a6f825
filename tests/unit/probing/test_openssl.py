"""What our client says in an ordinary handshake, and whom it puts up with."""

import gc
import math
import weakref
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from exporter.lab.authority import Authorities
from exporter.lab.certificates import SentChain
from exporter.lab.conversation import Reaction, Speaker
from exporter.lab.deployment import TlsServer
from exporter.lab.servers import speakers
from exporter.lab.tls_engine import server_context
from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.probing.completion import CompletionDialogue
from exporter.probing.door import Door
from exporter.probing.handshake import WholeHandshake
from exporter.probing.tls_context import Contexts, shared_contexts
from exporter.tls.cursor import Cursor
from exporter.tls.dialogue import Dialogue
from exporter.tls.server_reply import Completed, Incomparable, Reply, Unanswered
from exporter.words.ending import (
    Closed,
    Declined,
    Ending,
    NotTls,
    Refused,
    Reset,
    Starved,
    TimedOut,
    Unreadable,
)
from exporter.words.groups import Group
from exporter.words.hello_form import HelloForm
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.role import Role

# As OpenSSL sends it for ECDHE-RSA-AES128-GCM-SHA256, without renegotiation_info.
SERVER_HELLO = b"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00"
DOOR = Door(
    endpoint=Address(address="192.0.2.1", port=443, role=Role.RESOLVED),
    server_name="www.example.com",
    application_protocols=("h2", "http/1.1"),
)
HYBRIDS = {Group.X25519MLKEM768, Group.SecP256r1MLKEM768, Group.SecP384r1MLKEM1024}


@pytest.fixture(scope="module")
def contexts() -> Contexts:
    """Shared, as they are in a prober."""
    return shared_contexts()


def hello(handshake: WholeHandshake) -> bytes:
    """The first record."""
    assert handshake.receive(b"") is None
    return handshake.to_send()


def extensions(record: bytes) -> dict[int, bytes]:
    """Those of the hello, in their order (RFC 8446, section 4.1.2)."""
    message = Cursor(record)
    message.take(5 + 4 + 2 + 32)  # record and message headers, version, random
    for width in (1, 2, 1):  # session id, suites, compression
        message.block(width)
    block, found = message.block(2), {}
    while block.remaining():
        kind, body = block.uint(2), block.block(2)
        found[kind] = body.rest()
    return found


def groups(record: bytes) -> tuple[int, ...]:
    """What the hello lists."""
    listed = Cursor(extensions(record)[10]).block(2)
    return tuple(listed.uint(2) for _ in range(listed.remaining() // 2))


def test_the_ordinary_hello_lists_no_group_that_costs_a_second_round_trip(
    contexts: Contexts,
) -> None:
    """OpenSSL from 3.5 on asks for the share of a hybrid that is listed without one."""
    listed = groups(hello(WholeHandshake(contexts, DOOR)))
    assert not HYBRIDS & set(listed)
    assert listed[:5] == (29, 23, 24, 25, 30)


def test_the_second_hello_offers_the_hybrids_alone(contexts: Contexts) -> None:
    """With a share of the one that servers prefer."""
    listed = groups(hello(WholeHandshake(contexts, DOOR, HelloForm.HYBRID)))
    assert set(listed) == HYBRIDS
    assert contexts(is_plain=True) is contexts(is_plain=True)


@pytest.mark.parametrize("length", [1, 15, 30, 63])
def test_the_hello_keeps_out_of_the_lengths_that_hang_old_servers(
    contexts: Contexts, length: int
) -> None:
    """256 to 511 bytes (RFC 7685), whatever the length of the name."""
    record = hello(WholeHandshake(contexts, replace(DOOR, server_name="x" * length + ".test")))
    assert not 256 <= len(record) - 5 < 512


def test_the_hello_asks_for_what_it_needs_and_no_ticket(contexts: Contexts) -> None:
    """The staple (5), HTTP's versions (16), the extended master secret (23); not 35."""
    offered = extensions(hello(WholeHandshake(contexts, DOOR)))
    assert {0, 5, 10, 13, 16, 23, 43, 51} <= offered.keys()
    assert 35 not in offered


def test_a_server_without_secure_renegotiation_is_put_up_with(
    contexts: Contexts,
) -> None:
    """It is old, and its certificate is still to be seen (RFC 5746)."""
    handshake = WholeHandshake(contexts, DOOR)
    hello(handshake)
    assert handshake.receive(SERVER_HELLO) is None


def test_alerts_ends_and_nonsense_are_told_apart(contexts: Contexts) -> None:
    """By what OpenSSL makes of them."""

    def ending(data: bytes) -> object:
        handshake = WholeHandshake(contexts, DOOR)
        hello(handshake)
        return handshake.receive(data)

    assert ending(b"\x15\x03\x03\x00\x02\x02\x28") == Refused(40)
    assert isinstance(ending(b"\x16\x03\x03\x00\x04\xff\x00\x00\x00"), Unreadable)


def test_another_protocol_is_known_by_its_first_bytes(contexts: Contexts) -> None:
    """However they arrive."""
    handshake = WholeHandshake(contexts, DOOR)
    hello(handshake)
    results = [handshake.receive(bytes([byte])) for byte in b"SSH-2"]
    assert results == [None] * 4 + [NotTls(b"SSH-2")]


@pytest.mark.parametrize(
    ("form", "absent"),
    [
        (HelloForm.WITHOUT_ALPN, {16}),
        (HelloForm.UNSTAPLED, {5}),
        (HelloForm.BRIEF, {5, 16, 18}),
        (HelloForm.PLAIN, {5, 16, 18, 21, 22, 23, 43, 45, 51}),
    ],
)
def test_plainer_hellos_leave_out_what_servers_dislike(
    contexts: Contexts, form: HelloForm, absent: set[int]
) -> None:
    """Nothing but that, and the name is always sent."""
    record = hello(WholeHandshake(contexts, DOOR, form))
    ordinary = extensions(hello(WholeHandshake(contexts, DOOR))).keys()
    assert ordinary - extensions(record).keys() == absent & ordinary
    assert 0 in extensions(record)


def test_the_plain_hello_is_short(contexts: Contexts) -> None:
    """Less than 256 bytes and 30 suites, as old boxes bear."""
    record = hello(WholeHandshake(contexts, DOOR, HelloForm.PLAIN))
    message = Cursor(record)
    message.take(5 + 4 + 2 + 32)
    message.block(1)
    assert len(message.block(2).rest()) // 2 <= 30
    assert len(record) < 256


def test_without_names_no_alpn_is_sent(contexts: Contexts) -> None:
    """As on the port of a mail server."""
    mail = replace(DOOR, application_protocols=())
    assert 16 not in extensions(hello(WholeHandshake(contexts, mail)))


@pytest.mark.parametrize("how", [Refused(40), Refused(70), Closed(), TimedOut(), Starved(8.0)])
def test_an_end_without_a_certificate_is_told(contexts: Contexts, how: Ending) -> None:
    """Another hello may fare better."""
    assert WholeHandshake(contexts, DOOR).ended(how).ending == how


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """Authorities as of today."""
    return Authorities(now=datetime.now(tz=UTC))


def met(dialogue: Dialogue[Any], server: Speaker) -> object:
    """What comes of the dialogue with a server of the lab, without a network, or None."""
    result = dialogue.receive(b"")
    while result is None and (said := dialogue.to_send()):
        result = dialogue.receive(server(said).send)
    return result


@pytest.fixture(params=[Protocol.TLS1_2, Protocol.TLS1_3])
def demanding(request: pytest.FixtureRequest, authorities: Authorities) -> Speaker:
    """A server that demands a client certificate."""
    server = TlsServer(strongest=request.param, demands_client_certificate=True)
    return speakers(server, authorities, "www.example.com")()


def test_a_demanded_certificate_is_known_by_the_refusal(
    contexts: Contexts, demanding: Speaker
) -> None:
    """In TLS 1.3 it comes after the handshake; our other groups have nothing to do with it."""
    handshake = WholeHandshake(contexts, DOOR)
    refusal = met(handshake, demanding)
    assert isinstance(refusal, Refused)
    result = handshake.ended(refusal)
    assert isinstance(result.outcome, Failed)
    assert result.outcome.reason is Reason.CLIENT_CERTIFICATE_REQUIRED
    assert (len(result.chain), result.ending) == (2, None)


@pytest.mark.parametrize(
    ("how", "is_content"),
    [(TimedOut(), True), (Starved(8.0), True), (Closed(), False), (Reset(), False)],
)
def test_silence_after_the_handshake_is_content(
    contexts: Contexts,
    authorities: Authorities,
    how: Ending,
    is_content: bool,  # noqa: FBT001 - a column
) -> None:
    """It is waited for one second, where a certificate was asked for."""
    server = TlsServer(demands_client_certificate=True)
    speak = speakers(server, authorities, "www.example.com")()
    handshake = WholeHandshake(contexts, DOOR)
    assert handshake.receive(b"") is None
    assert handshake.patience() == math.inf
    assert handshake.receive(speak(handshake.to_send()).send) is None
    assert handshake.patience() == 1.0
    assert isinstance(handshake.ended(how).outcome, Handshake) is is_content


def test_a_connection_does_not_wait_for_the_garbage_collector(
    contexts: Contexts, demanding: Speaker
) -> None:
    """Each holds some 60 KB that the collector does not see, and therefore does not hurry for."""
    gc.disable()
    try:
        handshake = WholeHandshake(contexts, DOOR)
        met(handshake, demanding)
        connection = weakref.ref(handshake._client.tls)
        del handshake
        assert connection() is None
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def completions() -> Contexts:
    """Shared, as they are in a prober."""
    return shared_contexts()


def completion(completions: Contexts) -> CompletionDialogue:
    """A whole handshake at TLS 1.2, and a request."""
    door = replace(DOOR, speaks_http=True)
    return CompletionDialogue(completions(Protocol.TLS1_2), door, patience=2.0)


@pytest.mark.parametrize(
    ("how", "reply"),
    [
        (TimedOut(), Completed()),
        (Starved(8.0), Starved(8.0)),
        (Closed(), Unanswered()),
        (Refused(80), Refused(80)),
    ],
)
def test_the_answer_to_a_request_has_a_patience_of_its_own(
    completions: Contexts, authorities: Authorities, how: Ending, reply: Reply
) -> None:
    """The handshake's is over when the request goes out."""
    asked = completion(completions)
    assert asked.patience() == 2.0
    assert met(asked, speakers(TlsServer(), authorities, "www.example.com")()) is None
    assert asked.patience() == 2.0
    assert asked.ended(how) == reply


def test_an_answer_may_come_with_the_end_of_the_handshake(
    completions: Contexts, authorities: Authorities
) -> None:
    """Nothing more has to come for it to be read."""
    credentials = authorities.credentials(SentChain(), host="www.example.com")
    server = SSL.Connection(server_context(TlsServer(), credentials), None)
    server.set_accept_state()

    heard: list[bytes] = []

    def speak(data: bytes) -> Reaction:
        heard.append(data)
        server.bio_write(data)
        with suppress(SSL.WantReadError):
            server.do_handshake()
            server.send(b"x")
        return Reaction(send=server.bio_read(65536))

    assert met(completion(completions), speak) == Completed()
    assert len(heard) == 2  # a hello, and the end of the handshake


def test_a_completion_that_we_were_too_late_for_proves_nothing(
    completions: Contexts,
) -> None:
    """At whatever stage."""
    assert completion(completions).ended(Starved(8.0)) == Starved(8.0)


def heavy_flight(authorities: Authorities, bits: int) -> Speaker:
    """A server that answers with its certificates and a Diffie-Hellman prime of so many bits."""

    def block(data: bytes, width: int) -> bytes:
        return len(data).to_bytes(width) + data

    def speak(_hello: bytes) -> Reaction:
        sent = authorities.credentials(SentChain(), host="www.example.com").certificates
        listed = b"".join(block(one.public_bytes(Encoding.DER), 3) for one in sent)
        prime = (1 << (bits - 1) | 1).to_bytes(bits // 8)
        messages = (
            (2, b"\x03\x03" + bytes(32) + b"\x00\x00\x9e\x00"),
            (11, block(listed, 3)),
            (12, block(prime, 2) + block(b"\x02", 2) + block(b"\x05", 2)),
        )
        body = b"".join(bytes([kind]) + block(rest, 3) for kind, rest in messages)
        return Reaction(send=b"\x16\x03\x03" + block(body, 2))

    return speak


def test_a_prime_that_takes_a_second_is_not_computed_with(
    contexts: Contexts, authorities: Authorities
) -> None:
    """That is our refusal, told as such; the certificates are kept."""
    handshake = WholeHandshake(contexts, DOOR)
    ending = met(handshake, heavy_flight(authorities, 8192))
    assert ending == Declined(
        "a Diffie-Hellman prime of 8192 bits, with which this exporter does not compute: "
        "it takes 4096 bits at most"
    )
    result = handshake.ended(ending)
    assert isinstance(result.outcome, Failed)
    assert result.outcome.reason == "tls_declined"
    assert len(result.chain) == 2


def test_a_prime_of_4096_bits_is_left_to_openssl(
    contexts: Contexts, authorities: Authorities
) -> None:
    """Which finds here that its signature is missing."""
    handshake = WholeHandshake(contexts, DOOR)
    assert isinstance(met(handshake, heavy_flight(authorities, 4096)), Unreadable)


def test_a_handshake_at_one_version_that_is_declined_proves_nothing(
    completions: Contexts, authorities: Authorities
) -> None:
    """Whether the version is on stays unknown."""
    asked = completion(completions)
    ending = met(asked, heavy_flight(authorities, 8192))
    assert isinstance(ending, Declined)
    assert asked.ended(ending) == Incomparable()
