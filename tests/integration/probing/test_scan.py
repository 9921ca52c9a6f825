"""Each question of a scan goes out on a connection of its own, and its reply comes back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Reaction, Speaker, hang_up, keep_silent, reset
from exporter.lab.deployment import FIRST_ADDRESS, Behaviour, Legacy, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import conversing, served, speakers
from exporter.model.outcome import Failed, NoRoute
from exporter.model.place import Address
from exporter.model.scan import Scan, Transcript
from exporter.model.settings import Limits
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.pulse import Pulse
from exporter.probing.scan import ScanEquipment, dialogue_of, reply_to, scan, scan_on
from exporter.probing.tls_context import shared_contexts
from exporter.tls.scan.hellos import full_hello, mixed_hello
from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, Reply, Unreachable, Untried
from exporter.tls.sslv2 import Sslv2Hello, Sslv2ServerHello
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, NotTls, Refused, Reset, Starved, TimedOut
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.sslv2_cipher import Sslv2Cipher

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATIENCE = 0.3
TLS1_2 = full_hello(Protocol.TLS1_2)
RC4 = CipherSuite.TLS_RSA_WITH_RC4_128_SHA
OLD_SERVER = TlsServer(
    chain=SentChain(leaf=Leaf(key=ServerKey.RSA_2048)),
    weakest=Protocol.TLS1_0,
    strongest=Protocol.TLS1_2,
    groups="P-256",
    legacy=Legacy(
        sslv2_ciphers=(Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5,),
        protocols=(Protocol.SSLV3,),
        suites=(RC4,),
    ),
)
# As OpenSSL sends it for ECDHE-RSA-AES128-GCM-SHA256, without extensions; no certificate follows.
SERVER_HELLO = b"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00"
CHOSEN = ServerHello(version=0x0303, suite=0xC02F)
Asked: TypeAlias = Callable[[Callable[[], Speaker], Question], Awaitable[Reply]]


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """Authorities as of today."""
    return Authorities(now=datetime.now(tz=UTC))


@asynccontextmanager
async def port_of(behaviour: Behaviour, authorities: Authorities) -> AsyncIterator[int]:
    """The behaviour on a port."""
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with served(behaviour, listener, authorities=authorities, host="www.test"):
            yield listener.getsockname()[1]


def equipment(*, patience: float = 2.0) -> ScanEquipment:
    """What scans use, without a bound that would be felt."""
    loop = asyncio.get_running_loop()
    gate = Gate(Limits(connections_per_second=1e6), clock=loop.time)
    return ScanEquipment(
        gate=gate,
        contexts=shared_contexts(),
        patience=patience,
    )


def door(port: int) -> Door:
    """What is scanned."""
    endpoint = Address(address=FIRST_ADDRESS, port=port, role=Role.RESOLVED)
    return Door(endpoint=endpoint, server_name="www.test")


def deadline(seconds: float = 10.0, pulse: Pulse | None = None) -> Deadline:
    """So many seconds from now."""
    return Deadline(seconds, pulse or Pulse())


@pytest.fixture
def asked() -> Asked:
    """Asks one question of what such speakers say."""

    async def ask(new_speaker: Callable[[], Speaker], question: Question) -> Reply:
        with taken_ports((FIRST_ADDRESS,)) as (listener,):
            async with conversing(listener, new_speaker):
                port = listener.getsockname()[1]
                use = equipment(patience=PATIENCE)
                return await reply_to(question, door(port), deadline(), use)

    return ask


def says(data: bytes, ending: Continuation = Continuation.NONE) -> Callable[[], Speaker]:
    """Says this on whatever is heard."""
    return lambda: lambda _heard: Reaction(send=data, ending=ending)


async def test_every_hello_goes_out_with_the_name_of_the_server() -> None:
    """What servers offer without a name does not leak into the verdict."""
    for question in (mixed_hello(), TLS1_2):
        assert b"www.test" in dialogue_of(question, door(443), equipment()).to_send()


async def test_a_scan_finds_out_what_the_server_accepts(authorities: Authorities) -> None:
    """From SSLv2 on, with the time of the scan and the connections it took."""
    async with port_of(OLD_SERVER, authorities) as port:
        seen = (await scan(door(port), deadline(), equipment(), taken_at=NOW)).outcome
    assert isinstance(seen, Scan)
    assert seen.enabled == tuple(Protocol)[:-1]
    assert seen.support(Protocol.TLS1_3) is Support.NO
    assert dict(seen.weak_ciphers)[CipherClass.RC4] is Support.YES
    assert seen.preferred_group == "secp256r1"
    assert seen.group_support("x25519") is Support.NO
    assert seen.forward_secrecy is Support.YES
    assert (seen.taken_at, seen.is_complete) == (NOW, True)
    assert 10 < seen.connections <= 64


@pytest.mark.parametrize(
    ("groups", "preferred"),
    [
        ("X25519MLKEM768/X25519:P-256", "X25519MLKEM768"),
        ("X25519/P-256", "x25519"),
        ("P-256", "secp256r1"),
        ("X25519:P-256", ""),
    ],
)
async def test_a_preferred_group_is_one_that_no_key_share_displaces(
    authorities: Authorities, groups: str, preferred: str
) -> None:
    """OpenSSL prefers what stands before a slash, and of the others takes the client's share."""
    async with port_of(TlsServer(groups=groups), authorities) as port:
        seen = (await scan(door(port), deadline(), equipment(), taken_at=NOW)).outcome
    assert isinstance(seen, Scan)
    assert seen.preferred_group == preferred


