"""A resolver over HTTPS whose answer is heavy, endless or compressed holds nothing up."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from dns.exception import FormError
from dns.message import Message, from_wire, make_query, make_response

from exporter.lab.authority import Authorities
from exporter.lab.certificates import LabAuthority, Leaf, SentChain
from exporter.probing.light_answers import LIGHT_ANSWERS
from exporter.probing.light_https import LightHttpsNameserver
from exporter.probing.sparing_stream import SparingStream
from tests.integration.probing.test_heavy_answers import message

KIND = "application/dns-message"
MEBIBYTE = bytes(1024 * 1024)

Answer = Callable[[web.Request, bytes], web.StreamResponse]


def light(_request: web.Request, query: bytes) -> web.StreamResponse:
    """That there is no such record."""
    return web.Response(body=make_response(from_wire(query)).to_wire(), content_type=KIND)


def heavy(_request: web.Request, query: bytes) -> web.StreamResponse:
    """A hundred names of 127 labels."""
    return web.Response(body=query[:2] + message(100)[2:], content_type=KIND)


def long(_request: web.Request, _query: bytes) -> web.StreamResponse:
    """A mebibyte."""
    return web.Response(body=MEBIBYTE, content_type=KIND)


def compressed(request: web.Request, _query: bytes) -> web.StreamResponse:
    """A mebibyte in a thousand bytes, though plain text was asked for."""
    assert request.headers["Accept-Encoding"] == "identity"
    headers = {"Content-Encoding": "gzip"}
    return web.Response(body=gzip.compress(MEBIBYTE), content_type=KIND, headers=headers)


def failing(_request: web.Request, _query: bytes) -> web.StreamResponse:
    """An error of HTTP whose text would be heavy as a message of DNS."""
    return web.Response(status=500, body=message(100))


@asynccontextmanager
async def running(answer: Answer, folder: Path) -> AsyncIterator[LightHttpsNameserver]:
    """A resolver at 127.0.0.1 with a certificate of its own CA."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    made = authorities.credentials(SentChain(leaf=Leaf(names=("127.0.0.1",))), host="127.0.0.1")
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    held = folder / "server.pem"
    held.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in made.certificates) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held)
    root = authorities.certificate(LabAuthority.ROOT).public_bytes(Encoding.PEM).decode()

    async def answered(request: web.Request) -> web.StreamResponse:
        return answer(request, await request.read())

    application = web.Application()
    application.router.add_post("/dns-query", answered)
    server = TestServer(application, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=context)
    try:
        verify: Any = ssl.create_default_context(cadata=root)
        yield LightHttpsNameserver(str(server.make_url("/dns-query")), verify=verify)
    finally:
        await server.close()


async def asked(answer: Answer, folder: Path) -> Message:
    """What is read of an answer."""
    query = make_query("www.example.", "NS")
    async with running(answer, folder) as resolver:
        said: Message = await resolver.async_query(query, timeout=20.0, backend=LIGHT_ANSWERS)
        return said


async def test_a_light_answer_is_read(tmp_path: Path) -> None:
    """With how long it took, as dnspython tells it."""
    said = await asked(light, tmp_path)
    assert said.rcode() == 0
    assert said.time > 0


async def test_little_is_read_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others have their turn before each piece, also where it has come already."""
    turns: list[str] = []
    read = SparingStream.read

    async def watched(stream: SparingStream, most: int, *options: Any, **more: Any) -> bytes:
        asyncio.get_running_loop().call_soon(turns.append, "another's turn")
        piece = await read(stream, most, *options, **more)
        turns.append(f"{len(piece)} bytes")
        assert len(piece) <= 4096
        return piece

    monkeypatch.setattr(SparingStream, "read", watched)
    with pytest.raises(FormError, match="at most 16,384"):
        await asked(long, tmp_path)
    assert len(turns) >= 2 * 5
    assert set(turns[::2]) == {"another's turn"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [(heavy, "long names"), (long, "at most 16,384"), (compressed, "compressed")],
)
async def test_what_would_hold_everything_up_is_not_read(
    answer: Answer, words: str, tmp_path: Path
) -> None:
    """Of a long answer no more than what no answer of use has."""
    with pytest.raises(FormError, match=words):
        await asked(answer, tmp_path)


async def test_an_error_of_http_is_told_as_one(tmp_path: Path) -> None:
    """Whatever its text is like."""
    with pytest.raises(ValueError, match="status code 500"):
        await asked(failing, tmp_path)
