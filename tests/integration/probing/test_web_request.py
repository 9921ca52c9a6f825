"""One request by HTTP, against servers that answer it in their own ways."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from OpenSSL import SSL

from exporter.lab.authority import Authorities
from exporter.lab.certificates import SentChain
from exporter.lab.conversation import Continuation, Reaction
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import conversing
from exporter.lab.tls_engine import server_context
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.model.settings import Limits
from exporter.model.web import WebAnswer
from exporter.probing import web_request
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.line import Line
from exporter.probing.pulse import Pulse
from exporter.probing.tls_context import shared_contexts
from exporter.probing.web_request import WebRequest, asked
from exporter.tls.http_head import web_answer
from exporter.words.reason import Reason
from exporter.words.role import Role

Asked: TypeAlias = Callable[[bytes], Awaitable[WebAnswer | Failed]]
HEAD = b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=300\r\n"


class WebServer:
    """Says the same to whatever is asked, in pieces of so many bytes, and then that it is done."""

    def __init__(self, context: SSL.Context, reply: bytes, requests: list[bytes]) -> None:
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()
        self._reply, self._requests = reply, requests

    def hear(self, data: bytes) -> Reaction:
        """Shakes hands, and then reacts."""
        if not (request := asked_of(self._tls, data)):
            return Reaction(send=written_by(self._tls))
        self._requests.append(request)
        for start in range(0, len(self._reply), 7000):
            self._tls.send(self._reply[start : start + 7000])
        self._tls.shutdown()
        return Reaction(send=written_by(self._tls), ending=Continuation.CLOSE)


def written_by(tls: SSL.Connection) -> bytes:
    """What it has to say to the other side."""
    said = b""
    try:
        while True:
            said += tls.bio_read(65536)
    except SSL.WantReadError:
        return said


def asked_of(tls: SSL.Connection, data: bytes) -> bytes:
    """What a server is asked in this data; nothing while hands are shaken."""
    tls.bio_write(data)
    try:
        return tls.recv(4096)
    except SSL.WantReadError:
        return b""


@pytest.fixture(scope="module")
def context() -> SSL.Context:
    """Of a server that speaks HTTP/1.1."""
    credentials = Authorities(now=datetime.now(tz=UTC)).credentials(SentChain(), host="www.test")
    return server_context(TlsServer(http_fields=("X: y",)), credentials)


@pytest.fixture
def requests() -> list[bytes]:
    """What servers were asked."""
    return []


@pytest.fixture
def ask(context: SSL.Context, requests: list[bytes]) -> Asked:
    """Asks a server that has this reply."""

    async def answered(reply: bytes) -> WebAnswer | Failed:
        with taken_ports((FIRST_ADDRESS,)) as (listener,):
            async with conversing(listener, lambda: WebServer(context, reply, requests).hear):
                port = listener.getsockname()[1]
                endpoint = Address(address=FIRST_ADDRESS, port=port, role=Role.RESOLVED)
                door = Door(endpoint=endpoint, server_name="www.test")
                deadline = Deadline(5.0, Pulse())
                line = await opened(door, deadline, Gate(Limits(), clock=lambda: 0.0))
                assert isinstance(line, Line)
                with line:
                    return await asked(line, shared_contexts(), deadline)

    return answered


async def test_a_head_is_read_and_no_page(ask: Asked, requests: list[bytes]) -> None:
    """The request has the name with its port, as browsers send it."""
    answer = await ask(HEAD + b"\r\n" + b"x" * 100_000)
    assert isinstance(answer, WebAnswer)
    assert answer.strict_transport
    assert answer.strict_transport.max_age == 300
    (request,) = requests
    assert request.startswith(b"GET / HTTP/1.1\r\nHost: www.test:")
    assert request.endswith(b"Connection: close\r\n\r\n")


async def test_what_goes_before_an_answer_is_passed_over(ask: Asked) -> None:
    """Such as 103 Early Hints, one after the other."""
    early = b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
    answer = await ask(early * 3 + b"HTTP/1.1 301 Moved\nLocation: /there\n\n")
    assert answer == WebAnswer(status=301, location="/there")


async def test_two_thousand_early_answers_are_passed_over(ask: Asked) -> None:
    """More of them than calls of functions may be nested; and of those without end 32 KiB are read."""
    early = b"HTTP/1.1 103\n\n"
    answer = await ask(early * 2000 + b"HTTP/1.1 301 Moved\nLocation: /there\n\n")
    assert answer == WebAnswer(status=301, location="/there")
    endless = await ask(early * 10_000)
    assert isinstance(endless, Failed)
    assert endless.reason is Reason.TLS_PROTOCOL_ERROR


def test_early_answers_that_come_one_by_one_are_looked_at_once(
    context: SSL.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that sends thousands in pieces has each piece cost the same, not as much as all before it."""
    looked_at: list[bytes] = []

    def counted(head: bytes) -> WebAnswer | None:
        looked_at.append(head)
        return web_answer(head)

    monkeypatch.setattr(web_request, "web_answer", counted)
    server = SSL.Connection(context, None)
    server.set_accept_state()
    endpoint = Address(address=FIRST_ADDRESS, port=443, role=Role.RESOLVED)
    asking = WebRequest(shared_contexts(), Door(endpoint=endpoint, server_name="www.test"))
    assert asking.receive(b"") is None
    while not (question := asked_of(server, asking.to_send())):
        assert asking.receive(written_by(server)) is None
    assert question.startswith(b"GET / ")
    for _ in range(300):
        server.send(b"HTTP/1.1 103\r\n\r")
        assert asking.receive(written_by(server)) is None
        server.send(b"\n")
        assert asking.receive(written_by(server)) is None
    server.send(b"HTTP/1.1 301 Moved\r\nLocation: /there\r\n\r\n")
    assert asking.receive(written_by(server)) == WebAnswer(status=301, location="/there")
    assert len(looked_at) == 301


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        HEAD,
        b"220 mail.test ESMTP\r\n",
        HEAD + b"X: " + b"x" * 100_000,
        b"\x00\x00\x12\x04\x00",
    ],
    ids=["nothing", "half a head", "another protocol", "a head without end", "HTTP/2"],
)
async def test_what_is_no_head_proves_nothing(ask: Asked, reply: bytes) -> None:
    """However much there is of it."""
    answer = await ask(reply)
    assert isinstance(answer, Failed)
    assert answer.reason in {Reason.TLS_PROTOCOL_ERROR, Reason.TLS_CLOSED}
