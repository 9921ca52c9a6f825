"""The path /metrics gives every client what it can read."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from threading import Event

import pytest
from aiohttp.web import Request
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporter.server import exposition as route
from tests.deployments import HEALTHY, Deployment, closed
from tests.integration.server.scripted import Served

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
    "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


def values(families: Iterable[Metric], name: str) -> dict[str, float]:
    """The values of a series by target."""
    return {
        sample.labels.get("target", ""): sample.value
        for family in families
        for sample in family.samples
        if sample.name == name
    }


async def scrape(server: Served, path: str = "/metrics", **headers: str) -> tuple[str, str]:
    """The content type and the text of one scrape."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.get(path, headers={"Accept-Encoding": "identity", **sent}) as answer:
        assert answer.status == 200
        return answer.headers["Content-Type"], (await answer.read()).decode()


def watch_two(server: Served) -> None:
    """One target that is well, and one whose port is closed."""
    server.watch.add(
        named("open", HEALTHY).judged(),
        named("closed", replace(HEALTHY, sites=(closed(),))).judged(),
    )


def named(name: str, deployment: Deployment) -> Deployment:
    """The deployment under this name."""
    return replace(deployment, target=replace(deployment.target, name=name))


async def test_the_text_format_is_the_default(server: Served) -> None:
    """Targets and the exporter's own families come in one exposition that parses."""
    watch_two(server)
    content_type, text = await scrape(server, Accept="*/*")
    assert content_type == TEXT
    families = list(parse_text(text))
    assert values(families, "tls_first_failing_step") == {"open": 0, "closed": 1}
    assert values(families, "tls_port_open") == {"open": 1, "closed": 0}
    assert values(families, "tls_exporter_internal_errors_total") == {"": 0}
    names = [family.name for family in families]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("accept", [PROMETHEUS_2, PROMETHEUS_3])
async def test_prometheus_gets_openmetrics(server: Served, accept: str) -> None:
    """What both of its major versions ask for is answered in OpenMetrics, which parses."""
    watch_two(server)
    content_type, text = await scrape(server, Accept=accept)
    assert content_type == OPENMETRICS
    assert text.endswith("# EOF\n")
    families = list(parse_openmetrics(text))
    assert values(families, "tls_first_failing_step") == {"open": 0, "closed": 1}
    assert values(families, "tls_exporter_probes_total").keys() == {""}


@pytest.mark.parametrize("accept", [TEXT, PROMETHEUS_3])
async def test_series_can_be_chosen_by_name(server: Served, accept: str) -> None:
    """With `name[]` nothing else is in the exposition, of targets or of the exporter."""
    watch_two(server)
    path = "/metrics?name[]=tls_port_open&name[]=tls_exporter_internal_errors_total"
    _, text = await scrape(server, path, Accept=accept)
    parse = parse_openmetrics if accept is PROMETHEUS_3 else parse_text
    names = {sample.name for family in parse(text) for sample in family.samples}
    assert names == {"tls_port_open", "tls_exporter_internal_errors_total"}


async def test_no_targets_give_a_valid_exposition(server: Served) -> None:
    """A fresh exporter has its own families only."""
    for accept, parse in ((TEXT, parse_text), (PROMETHEUS_3, parse_openmetrics)):
        _, text = await scrape(server, Accept=accept)
        assert any(family.name == "tls_exporter_build_info" for family in parse(text)) or (
            "tls_exporter_build_info" in text
        )


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("*", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("gzip;q=0.5, identity", None),
        ("deflate", None),
        ("gzip;q=nan", None),
    ],
)
async def test_the_answer_is_compressed_for_those_who_want_it(
    server: Served, accepted: str, encoding: str | None
) -> None:
    """Quality values are honoured, and the compressed text is the same."""
    watch_two(server)
    async with server.client.get("/metrics", headers={"Accept-Encoding": accepted}) as answer:
        body = await answer.read()
    assert answer.headers.get("Content-Encoding") == encoding
    text = gzip.decompress(body) if encoding else body
    assert text.startswith(b"# HELP tls_target_info")
    assert "Accept-Encoding" in answer.headers["Vary"]


async def test_compression_is_the_fastest(server: Served) -> None:
    """A scrape of a large fleet must not cost more CPU than its probes (RFC 1952, 2.3.1: XFL)."""
    async with server.client.get("/metrics", headers={"Accept-Encoding": "gzip"}) as answer:
        body = await answer.read()
    fastest = 4
    assert body[8] == fastest


