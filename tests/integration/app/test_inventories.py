"""Inventories of http_sd: asked as Prometheus asks them, and believed while they are silent."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from prometheus_client import CollectorRegistry

from exporter.app import inventories
from exporter.app.inventories import Inventories
from exporter.config import yaml_reader
from exporter.config.narrow_socket import narrow_socket
from exporter.discovery import inventory as asking
from exporter.discovery import replies
from exporter.discovery.inventory import NoAnswerError, ask, refuse_other_texts
from exporter.discovery.replies import asked, asked_once
from exporter.lab.authority import Authorities
from exporter.lab.certificates import LabAuthority, Leaf, SentChain
from exporter.model.inventory import Authorization, BasicAuth, ClientTls, Inventory, Reply
from exporter.model.settings import HttpDiscovery
from exporter.views.exporter_metrics import ExporterMetrics
from tests.integration.app.program import until
from tests.integration.app.test_target_watch import watching

GROUPS = '[{"targets": ["a.example"], "labels": {"team": "web"}}]'
Configure = Callable[..., Path]


@dataclass(slots=True)
class Script:
    """What an inventory answers, and what it was asked."""

    text: str = GROUPS
    status: int = 200
    kind: str = "application/json"
    reason: str | None = None
    leads_to: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """The same for all."""
        self.asked.append(dict(request.headers))
        if self.leads_to:
            raise web.HTTPFound(self.leads_to)
        headers = {"Content-Type": self.kind}
        return web.Response(
            body=self.text.encode(), status=self.status, reason=self.reason, headers=headers
        )


@asynccontextmanager
async def running(script: Script) -> AsyncIterator[str]:
    """An inventory at work, by its URL."""
    application = web.Application()
    application.router.add_get("/targets", script.answer)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    try:
        yield str(server.make_url("/targets"))
    finally:
        await server.close()


async def test_it_is_asked_as_prometheus_asks() -> None:
    """Inventories may go by these headers."""
    async with running(script := Script()) as url:
        assert await ask(Inventory(url=url), 90.0) == GROUPS
    (headers,) = script.asked
    assert headers["Accept"] == "application/json"
    assert headers["X-Prometheus-Refresh-Interval-Seconds"] == "90"
    assert "Authorization" not in headers


async def test_a_password_or_a_token_goes_along(tmp_path: Path) -> None:
    """Files are read at each question, and credentials go to the inventory alone."""
    (tmp_path / "secret").write_text("s3cret\n")
    by_file = Authorization(credentials_file=str(tmp_path / "secret"))
    named = Authorization(type="Token", credentials="abc")
    async with running(first := Script()) as url, running(second := Script()) as elsewhere:
        await ask(Inventory(url=url, basic_auth=BasicAuth(username="é", password="p:w")), 60.0)
        await ask(Inventory(url=url, authorization=by_file), 60.0)
        (tmp_path / "secret").write_text("n3w")
        await ask(Inventory(url=url, authorization=by_file), 60.0)
        await ask(Inventory(url=url, authorization=named), 60.0)
        first.leads_to = elsewhere
        assert await ask(Inventory(url=url, authorization=named), 60.0) == GROUPS
    assert [headers["Authorization"] for headers in first.asked] == [
        "Basic w6k6cDp3",
        "Bearer s3cret",
        "Bearer n3w",
        "Token abc",
        "Token abc",
    ]
    assert "Authorization" not in second.asked[0]


async def test_credentials_that_no_header_holds_are_named(tmp_path: Path) -> None:
    """As a file with more than the token in it: nobody is asked, and it is no defect."""
    file = tmp_path / "token"
    file.write_text("s3cret\nof the inventory\n")
    asking = Inventory(
        url="http://127.0.0.1:9/", authorization=Authorization(credentials_file=str(file))
    )
    with pytest.raises(NoAnswerError) as caught:
        await ask(asking, 60.0)
    cure = "no single line of text; leave only the token there"
    assert str(caught.value) == f"{file}: {cure}"


async def said(script: Script, **settings: Any) -> str:
    """Why there is no answer."""
    async with running(script) as url:
        return (await asked(Inventory(url=url, **settings), 60.0, Reply())).fault


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            Script(status=401),
            "answers 401 Unauthorized; correct `basic_auth` or `authorization`",
        ),
        (Script(status=502), "answers 502 Bad Gateway; see its own log"),
        (
            Script(kind="text/html"),
            "answers with text/html, not application/json; correct the URL",
        ),
        (
            Script(text="{}"),
            "answers with another thing than a list of groups; correct the URL",
        ),
        (
            Script(text='[{"targets": ['),
            (
                "answers with broken JSON, line 2: not YAML: did not find expected node content, "
                "while parsing a flow node; correct this line or the one above it"
            ),
        ),
        (Script(leads_to="/targets"), "redirects without end; correct the URL"),
        (Script(status=500, reason="\u202eOK"), r"answers 500 '\u202eOK'; see its own log"),
        (
            Script(text=json.dumps([{"targets": ["a"] * 100_001}])),
            "answers with more than 100,000 entries in one list, where reading stopped; write fewer",
        ),
        (
            Script(text=json.dumps([{"targets": ["a"] * 99_999}, {"targets": ["b", "c"]}])),
            "answers with 100,001 targets, more than 100,000; ask for fewer",
        ),
        (
            Script(text=" " * (10 * 1024 * 1024 + 1)),
            "answers more than 10 MiB; ask for fewer targets",
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
async def test_what_is_no_list_of_targets_is_refused(script: Script, expected: str) -> None:
    """With the cure; a page to log in at, or a proxy's error, never stands for no targets."""
    assert await said(script) == expected


