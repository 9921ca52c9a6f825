"""Documents are fetched within bounds, from where strangers may send us, once for all who want them."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exporter.config.narrow_socket import narrow_socket
from exporter.model.dns import Answer, RecordSet
from exporter.model.evidence import Fetched
from exporter.model.inquiry import Fetching
from exporter.model.outcome import Failed
from exporter.model.place import Document
from exporter.model.settings import Limits
from exporter.model.target import Fetch
from exporter.probing.deadline import Deadline
from exporter.probing.documents.shared import SharedDocuments
from exporter.probing.gate import Gate
from exporter.probing.pulse import Pulse
from exporter.words.document_kind import DocumentKind
from exporter.words.reason import Reason
from tests.unit.x509 import elements
from tests.unit.x509.pki import pem_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE = Fetch(allow_private_addresses=True, timeout=5.0, max_bytes=100_000)
HURRIED = Fetch(allow_private_addresses=True, timeout=0.3, max_bytes=100_000)
EVERYBODY_OUTSIDE = Fetch(timeout=5.0)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Web:
    """A server on loopback that answers each path as told, and a name that leads to it."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answers: dict[bytes, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {}
        self.names: dict[str, list[str]] = {}
        self.port = 0
        self.defects: list[tuple[str, Exception]] = []
        pulse = Pulse()
        self.documents = SharedDocuments(
            Gate(Limits(), clock=pulse.clock),
            pulse=pulse,
            look_up=self.look_up,
            on_defect=lambda url, error: self.defects.append((url, error)),
        )

    def says(self, path: str, *pieces: bytes, pause: float = 0.0) -> str:
        """The address of a document that comes in these pieces."""

        async def answer(writer: asyncio.StreamWriter) -> None:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)

        self.answers[path.encode()] = answer
        return f"http://127.0.0.1:{self.port}{path}"

    def moves(self, path: str, to: str) -> str:
        """The address of a document that is elsewhere."""
        return self.says(
            path, f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
        )

    async def look_up(self, host: str, _deadline: Deadline) -> Answer | Failed:
        """The next address of the host; the last one again and again."""
        known = self.names.get(host)
        if not known:
            return Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")
        address = known.pop(0) if len(known) > 1 else known[0]
        return Answer(records=(RecordSet(rrtype="A", addresses=(address,), ttl=1),))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head)
            await self.answers[head.split()[1]](writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def get(
        self, url: str, fetch: Fetch = HERE, *, question: bytes = b""
    ) -> Fetched | Failed:
        """What comes of a document."""
        wanted = Fetching(Document(url=url), DocumentKind.AIA, question)
        outcome = await self.documents.document(wanted, fetch, NOW)
        assert self.defects == []
        return outcome

    async def failure(self, url: str, fetch: Fetch = HERE) -> Failed:
        """Why a document does not come."""
        failed = await self.get(url, fetch)
        assert isinstance(failed, Failed)
        return failed


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A server of a test's own."""
    web = Web()
    server = await asyncio.start_server(web.serve, "127.0.0.1", 0)
    web.port = server.sockets[0].getsockname()[1]
    yield web
    server.close()
    await web.documents.close()


async def test_a_document_is_asked_for_once_by_all(web: Web) -> None:
    """By those who come together and by who comes after; nothing of the asker but the product's name."""
    url = web.says("/ca.cer", OK)
    together = await asyncio.gather(*(web.get(url) for _ in range(10)))
    outcomes = [*together, await web.get(url)]
    assert outcomes[0] == Fetched(document=DocumentKind.AIA, body=b"hello", fetched_at=NOW)
    assert all(one is outcomes[0] for one in outcomes)
    assert len(web.requests) == 1
    assert b"User-Agent: tls-exporter/" in web.requests[0]
    assert b"Accept-Encoding: identity" in web.requests[0]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"Retry-After: 21600", 21600.0),
        (b"Retry-After: 1", 60.0),
        (b"Retry-After: 999999999999", 86400.0),
        (
            b"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2026 02:00:00 GMT",
            7200.0,
        ),
        (b"Retry-After: Thu, 01 Jan 2026 02:00:00 GMT", None),
        (b"Retry-After: soon", None),
        (b"Server: mute", None),
    ],
)
async def test_renewal_information_says_when_to_ask_again(
    web: Web, said: bytes, seconds: float | None
) -> None:
    """Within bounds (RFC 9773, section 4.3.2); of other documents it does not matter."""
    url = web.says("/ari", OK.replace(b"\r\n", b"\r\n" + said + b"\r\n", 1))
    wanted = Fetching(Document(url=url), DocumentKind.ARI)
    outcome = await web.documents.document(wanted, HERE, NOW)
    assert isinstance(outcome, Fetched)
    assert outcome.good_for == seconds
    other = await web.get(web.says("/ca.cer", OK.replace(b"\r\n", b"\r\n" + said + b"\r\n", 1)))
    assert isinstance(other, Fetched)
    assert other.good_for is None


