"""A whole handshake tells whether an old version is really on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from OpenSSL import SSL

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Reaction, Speaker, hang_up, keep_silent, reset
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import conversing, tls_speakers
from exporter.lab.tls_engine import server_context
from exporter.model.place import Address
from exporter.model.settings import Limits
from exporter.probing.completion import EARLY_END, CompletionDialogue
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.hold import hold
from exporter.probing.line import Line
from exporter.probing.pulse import Pulse
from exporter.probing.tls_context import Contexts, shared_contexts
from exporter.tls.scan.answer import VersionAnswer, answer_about
from exporter.tls.scan.question import Completion
from exporter.tls.server_reply import Completed, Incomparable, Reply, Unanswered
from exporter.words.ending import Closed, Refused, Reset, TimedOut
from exporter.words.protocol import Protocol
from exporter.words.role import Role

OLD_VERSIONS = (Protocol.TLS1_0, Protocol.TLS1_1)
RSA = SentChain(leaf=Leaf(key=ServerKey.RSA_2048))
OLD_SERVER = TlsServer(chain=RSA, weakest=Protocol.TLS1_0)
PATIENCE = 1.0
HTTP_REPLY = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
NewSpeaker: TypeAlias = Callable[[], Speaker]
Tried: TypeAlias = Callable[..., Awaitable[Reply]]


@pytest.fixture(scope="module")
def contexts() -> Contexts:
    """Shared, as they are in a prober."""
    return shared_contexts()


@pytest.fixture(scope="module")
def credentials() -> Credentials:
    """Of a server with an RSA key."""
    return Authorities(now=datetime.now(tz=UTC)).credentials(RSA, host="www.test")


class WebServer:
    """Answers a request, or says without an answer that it is done."""

    def __init__(self, credentials: Credentials, reply: bytes) -> None:
        context = server_context(OLD_SERVER, credentials)
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()
        self._reply = reply

    def hear(self, data: bytes) -> Reaction:
        """Shakes hands, and then reacts."""
        self._tls.bio_write(data)
        try:
            request = self._tls.recv(4096)
        except SSL.WantReadError:
            return Reaction(send=self._written())
        assert request.startswith(b"HEAD / HTTP/1.1\r\nHost: www.test:")
        if self._reply:
            self._tls.send(self._reply)
        self._tls.shutdown()
        return Reaction(send=self._written(), ending=Continuation.CLOSE)

    def _written(self) -> bytes:
        try:
            return self._tls.bio_read(65536)
        except SSL.WantReadError:
            return b""


def after_its_flight(first: Speaker, then: Speaker) -> Speaker:
    """A server that shows its certificates in good order, and then does something else."""
    heard = 0

    def speak(data: bytes) -> Reaction:
        nonlocal heard
        heard += 1
        return first(data) if heard == 1 else then(data)

    return speak


@asynccontextmanager
async def speaking(new_speaker: NewSpeaker) -> AsyncIterator[int]:
    """The speakers on a port."""
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        async with conversing(listener, new_speaker):
            yield listener.getsockname()[1]


@pytest.fixture
def tried(contexts: Contexts) -> Tried:
    """Tries a whole handshake with what such speakers say."""

    async def attempt(
        new_speaker: NewSpeaker,
        protocol: Protocol = Protocol.TLS1_0,
        *,
        is_https: bool = False,
        seconds: float = 5.0,
        patience: float = PATIENCE,
    ) -> Reply:
        loop = asyncio.get_running_loop()
        limits = Gate(Limits(), clock=loop.time)
        async with speaking(new_speaker) as port:
            endpoint = Address(address=FIRST_ADDRESS, port=port, role=Role.RESOLVED)
            door = Door(endpoint=endpoint, server_name="www.test", speaks_http=is_https)
            deadline = Deadline(seconds, Pulse())
            line = await opened(door, deadline, limits)
            assert isinstance(line, Line)
            dialogue = CompletionDialogue(contexts(protocol), door, patience=patience)
            with line:
                return await hold(dialogue, line, deadline)

    return attempt


@pytest.mark.parametrize("protocol", OLD_VERSIONS)
async def test_a_handshake_that_comes_about_is_completed(
    tried: Tried, credentials: Credentials, protocol: Protocol
) -> None:
    """At exactly the version asked for, though the server has better ones."""
    assert await tried(tls_speakers(OLD_SERVER, credentials), protocol) == Completed()


async def test_a_refusal_after_the_certificates_is_a_refusal(
    tried: Tried, credentials: Credentials
) -> None:
    """So CDNs refuse what their ServerHello agreed to."""
    server = replace(OLD_SERVER, refuses_to_complete=(Protocol.TLS1_0,))
    new_speaker = tls_speakers(server, credentials)
    assert await tried(new_speaker, Protocol.TLS1_0) == Refused(70)
    assert await tried(new_speaker, Protocol.TLS1_1) == Completed()


@pytest.mark.parametrize(
    "server",
    [
        replace(OLD_SERVER, demands_client_certificate=True),
        replace(OLD_SERVER, ciphers="ADH"),
    ],
    ids=["a client certificate", "no common suite"],
)
async def test_a_refusal_that_may_be_about_us_is_none(
    tried: Tried, credentials: Credentials, server: TlsServer
) -> None:
    """Our client lacks a certificate, and suites that the hellos of a scan offer."""
    assert await tried(tls_speakers(server, credentials)) == Incomparable()


async def test_a_refusal_of_the_version_is_one_at_any_time(
    tried: Tried, credentials: Credentials
) -> None:
    """The alert says what it is about."""
    server = TlsServer(chain=RSA, weakest=Protocol.TLS1_2)
    assert await tried(tls_speakers(server, credentials)) == Refused(70)


async def test_a_server_that_hangs_up_for_want_of_a_certificate_is_no_refusal(
    tried: Tried, credentials: Credentials
) -> None:
    """Some do not say what they miss."""
    new_first = tls_speakers(replace(OLD_SERVER, demands_client_certificate=True), credentials)
    assert await tried(lambda: after_its_flight(new_first(), hang_up)) == Incomparable()


def says(data: bytes) -> Speaker:
    """Says the same whatever it hears."""
    return lambda _heard: Reaction(send=data)


@pytest.mark.parametrize(
    ("then", "reply"),
    [
        (hang_up, Closed()),
        (reset, Reset()),
        (keep_silent, TimedOut()),
        (says(b"\x15\x03\x01\x00\x02\x02\x50"), Refused(80)),
        (says(b"\x15\x03\x01\x00\x02\x02\x34"), Incomparable()),
        (says(b"\x16\x03\x01\x00\x04\xff\x00\x00\x00"), Incomparable()),
    ],
    ids=["closes", "resets", "falls silent", "an alert", "an alert of no name", "nonsense"],
)
async def test_an_end_after_the_certificates_is_told_by_its_kind(
    tried: Tried, credentials: Credentials, then: Speaker, reply: Reply
) -> None:
    """What cannot be understood proves nothing against the server."""
    new_first = tls_speakers(OLD_SERVER, credentials)
    assert await tried(lambda: after_its_flight(new_first(), then)) == reply


@pytest.mark.parametrize(
    ("speaker", "reply"),
    [(hang_up, EARLY_END), (reset, EARLY_END), (keep_silent, TimedOut())],
    ids=["closes", "resets", "is silent"],
)
async def test_an_end_without_a_word_before_the_certificates(
    tried: Tried, speaker: Speaker, reply: Reply
) -> None:
    """Perhaps a refusal of our suites, perhaps an accident: it proves nothing."""
    assert await tried(lambda: speaker) == reply
    about_tls1_0 = answer_about(Protocol.TLS1_0, Completion(Protocol.TLS1_0), reply)
    assert about_tls1_0 is VersionAnswer.UNCLEAR


async def test_a_handshake_is_given_up_at_the_deadline(tried: Tried) -> None:
    """Though the patience for one answer is not over for an hour."""
    assert await tried(lambda: keep_silent, seconds=0.05, patience=3600.0) == TimedOut()


async def test_a_request_that_is_answered_completes(tried: Tried, credentials: Credentials) -> None:
    """Its answer may be anything."""
    assert (
        await tried(lambda: WebServer(credentials, HTTP_REPLY).hear, is_https=True) == Completed()
    )
    assert await tried(lambda: WebServer(credentials, b"\x00").hear, is_https=True) == Completed()


async def test_a_request_that_is_not_answered_in_time_completes(
    tried: Tried, credentials: Credentials
) -> None:
    """Only an end of the connection says something; the lab's server answers nothing."""
    assert await tried(tls_speakers(OLD_SERVER, credentials), is_https=True) == Completed()


async def test_a_server_that_is_done_at_the_request_leaves_it_unanswered(
    tried: Tried, credentials: Credentials
) -> None:
    """close_notify in place of an answer; without a request it would have completed."""
    assert await tried(lambda: WebServer(credentials, b"").hear, is_https=True) == Unanswered()
    assert await tried(lambda: WebServer(credentials, b"").hear) == Completed()


def test_each_version_has_one_context() -> None:
    """Making one costs thirty handshakes."""
    contexts = shared_contexts()
    first, second = (contexts(protocol) for protocol in OLD_VERSIONS)
    assert first is contexts(Protocol.TLS1_0)
    assert first is not second