async def test_what_is_no_http_is_told_in_a_line() -> None:
    """However long it is."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n" * 5)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reply = await asked(Inventory(url=f"http://127.0.0.1:{port}/"), 60.0, Reply())
    assert reply.fault.startswith("answers with broken HTTP: Bad status line: ")
    assert reply.fault.endswith("…; see its own log")
    assert "\n" not in reply.fault


async def test_little_of_an_answer_comes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came at once is read to its end before anything else goes on."""
    made: list[socket.socket] = []

    def watched(place: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        made.append(narrow_socket(place))
        return made[-1]

    monkeypatch.setattr(asking, "narrow_socket", watched)
    async with running(Script()) as url:
        assert await ask(Inventory(url=url), 60.0) == GROUPS
    assert len(made) == 1


async def test_an_answer_is_read_in_a_thread_and_where_it_is_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loop has never to wait for megabytes of groups, and those that are known are not read again."""
    readers: list[Thread] = []

    def watched(text: str) -> None:
        readers.append(current_thread())
        refuse_other_texts(text)

    monkeypatch.setattr(replies, "refuse_other_texts", watched)
    async with running(script := Script()) as url:
        known = await asked(Inventory(url=url), 60.0, Reply())
        assert await asked(Inventory(url=url), 60.0, known) == Reply(text=GROUPS)
        monkeypatch.setattr(yaml_reader, "HEAVIEST", 100)
        script.text = f"[{'[],' * 100}[]]"
        refused = await asked(Inventory(url=url), 60.0, known)
    assert refused.text == GROUPS
    assert refused.fault.startswith("answers with broken JSON, line 1: more than 250,000 values")
    assert len(readers) == 2
    assert current_thread() not in readers


async def test_whom_nobody_reaches_is_named(tmp_path: Path, closed_port: int) -> None:
    """So are files that cannot be used."""
    with pytest.raises(NoAnswerError, match=r"^not reached: .*; correct the URL, or see why$"):
        await ask(Inventory(url=f"http://127.0.0.1:{closed_port}/targets"), 60.0)
    missing = Authorization(credentials_file=str(tmp_path / "none"))
    assert await said(Script(), authorization=missing) == (
        f"{tmp_path}/none: does not exist; correct the path or create it"
    )


async def test_a_silent_one_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within its interval, and within half a minute."""
    monkeypatch.setattr(asking, "PATIENCE", 0.01)

    has_ended = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        has_ended.set()

    async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        with pytest.raises(NoAnswerError, match=r"^no answer within 0.01 s; see what keeps it$"):
            await ask(Inventory(url=f"http://{host}:{port}/targets"), 60.0)
        await has_ended.wait()


class Listed(BaseHTTPRequestHandler):
    """Answers with a list of targets."""

    def do_GET(self) -> None:
        """Whatever is asked."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(GROUPS.encode())

    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URL of an inventory with a certificate of its own CA, and the file of that CA."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    chain = SentChain(leaf=Leaf(names=("inventory.example",)))
    made = authorities.credentials(chain, host="inventory.example")
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    served = b"".join(each.public_bytes(Encoding.PEM) for each in made.certificates)
    (tmp_path / "server.pem").write_bytes(served + key)
    root = authorities.certificate(LabAuthority.ROOT).public_bytes(Encoding.PEM)
    (tmp_path / "ca.pem").write_bytes(root)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Listed) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # refusals are what is tested
        running = Thread(target=server.serve_forever, args=(0.01,))
        running.start()
        yield f"https://127.0.0.1:{server.server_port}/targets", str(tmp_path / "ca.pem")
        server.shutdown()
        running.join()


async def test_its_certificate_is_verified(certified: tuple[str, str]) -> None:
    """By the CA and for the name that are given, unless it is said that any will do."""
    url, ca = certified
    for accepted in (
        ClientTls(ca_file=ca, server_name="inventory.example"),
        ClientTls(insecure_skip_verify=True),
    ):
        assert await ask(Inventory(url=url, tls_config=accepted), 60.0) == GROUPS
    for refused in (ClientTls(), ClientTls(ca_file=ca)):
        with pytest.raises(NoAnswerError, match=r"^its certificate is not accepted: "):
            await ask(Inventory(url=url, tls_config=refused), 60.0)
    with pytest.raises(NoAnswerError, match=r"^/none: cannot be used: .*; correct `tls_config`$"):
        await ask(Inventory(url=url, tls_config=ClientTls(ca_file="/none")), 60.0)


async def test_targets_follow_the_inventory_and_stay_while_it_is_silent(
    configure: Configure,
) -> None:
    """Through a reload as well, also by other settings; what is wrong is told, and metrics say it."""
    script = Script()
    async with running(script) as url:
        source = {"url": url, "refresh_interval": "1s"}
        file = configure("own", discovery={"http_sd": [source]})
        async with watching(file) as (watch, registry):
            assert [target.name for target in watch.targets()] == ["own", "a.example:443"]
            assert watch.targets()[1].labels == {"team": "web"}
            script.text = '[{"targets": ["b.example"]}]'

            async def is_followed() -> bool:
                return [target.name for target in watch.targets()] == ["own", "b.example:443"]

            await until(is_followed)
            assert watch.problems() == ()
            script.status = 500

            async def is_told() -> bool:
                return bool(watch.problems())

            await until(is_told)
            assert watch.problems() == (
                f"{url}: answers 500 Internal Server Error; see its own log",
            )
            assert await is_followed()
            secret = {"authorization": {"credentials": "s3cret"}}
            configure("own", discovery={"http_sd": [{**source, **secret}]})
            await watch.reload()
            assert await is_followed()
            told = {
                name: registry.get_sample_value(f"tls_exporter_discovery_{name}", {"source": url})
                for name in ("targets", "problems")
            }
            assert told == {"targets": 1.0, "problems": 1.0}
            configure("own")
            await watch.reload()
            assert [target.name for target in watch.targets()] == ["own"]
            assert watch.problems() == ()


async def test_an_inventory_that_hangs_does_not_keep_others_from_being_watched(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for a while, and its targets come when it answers."""
    monkeypatch.setattr(inventories, "FIRST_WAIT", 0.0)
    script = Script()
    async with running(script) as url:
        file = configure("own", discovery={"http_sd": [{"url": url}]})
        async with watching(file) as (watch, _):

            async def has_come() -> bool:
                return len(watch.targets()) == 2

            await until(has_come)


async def test_a_defect_is_told_and_the_targets_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the exporter itself, that is."""

    async def defect(_inventory: Inventory, _interval: float) -> str:
        raise AssertionError

    source = HttpDiscovery(inventory=Inventory(url="http://192.0.2.1/targets"))
    known = Reply(text=GROUPS)
    registry = CollectorRegistry()
    followed = Inventories(ExporterMetrics(registry))
    followed._replies[source.inventory] = known
    monkeypatch.setattr(replies, "ask", defect)
    await followed.obey([source])
    await followed.close()
    assert followed.reply(source.inventory) == Reply(
        text=GROUPS, fault="a defect of the exporter; see its log"
    )
    assert registry.get_sample_value("tls_exporter_internal_errors_total") == 1


async def test_commands_ask_once() -> None:
    """The same inventory with two sets of rules is asked one time."""
    async with running(script := Script()) as url:
        sources = [
            HttpDiscovery(inventory=Inventory(url=url), refresh_interval=wait)
            for wait in (60.0, 30.0)
        ]
        assert await asked_once(sources) == {Inventory(url=url): Reply(text=GROUPS)}
    assert len(script.asked) == 1
    assert script.asked[0]["X-Prometheus-Refresh-Interval-Seconds"] == "30"