async def test_a_question_is_sent_along_to_where_the_service_moved(web: Web) -> None:
    """As OCSP wants it (RFC 6960, appendix A.1)."""
    url = web.moves("/old", web.says("/new", OK))
    assert isinstance(await web.get(url, question=b"question"), Fetched)
    assert [head.split()[:2] for head in web.requests] == [[b"POST", b"/old"], [b"POST", b"/new"]]
    assert all(b"Content-Type: application/ocsp-request" in head for head in web.requests)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/x",
        "http://[::1]:{port}/x",
        "http://[::ffff:127.0.0.1]:{port}/x",
        "http://[64:ff9b::7f00:1]/x",
        "http://[2002:7f00:1::]/x",
        "http://10.0.0.1/x",
        "http://100.64.0.1/x",
        "http://0.0.0.0:{port}/x",
        "http://224.0.0.1/x",
        "http://inside.example/x",
        "http://inside.example./x",
    ],
)
async def test_nobody_sends_us_where_the_internet_does_not_reach(web: Web, url: str) -> None:
    """Not by an address, in whatever form, and not by a name."""
    web.says("/x", OK)
    web.names["inside.example"] = ["192.168.1.1"]
    failed = await web.failure(url.format(port=web.port), EVERYBODY_OUTSIDE)
    assert failed.reason is Reason.FETCH_DENIED
    assert "which is not on the internet (fetch.allow_private_addresses)" in failed.detail
    assert web.requests == []


@pytest.mark.parametrize("fetch", [HERE, EVERYBODY_OUTSIDE], ids=["private", "public"])
@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[2002:a9fe:a9fe::]",
        "cloud.example",
    ],
)
async def test_nobody_sends_us_to_a_link_local_address(web: Web, host: str, fetch: Fetch) -> None:
    """Where clouds have what a machine may do, also where private addresses are allowed."""
    web.names["cloud.example"] = ["169.254.169.254"]
    where = (
        web.moves("/moved", f"http://{host}/latest/meta-data/")
        if fetch is HERE
        else f"http://{host}/x"
    )
    failed = await web.failure(where, fetch)
    assert failed.reason is Reason.FETCH_DENIED
    assert failed.detail.endswith("which is link-local")


def test_little_of_a_document_comes_at_a_time() -> None:
    """What came at once is read to its end before anything else goes on; Linux says twice what it was told."""
    with narrow_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ())) as made:
        assert made.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 2 * 64 * 1024


async def test_a_name_is_looked_up_once_for_a_connection(web: Web) -> None:
    """The address that is looked at is the one that is connected to: no second answer is asked for."""
    web.says("/x", OK)
    web.names["turning.example"] = ["127.0.0.1", "192.0.2.1"]
    assert isinstance(await web.get(f"http://turning.example:{web.port}/x"), Fetched)
    web.names["turning.example"] = ["192.168.1.1", "127.0.0.1"]
    failed = await web.failure(f"http://turning.example:{web.port}/x", EVERYBODY_OUTSIDE)
    assert failed.reason is Reason.FETCH_DENIED
    assert web.names["turning.example"] == ["127.0.0.1"]
    assert len(web.requests) == 1


