"""The exporter says how it is, and obeys only where it was told to."""

import asyncio
import logging
from contextlib import suppress

import pytest

from exporter.config.problem import Problem
from tests.integration.server.scripted import Served
from tests.unit.scheduler.world import report_on, target


async def post(server: Served, path: str, **headers: str) -> tuple[int, str]:
    """The status and the text of the answer to a command."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.post(path, headers={"Accept-Encoding": "identity", **sent}) as answer:
        return answer.status, await answer.text()


async def test_health_is_that_it_answers(server: Served) -> None:
    """Even before the first round of probes."""
    server.watch.is_ready = False
    async with server.client.get("/-/healthy") as answer:
        assert answer.status == 200


async def test_it_is_ready_after_the_first_round(server: Served) -> None:
    """Before, a Service or a rolling update must wait."""
    server.watch.is_ready = False
    async with server.client.get("/-/ready") as answer:
        assert answer.status == 503
        assert "first round" in await answer.text()
    server.watch.is_ready = True
    async with server.client.get("/-/ready") as answer:
        assert answer.status == 200
        assert await answer.text() == "tls-exporter is ready.\n"


async def test_what_is_wrong_with_the_exporter_is_told_with_its_readiness(server: Served) -> None:
    """A broken source of targets takes no exporter out of service, and is no secret."""
    server.watch.told = ("targets/*.yml: no file matches; correct it, unless one is to come",)
    async with server.client.get("/-/ready") as answer:
        assert answer.status == 200
        assert (await answer.text()).splitlines() == ["tls-exporter is ready.", *server.watch.told]


@pytest.mark.parametrize("path", ["/-/reload", "/api/v1/targets/www/probe"])
async def test_commands_are_refused_unless_enabled(server: Served, path: str) -> None:
    """The answer names the option."""
    server.watch.add(report_on(target("www")))
    status, text = await post(server, path)
    assert status == 403
    assert "--web.enable-lifecycle" in text
    assert (server.watch.reloads, server.watch.probes) == (0, [])


@pytest.mark.parametrize("path", ["/-/reload", "/api/v1/targets/www/probe"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_pages_of_other_sites_cannot_give_commands(
    obedient_server: Served, path: str, site: str
) -> None:
    """A browser that is led to post here is refused."""
    obedient_server.watch.add(report_on(target("www")))
    status, _ = await post(obedient_server, path, Sec_Fetch_Site=site)
    assert status == 403
    assert (obedient_server.watch.reloads, obedient_server.watch.probes) == (0, [])


@pytest.mark.parametrize("path", ["/-/reload", "/api/v1/targets/www/probe"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_pages_of_other_sites_are_known_by_their_origin(
    obedient_server: Served, path: str, origin: str
) -> None:
    """Browsers that send no Sec-Fetch-Site send this one."""
    obedient_server.watch.add(report_on(target("www")))
    status, _ = await post(obedient_server, path, Origin=origin)
    assert status == 403
    assert (obedient_server.watch.reloads, obedient_server.watch.probes) == (0, [])


async def test_pages_of_this_site_may_give_commands(obedient_server: Served) -> None:
    """Their origin is the host that was asked."""
    origin = f"http://{obedient_server.client.host}:{obedient_server.client.port}"
    assert (await post(obedient_server, "/-/reload", Origin=origin))[0] == 200


async def test_a_page_whose_name_was_led_here_gives_no_commands(obedient_server: Served) -> None:
    """To a browser it is one site with this one, once its name leads here (DNS rebinding)."""
    name = f"rebound.example:{obedient_server.client.port}"
    status, text = await post(obedient_server, "/-/reload", Host=name, Origin=f"http://{name}")
    assert status == 403
    assert f"--web.external-url=http://{name}" in text
    assert obedient_server.watch.reloads == 0


async def test_a_target_is_not_probed_twice_in_a_row(obedient_server: Served) -> None:
    """Whoever asks again within half a minute is told when to come; others are not concerned."""
    obedient_server.timer.now = 1000.0
    obedient_server.watch.add(report_on(target("www")), report_on(target("mail")))
    path = "/api/v1/targets/www/probe"
    assert (await post(obedient_server, path))[0] == 200
    obedient_server.timer.now = 1012.5
    async with obedient_server.client.post(path) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "18")
    assert (await post(obedient_server, "/api/v1/targets/mail/probe"))[0] == 200
    obedient_server.timer.now = 1030.0
    assert (await post(obedient_server, path))[0] == 200
    assert obedient_server.watch.probes == ["www", "mail", "www"]


async def test_a_reload_reads_the_configuration_again(obedient_server: Served) -> None:
    """As SIGHUP does."""
    status, _ = await post(obedient_server, "/-/reload")
    assert status == 200
    assert obedient_server.watch.reloads == 1


async def test_a_refused_configuration_is_the_answer(obedient_server: Served) -> None:
    """Each problem is a line, with its file, line and key."""
    obedient_server.watch.refusals = (
        Problem(file="x.yml", line=3, key="targets[0].port", message="70000 is above 65535"),
        Problem(file="x.yml", line=4, key="targets[0].hots", message="unknown key"),
    )
    status, text = await post(obedient_server, "/-/reload")
    assert status == 500
    assert text.splitlines()[1:] == [
        "x.yml:3: targets[0].port: 70000 is above 65535",
        "x.yml:4: targets[0].hots: unknown key",
    ]


async def test_a_target_can_be_probed_now(obedient_server: Served) -> None:
    """The answer is the report; a name may hold anything."""
    obedient_server.watch.add(report_on(target("a/b")))
    status, text = await post(obedient_server, "/api/v1/targets/a%2Fb/probe")
    assert status == 200
    assert '"name": "a/b"' in text
    assert obedient_server.watch.probes == ["a/b"]


async def test_a_probe_that_cannot_be_is_refused_with_the_reason(obedient_server: Served) -> None:
    """There is no such target, or no report came of it."""
    assert (await post(obedient_server, "/api/v1/targets/nobody/probe"))[0] == 404
    obedient_server.watch.probe_gives_nothing = True
    status, text = await post(obedient_server, "/api/v1/targets/www/probe")
    assert status == 503
    assert "gave no report" in text


async def test_an_unknown_path_is_not_found(server: Served) -> None:
    """The answer is one short line."""
    async with server.client.get("/nowhere") as answer:
        assert answer.status == 404
        assert await answer.text() == "404 Not Found: nothing is at this path\n"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/metrics", "GET, HEAD"),
        ("DELETE", "/api/v1/targets/www", "GET, HEAD"),
        ("GET", "/-/reload", "POST"),
        ("OPTIONS", "/", "GET, HEAD"),
    ],
)
async def test_another_method_is_answered_with_those_that_are_taken(
    server: Served, method: str, path: str, allowed: str
) -> None:
    """In the sentence and in the header."""
    async with server.client.request(method, path) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == allowed
        assert f"takes {allowed}" in await answer.text()


async def test_a_defect_is_answered_logged_and_counted(
    server: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """The client sees no inside, and the server goes on."""
    server.watch.defect = KeyError("inside")
    async with server.client.get("/") as answer:
        assert answer.status == 500
        assert "inside" not in await answer.text()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert server.registry.get_sample_value("tls_exporter_internal_errors_total") == 1
    assert (await post(server, "/-/reload"))[0] == 403


async def test_requests_are_logged_only_for_those_who_debug(
    server: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """No access log by default."""
    caplog.set_level(logging.INFO, logger="exporter")
    async with server.client.get("/-/healthy"):
        assert not [each for each in caplog.records if each.name.startswith("exporter")]
    caplog.set_level(logging.DEBUG, logger="exporter")
    async with server.client.get("/-/healthy?x=1"):
        pass
    (record,) = (each for each in caplog.records if each.name.startswith("exporter"))
    logged = record.__dict__
    assert (logged["method"], logged["path"], logged["status"]) == ("GET", "/-/healthy?x=1", 200)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"GET /%zz%00%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /-/reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /metrics?name[]=%ff&name[]= HTTP/1.1\r\nHost: x\r\nAccept: ;;q=,\r\n\r\n",
    ],
)
async def test_no_request_brings_the_server_down(server: Served, request_bytes: bytes) -> None:
    """Whatever is sent, the next client is served."""
    host, port = server.client.server.host, server.client.server.port
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request_bytes)
    writer.write_eof()
    with suppress(ConnectionError):  # closed while we still wrote: refused all the same
        await reader.read()
    writer.close()
    async with server.client.get("/-/healthy") as answer:
        assert answer.status == 200