async def test_head_is_answered_without_a_body(server: Served) -> None:
    """The headers are those of GET, for which nothing need be rendered."""
    async with server.client.head("/metrics", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == TEXT
        assert answer.headers["Content-Encoding"] == "gzip"
        assert await answer.read() == b""
    assert server.watch.renderings_asked_for == 0


def watch_many(server: Served) -> None:
    """So many targets that the exposition is sent in several pieces."""
    server.watch.add(*(named(f"t{number}", HEALTHY).report() for number in range(200)))


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_large_exposition_arrives_whole(server: Served, encoding: str) -> None:
    """It is sent in pieces, each while the next is made."""
    watch_many(server)
    async with server.client.get("/metrics", headers={"Accept-Encoding": encoding}) as answer:
        assert answer.headers["Transfer-Encoding"] == "chunked"
        body = await answer.read()
    text = (gzip.decompress(body) if encoding == "gzip" else body).decode()
    assert len(text) > 3 << 17
    assert len(values(parse_text(text), "tls_probe_success")) == 200
    assert text.count("# HELP tls_probe_success ") == 1


@asynccontextmanager
async def request(server: Served, version: str = "1.1") -> AsyncIterator[asyncio.StreamReader]:
    """The answer to a scrape, of which a test takes as much as it likes."""
    reader, writer = await asyncio.open_connection(server.client.host, server.client.port)
    writer.write(f"GET /metrics HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())
    try:
        yield reader
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_client_of_the_first_http_gets_the_whole_text(server: Served) -> None:
    """HTTP/1.0 knows no chunks: the end of the connection is the end of the text."""
    watch_many(server)
    async with request(server, "1.0") as reader:
        head, _, text = (await reader.read()).decode().partition("\r\n\r\n")
    assert "chunked" not in head
    assert len(values(parse_text(text), "tls_probe_success")) == 200


class Endless:
    """An exposition without end, and what the server does about it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        self.is_cut_off = asyncio.Event()
        self._abort = route.abort
        monkeypatch.setattr(route, "exposition", self._exposition)
        monkeypatch.setattr(route, "abort", self._cut_off)

    def _exposition(self, *_: object, **__: object) -> Iterator[bytes]:
        while True:
            self.made += 1
            yield b"# " + b"x" * (1 << 17) + b"\n"

    def _cut_off(self, request: Request) -> None:
        self._abort(request)
        self.is_cut_off.set()

    async def rest(self, server: Served) -> None:
        """Nothing more is made while the server answers others."""
        made = -1
        while made != self.made:
            made = self.made
            for _ in range(5):
                await server.client.get("/-/healthy")


async def test_a_slow_reader_holds_only_a_bounded_buffer(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does not take is not made: here the kernel's buffers are most of it."""
    endless = Endless(monkeypatch)
    async with request(server):
        await endless.rest(server)
        assert endless.made < 200


async def test_a_reader_that_takes_nothing_gives_way(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the thirty-third, once it has taken nothing for a second; before, that one has to wait."""
    endless = Endless(monkeypatch)
    monkeypatch.setattr("exporter.server.scrapes.STALLED", 1e9)
    async with AsyncExitStack() as scrapes:
        readers = [await scrapes.enter_async_context(request(server)) for _ in range(32)]
        await endless.rest(server)
        async with server.client.get("/metrics") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        monkeypatch.setattr("exporter.server.scrapes.STALLED", 0.0)
        async with request(server) as reader:
            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
            await endless.is_cut_off.wait()
            assert await first_end(readers) != b"0\r\n\r\n"
    await endless.rest(server)
    assert defects(server) == 0


async def first_end(readers: Iterable[asyncio.StreamReader]) -> bytes:
    """How the answer ends that ends first; what comes of all of them is kept by nobody."""
    async with asyncio.TaskGroup() as reading:
        ends = [reading.create_task(end(reader)) for reader in readers]
        ended, others = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()
    return ended.pop().result()


async def end(reader: asyncio.StreamReader) -> bytes:
    """The last bytes of an answer."""
    last = b""
    with suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            last = (last + data)[-5:]
    return last


async def test_a_reader_that_goes_away_is_no_defect(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more is made for it."""
    endless = Endless(monkeypatch)
    async with request(server) as reader:
        await reader.readexactly(1 << 20)
    await endless.rest(server)
    assert defects(server) == 0


async def test_a_reader_that_goes_away_before_the_first_piece_is_no_defect(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a scrape does whose time is up."""
    begun, gone = Event(), Event()

    def late(*_: object, **__: object) -> Iterator[bytes]:
        begun.set()
        gone.wait()
        yield b"tls_late 1\n"

    monkeypatch.setattr(route, "exposition", late)
    async with request(server):
        await asyncio.to_thread(begun.wait)
    runner = server.client.server.runner
    assert runner
    host = runner.server
    assert host
    while any(one.transport for one in host.connections):  # noqa: ASYNC110 - it sets no event
        await asyncio.sleep(0)
    gone.set()
    while host.connections:  # noqa: ASYNC110 - until what was begun for it has ended
        await asyncio.sleep(0)
    assert defects(server) == 0


def half(*_: object, **__: object) -> Iterator[bytes]:
    """An exposition that a defect ends."""
    yield b"tls_half 1\n"
    raise LookupError("a defect")


def no_part(*_: object, **__: object) -> Iterator[bytes]:
    """A defect before anything is made."""
    raise LookupError("a defect")


async def test_half_an_exposition_never_looks_like_a_whole(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is cut, and the defect is counted."""
    monkeypatch.setattr(route, "exposition", half)
    async with request(server) as reader:
        answer = b""
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                answer += data
    assert not answer.endswith(b"0\r\n\r\n")
    assert answer.count(b"HTTP/1.1") <= 1
    assert defects(server) == 1


async def test_a_defect_at_the_beginning_is_answered(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any header is sent there is room for a sentence."""
    monkeypatch.setattr(route, "exposition", no_part)
    async with server.client.get("/metrics") as answer:
        assert answer.status == 500
    assert defects(server) == 1


def defects(server: Served) -> float | None:
    """How many were counted."""
    return server.registry.get_sample_value("tls_exporter_internal_errors_total")