async def test_the_next_scan_confirms_the_last_one_by_fewer_connections(
    authorities: Authorities,
) -> None:
    """It finds the same; at one go, or question by question."""
    async with port_of(TlsServer(), authorities) as port:
        use, there = equipment(), replace(door(port), speaks_http=True)
        first = (await scan(there, deadline(), use, taken_at=NOW)).outcome
        assert isinstance(first, Scan)
        again = (await scan(there, deadline(), use, last=first, taken_at=NOW)).outcome
        later: object = Transcript(due=NOW, leaf=b"", speaks_http=True, last=first)
        while isinstance(later, Transcript):
            later = (await scan_on(later, there, deadline(), use, taken_at=NOW)).outcome
    assert isinstance(again, Scan)
    assert again.connections < first.connections
    assert replace(again, connections=first.connections) == first
    assert later == again


async def test_a_scan_without_time_fails(authorities: Authorities) -> None:
    """It opens no connection."""
    async with port_of(OLD_SERVER, authorities) as port:
        seen = (await scan(door(port), deadline(0.0), equipment(), taken_at=NOW)).outcome
    assert isinstance(seen, Failed)
    assert seen.reason is Reason.DEADLINE


async def test_a_scan_of_nothing_asks_twice(closed_port: int) -> None:
    """Nothing is known, and no more connections are tried."""
    seen = (await scan(door(closed_port), deadline(), equipment(), taken_at=NOW)).outcome
    assert isinstance(seen, Scan)
    assert {support for _, support in seen.protocols} == {Support.UNKNOWN}
    assert (seen.connections, seen.is_complete) == (2, False)


async def test_a_scan_cut_short_says_so(authorities: Authorities) -> None:
    """The server falls silent after two connections; what they told stays."""
    honest = speakers(OLD_SERVER, authorities, "www.test")
    answering = iter((honest, honest))

    def new_speaker() -> Speaker:
        return next(answering, lambda: keep_silent)()

    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with conversing(listener, new_speaker):
            port = listener.getsockname()[1]
            seen = (await scan(door(port), deadline(0.5), equipment(), taken_at=NOW)).outcome
    assert isinstance(seen, Scan)
    assert (seen.enabled, seen.connections) == ((Protocol.TLS1_2,), 3)
    assert seen.support(Protocol.TLS1_1) is Support.UNKNOWN
    assert not seen.is_complete