async def test_a_redirect_is_looked_at_again(web: Web) -> None:
    """It may lead to a host that was not asked before, under a name of its own."""
    web.names |= {"first.example": ["127.0.0.1"], "second.example": ["127.0.0.1"]}
    web.says("/x", OK)
    web.moves("/out", f"http://second.example:{web.port}/x")
    assert isinstance(await web.get(f"http://first.example:{web.port}/out"), Fetched)
    del web.names["second.example"]
    web.moves("/away", f"http://second.example:{web.port}/x")
    failed = await web.failure(f"http://first.example:{web.port}/away")
    assert failed.reason is Reason.DNS_NXDOMAIN


async def test_each_trouble_has_one_clear_reason(web: Web) -> None:
    """Endless, slow, circling, refusing, silent, none of HTTP: cut off, and said."""
    web.names["gone.example"] = []
    huge = f"HTTP/1.1 200 OK\r\nContent-Length: {10 * 1024**3}\r\n\r\n".encode()
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    told = {
        web.says("/huge", huge): "fetch_too_large: more than 100000 bytes (fetch.max_bytes)",
        web.says("/endless", endless, *[piece] * 50): (
            "fetch_too_large: more than 100000 bytes (fetch.max_bytes)"
        ),
        web.moves("/circle", "/circle"): "fetch_redirects: redirected more than 5 times",
        web.moves("/file", "file:///etc/passwd"): (
            "fetch_denied: file:///etc/passwd is no address of HTTP"
        ),
        "ldap://127.0.0.1/cn=CA": "fetch_denied: ldap://127.0.0.1/cn=CA is no address of HTTP",
        web.says("/none", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"): (
            "fetch_refused: answered 404 Not Found"
        ),
        "http://gone.example/x": "dns_nxdomain: no such name",
    }
    for url, expected in told.items():
        failed = await web.failure(url)
        assert f"{failed.reason}: {failed.detail}" == expected, url
    noise = await web.failure(web.says("/noise", b"\x16\x03\x01\x00\x00"))
    assert noise.reason is Reason.FETCH_ERROR


async def test_a_slow_drip_is_cut_off_and_its_server_is_left_alone(web: Web) -> None:
    """What else it has is not waited for, for five minutes."""
    drip = web.says("/drip", b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 1000, pause=0.02)
    failed = await web.failure(drip, HURRIED)
    assert failed == Failed(reason=Reason.FETCH_TIMEOUT, detail="not all of it came in 0.3 s")
    assert await web.failure(web.says("/other", OK), HURRIED) == failed
    assert len(web.requests) == 1


async def test_a_closed_port_is_told_as_that(web: Web) -> None:
    """By the reason that ports have."""
    assert (await web.failure("http://127.0.0.1:1/x")).reason is Reason.CONNECT_REFUSED


async def test_who_gives_up_takes_nothing_from_the_others(web: Web) -> None:
    """A cancelled inspection ends no request that another waits for."""
    url = web.says("/slow", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"o", b"k", pause=0.05)
    first, second = (asyncio.ensure_future(web.get(url)) for _ in range(2))
    await asyncio.sleep(0.02)
    first.cancel()
    assert isinstance(await second, Fetched)


async def test_a_server_of_a_private_ca_is_believed_where_that_is_named(
    web: Web, tmp_path: Path
) -> None:
    """As a private ACME server: https alone, by a certificate of its own CA."""
    years = {"begin": -3650.0, "end": 8000.0}
    root = elements.ca(elements.org("Own"), **years)  # type: ignore[arg-type]  # by name
    server = elements.leaf(root, names=(elements.ip(bytes([127, 0, 0, 1])),), **years)  # type: ignore[arg-type]
    key = server.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    held = tmp_path / "server.pem"
    held.write_bytes(key + pem_of(server.der))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held)
    named, other = (
        replace(HERE, authorities=pem_of(one.der))
        for one in (root, elements.ca(elements.org("Own"), **years))  # type: ignore[arg-type]
    )
    web.says("/directory", OK)
    async with await asyncio.start_server(web.serve, "127.0.0.1", 0, ssl=context) as listener:
        url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/directory"
        assert "its certificate is not accepted: " in (await web.failure(url)).detail
        assert "its certificate is not accepted: " in (await web.failure(url, other)).detail
        assert isinstance(await web.get(url, named), Fetched)