async def test_the_questions_of_a_scan_have_their_replies(authorities: Authorities) -> None:
    """A hello, the hello of SSLv2, and a whole handshake."""
    async with port_of(OLD_SERVER, authorities) as port:
        chosen, sslv2, completed = [
            await reply_to(question, door(port), deadline(), equipment())
            for question in (TLS1_2, Sslv2Hello(), Completion(Protocol.TLS1_0))
        ]
    assert isinstance(chosen, ServerHello)
    assert (chosen.protocol, chosen.group) == (Protocol.TLS1_2, 23)
    assert sslv2 == Sslv2ServerHello((Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5,))
    assert completed == Completed()


async def test_a_port_that_refuses_connections_is_unreachable(closed_port: int) -> None:
    """So is one whose connection does not come about in time."""
    assert await reply_to(TLS1_2, door(closed_port), deadline(), equipment()) == Unreachable()


@pytest.mark.parametrize(
    ("why", "reply"),
    [
        (Failed(reason=Reason.CONNECT_TIMEOUT), Unreachable()),
        (Failed(reason=Reason.STARVED), Untried()),
        (Failed(reason=Reason.EXHAUSTED), Untried()),
        (NoRoute(needs="a route"), Untried()),
    ],
)
async def test_a_want_on_this_side_does_not_shut_the_server(
    monkeypatch: pytest.MonkeyPatch, why: Failed | NoRoute, reply: Reply
) -> None:
    """A scan that lacks a file, a route or time is not cut off by a firewall."""

    async def unopened(*_arguments: object, **_named: object) -> Failed | NoRoute:
        return why

    monkeypatch.setattr("exporter.probing.scan.opened", unopened)
    assert await reply_to(TLS1_2, door(1), deadline(), equipment()) == reply


@pytest.mark.parametrize(
    ("new_speaker", "reply"),
    [
        (lambda: hang_up, Closed()),
        (lambda: reset, Reset()),
        (lambda: keep_silent, TimedOut()),
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), NotTls(b"HTTP/")),
        (says(b"\x15\x03\x03\x00\x02\x02\x28"), Refused(40)),
        (says(SERVER_HELLO), CHOSEN),
        (says(SERVER_HELLO, Continuation.CLOSE), CHOSEN),
        (says(SERVER_HELLO, Continuation.RESET), CHOSEN),
        (says(SERVER_HELLO[:-1]), TimedOut()),
    ],
    ids=[
        "closes",
        "resets",
        "is silent",
        "plain text",
        "an alert",
        "silent after a ServerHello",
        "closes after a ServerHello",
        "resets after a ServerHello",
        "silent within a ServerHello",
    ],
)
async def test_the_end_of_a_conversation_is_told_by_its_kind(
    asked: Asked, new_speaker: Callable[[], Speaker], reply: Reply
) -> None:
    """A ServerHello is a reply, whatever becomes of the connection after it."""
    assert await asked(new_speaker, TLS1_2) == reply


async def test_a_question_is_asked_again_where_we_were_held_up() -> None:
    """The server gave up the first connection meanwhile; were it silence, TLS 1.2 might seem off."""
    loop, held_up, pauses = asyncio.get_running_loop(), 0.0, [8.0, 0.0, 8.0, 8.0]
    pulse = Pulse(lambda: loop.time() + held_up)

    def new_speaker() -> Speaker:
        def speak(_heard: bytes) -> Reaction:
            nonlocal held_up
            pause = pauses.pop(0)
            held_up += pause
            return Reaction(send=b"" if pause else SERVER_HELLO, ending=Continuation.CLOSE)

        return speak

    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with conversing(listener, new_speaker):
            port = listener.getsockname()[1]
            asked = [
                await reply_to(TLS1_2, door(port), deadline(60.0, pulse), equipment())
                for _ in range(2)
            ]
    assert asked[0] == CHOSEN
    assert isinstance(asked[1], Starved)
    assert pauses == []
