"""The pages and the API show every target under its own name."""

import json
import re
from dataclasses import replace
from gzip import decompress as gunzip
from threading import get_ident
from typing import Any
from urllib.parse import quote

import pytest

from exporter.model.attestation import Attestation, Completion
from exporter.model.report import Report
from exporter.server.location import Location
from exporter.words.reason import Reason
from tests.deployments import HEALTHY, INTERMEDIATE, LEAF, NOW
from tests.integration.server.scripted import ScriptedWatch, Served, served
from tests.unit.scheduler.world import report_on, target

NAMES = [
    "www",
    "a/b/c",
    "[2001:db8::1]:443",
    "50%",
    "a%2Fb",
    "名前",
    "<b>&'\"",
    "a b?c#d",
    "x/probe",
]


async def get(server: Served, path: str, **headers: str) -> tuple[int, str]:
    """The status and the text of one answer."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.get(path, headers={"Accept-Encoding": "identity", **sent}) as answer:
        return answer.status, await answer.text()


async def test_the_overview_shows_all_targets(server: Served) -> None:
    """Those with a report and those that were not probed yet."""
    server.watch.add(report_on(target("www")), report_on(target("mail"), Reason.CONNECT_REFUSED))
    server.watch.pending = ("late",)
    status, text = await get(server, "/")
    assert status == 200
    assert all(name in text for name in ("www", "mail", "late"))


@pytest.mark.parametrize("path", ["/", "/api/v1/targets", "/metrics"])
async def test_the_event_loop_does_not_look_at_all_targets(
    server: Served, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Threads do: a look at each of 20,000 takes 15 ms, for which every probe would wait."""
    looks: list[int] = []

    def noted(one: Any) -> Any:
        looks.append(get_ident())
        return one

    for name in ("reports", "rendered", "pending_names"):
        ask, kind = getattr(ScriptedWatch, name), iter if name == "rendered" else tuple

        def told(watch: ScriptedWatch, ask: Any = ask, kind: Any = kind) -> Any:
            return kind(map(noted, ask(watch)))

        monkeypatch.setattr(ScriptedWatch, name, told)
    server.watch.add(report_on(target("www")))
    server.watch.pending = ("new",)
    status, _ = await get(server, path)
    assert status == 200
    assert looks
    assert get_ident() not in looks


async def test_the_overview_can_be_filtered(server: Served) -> None:
    """The query of the page's form is obeyed."""
    server.watch.add(report_on(target("www")), report_on(target("mail")))
    _, text = await get(server, "/?q=mail")
    assert "/targets/mail" in text
    assert "/targets/www" not in text


@pytest.mark.parametrize("name", NAMES)
async def test_a_target_is_found_by_any_name(server: Served, name: str) -> None:
    """Slashes, brackets, percent signs and other scripts only need to be encoded."""
    server.watch.add(report_on(target(name)))
    encoded = quote(name, safe="")
    assert (await get(server, f"/targets/{encoded}"))[0] == 200
    async with server.client.get(f"/api/v1/targets/{encoded}") as answer:
        assert answer.status == 200
        assert (await answer.json())["target"]["name"] == name


async def test_a_name_whose_slashes_a_proxy_decoded_is_found(server: Served) -> None:
    """The rest of the path is the name."""
    server.watch.add(report_on(target("a/b/c")))
    assert (await get(server, "/targets/a/b/c"))[0] == 200


async def test_the_page_of_a_target_that_was_not_probed_yet_says_so(server: Served) -> None:
    """A person sees a page, a program is told to come again."""
    server.watch.pending = ("late",)
    status, text = await get(server, "/targets/late")
    assert status == 200
    assert "Not probed yet" in text
    status, text = await get(server, "/api/v1/targets/late")
    assert status == 503
    assert "not been probed yet" in text


async def test_an_unknown_target_is_not_found(server: Served) -> None:
    """The answer is short, and JSON for programs."""
    status, text = await get(server, "/targets/<script>")
    assert (status, text) == (404, "404 Not Found: no target has this name\n")
    async with server.client.get("/api/v1/targets/nobody") as answer:
        assert answer.status == 404
        assert "no target" in (await answer.json())["error"]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize("path", ["/nowhere", "/targets/nobody", "/guide/finding/nothing"])
async def test_a_browser_is_refused_by_a_page(server: Served, path: str) -> None:
    """In its language, with the way to all targets; programs get a sentence."""
    status, text = await get(server, path, Accept=BROWSER, Accept_Language="ja")
    assert status == 404
    assert "<h1>404 見つかりません</h1>" in text
    assert '<a href="/">すべてのターゲット</a>' in text
    assert '<a href="?lang=en"' in text
    status, text = await get(server, path)
    assert (status, text[:15]) == (404, "404 Not Found: ")


async def test_a_refused_command_is_told_by_a_page(server: Served) -> None:
    """Whose links lead where they can."""
    headers = {"Accept": BROWSER, "Accept-Encoding": "identity"}
    async with server.client.post("/targets/www/probe", headers=headers) as answer:
        text = await answer.text()
        assert (answer.status, answer.content_type) == (403, "text/html")
    assert "this is off; start the exporter with --web.enable-lifecycle" in text
    assert '<a href="/?lang=ja"' in text


async def test_the_api_lists_all_targets(server: Served) -> None:
    """In short, with those that were not probed yet."""
    server.watch.add(report_on(target("www")))
    server.watch.pending = ("late",)
    async with server.client.get("/api/v1/targets") as answer:
        overview = await answer.json()
    assert [each["name"] for each in overview["targets"]] == ["www"]
    assert overview["pending"] == ["late"]
    assert answer.headers["Content-Type"] == "application/json"


async def test_the_api_describes_its_answers(server: Served) -> None:
    """Every key of both is in the schema."""
    server.watch.add(report_on(target("www")))
    async with server.client.get("/api/v1/schema") as answer:
        assert answer.headers["Content-Type"] == "application/json"
        described = (await answer.json())["$defs"]
    for path, name in (("", "Overview"), ("/www", "Report")):
        async with server.client.get(f"/api/v1/targets{path}") as answer:
            assert set(await answer.json()) == set(described[name]["properties"])


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("", "fr, en;q=0.5, ja;q=0.4", "en"),
        ("", "fr", "en"),
        ("?lang=ja", "en", "ja"),
        ("?lang=xx", "ja", "ja"),
    ],
)
async def test_the_guide_speaks_the_reader_s_language(
    server: Served, query: str, accepted: str, language: str
) -> None:
    """The link decides, then the browser, then English."""
    status, text = await get(server, f"/guide/port{query}", Accept_Language=accepted)
    assert status == 200
    assert f'<strong lang="{language}">' in text


@pytest.mark.parametrize("path", ["/guide", "/guide/"])
async def test_the_guide_has_an_index(server: Served, path: str) -> None:
    """In the reader's language, too."""
    status, text = await get(server, path)
    assert status == 200
    assert 'href="/guide/finding/port_refused"' in text
    _, text = await get(server, path, Accept_Language="ja")
    assert '<strong lang="ja">' in text


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/guide/8", "/guide/compatibility"),
        ("/guide/1?lang=ja", "/guide/port?lang=ja"),
        ("/guide/4?target=a%26b&lang=ja", "/guide/dns?target=a%26b&lang=ja"),
        ("/guide/9?lang=%0d%0aX-Evil:1", "/guide/permissions"),
    ],
)
async def test_the_number_of_a_step_leads_to_its_page(server: Served, path: str, page: str) -> None:
    """With the target and the language that were asked for."""
    async with server.client.get(path, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, page)
    assert (await get(server, "/guide/0"))[0] == 404
    assert (await get(server, "/guide/10"))[0] == 404


@pytest.mark.parametrize("path", ["/targets", "/targets/"])
async def test_whoever_leaves_the_name_of_a_target_out_is_led_to_all(
    server: Served, path: str
) -> None:
    """As shortening an address does."""
    async with server.client.get(path, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("path", ["/guide/dns/", "/guide/finding/port_refused/"])
async def test_a_slash_behind_a_page_of_the_guide_is_passed_over(server: Served, path: str) -> None:
    """It is the page without it."""
    assert (await get(server, path))[0] == 200


@pytest.mark.parametrize("path", ["/", "/targets/www", "/guide/port"])
async def test_a_language_that_a_link_asks_for_is_kept(server: Served, path: str) -> None:
    """On every page from then on, whatever the browser asks for."""
    server.watch.add(report_on(target("www")))
    _, text = await get(server, path, Accept_Language="en")
    assert '<html lang="en">' in text
    assert 'lang=ja" hreflang="ja"' in text
    await get(server, f"{path}?lang=ja", Accept_Language="en")
    status, text = await get(server, path, Accept_Language="en")
    assert (status, '<html lang="ja">' in text) == (200, True)
    _, text = await get(server, f"{path}?lang=en", Accept_Language="ja")
    assert '<html lang="en">' in text


async def test_the_guide_speaks_of_the_target_that_led_there(server: Served) -> None:
    """Its commands are for it; a name that nobody knows changes nothing."""
    server.watch.add(report_on(target("www")))
    _, text = await get(server, "/guide/finding/certificate_expired?target=www")
    assert '<a href="/targets/www">' in text
    assert "</span> www.example.com:443 " in text
    status, text = await get(server, "/guide/finding/certificate_expired?target=<script>")
    assert (status, "</span> NAME:443 " in text) == (200, True)


@pytest.mark.parametrize("sent", ["page=0", "page=9999999", "page=x", "sort=x", "sort=end&page=2"])
async def test_a_part_that_there_is_not_is_the_nearest_there_is(server: Served, sent: str) -> None:
    """Nothing in the query makes an error."""
    server.watch.add(report_on(target("www")))
    status, text = await get(server, f"/?{sent}")
    assert (status, "/targets/www" in text) == (200, True)


async def test_a_button_probes_where_commands_are_allowed(obedient_server: Served) -> None:
    """It leads back to the page; pressed again at once, it says to wait."""
    obedient_server.watch.add(report_on(target("a/b")))
    _, text = await get(obedient_server, "/targets/a%2Fb")
    assert '<form method="post" action="/targets/a%2Fb/probe">' in text
    client = obedient_server.client
    async with client.post("/targets/a%2Fb/probe", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/targets/a%2Fb")
    assert obedient_server.watch.probes == ["a/b"]
    async with client.post("/targets/a%2Fb/probe", allow_redirects=False) as answer:
        assert answer.status == 429
    async with client.post("/targets/nobody/probe", allow_redirects=False) as answer:
        assert answer.status == 404
    foreign = {"Origin": "https://elsewhere.example"}
    async with client.post("/targets/a%2Fb/probe", headers=foreign) as answer:
        assert answer.status == 403


async def test_where_commands_are_not_allowed_there_is_no_button(server: Served) -> None:
    """Nor does the path obey."""
    server.watch.add(report_on(target("www")))
    _, text = await get(server, "/targets/www")
    assert "<form" not in text
    async with server.client.post("/targets/www/probe") as answer:
        assert answer.status == 403
    assert server.watch.probes == []


async def test_pages_are_compressed_for_those_who_ask(server: Served) -> None:
    """Thousands of rows are mostly the same."""
    server.watch.add(*(report_on(target(f"t{number:03}")) for number in range(200)))
    async with server.client.get("/", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        packed = await answer.read()
    assert gunzip(packed).count(b"/targets/t") == 150
    assert len(packed) < 20_000


@pytest.mark.parametrize("unwanted", ["", "gzip;q=0", "gzip ; q = 0, *", "deflate", "br, identity"])
async def test_pages_are_plain_for_those_who_want_no_gzip(server: Served, unwanted: str) -> None:
    """A quality of 0 is a refusal (RFC 9110, section 12.4.2)."""
    server.watch.add(*(report_on(target(f"t{number:03}")) for number in range(200)))
    async with server.client.get("/", headers={"Accept-Encoding": unwanted}) as answer:
        assert "Content-Encoding" not in answer.headers
        assert (await answer.read()).count(b"/targets/t") == 150


async def test_the_overview_tells_of_the_exporter_s_told(server: Served) -> None:
    """Above the targets, and to programs."""
    server.watch.told = ("the resolver `corp` gives no usable answer",)
    _, text = await get(server, "/")
    assert (
        '<li>the resolver <span class="piece"><code>corp</code></span> gives no usable answer</li>'
        in text
    )
    _, text = await get(server, "/api/v1/targets")
    assert json.loads(text)["problems"] == list(server.watch.told)


async def test_the_guide_has_a_page_for_each_finding(server: Served) -> None:
    """What alerts link to; other words are not found."""
    assert (await get(server, "/guide/finding/port_refused"))[0] == 200
    assert (await get(server, "/guide/finding/nothing"))[0] == 404
    assert (await get(server, "/guide/../page"))[0] == 404


async def test_what_the_pages_need_is_served(server: Served) -> None:
    """The style sheet is there, and nothing outside its folder is."""
    async with server.client.get("/static/style.css") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/css")
    for path in ("/static/", "/static/nope", "/static/nope/style.css", "/static/%2e%2e/page.py"):
        async with server.client.get(path, headers={"Accept": "text/plain"}) as answer:
            assert await answer.text() == "404 Not Found: nothing is at this path\n"


@pytest.mark.parametrize(
    "path",
    ["/", "/targets/www", "/guide", "/guide/port", "/metrics", "/nowhere", "/static/style.css"],
)
async def test_every_answer_is_harmless_in_a_browser(server: Served, path: str) -> None:
    """Our own script alone runs, no type is guessed, no address is passed on, no frame is made."""
    server.watch.add(report_on(target("www")))
    async with server.client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/", "/targets/www", "/guide/port", "/metrics", "/api/v1/targets", "/-/healthy"]
)
async def test_head_is_answered_wherever_get_is(server: Served, path: str) -> None:
    """With the same status and no body."""
    server.watch.add(report_on(target("www")))
    async with server.client.head(path) as answer:
        assert answer.status == 200
        assert await answer.read() == b""


async def test_a_page_cannot_carry_a_target_s_name_as_markup(server: Served) -> None:
    """Names are configuration, yet a browser never sees them as HTML."""
    server.watch.add(report_on(target("<script>alert(1)</script>")))
    _, text = await get(server, "/")
    assert text.count("<script") == text.count('<script src="/static/refresh.js" defer>') == 1


async def test_the_whole_chain_of_a_certificate_is_a_file(server: Served) -> None:
    """The page leads to it; of a chain that nobody knows whole there is none."""
    report = healthy_with_whole_chain("a/b")
    server.watch.add(report, report_on(target("www")))
    fingerprint = LEAF.fingerprint_sha256
    path = f"/targets/a%2Fb/chain/{fingerprint}.pem"
    assert f'href="{path}"' in (await get(server, "/targets/a%2Fb"))[1]
    status, text = await get(server, path)
    assert status == 200
    assert text.count("-----BEGIN CERTIFICATE-----") == 2
    assert text.startswith("# CN=www.example.com\n-----BEGIN CERTIFICATE-----\n")
    assert (await get(server, f"/targets/www/chain/{fingerprint}.pem"))[0] == 404


def healthy_with_whole_chain(name: str) -> Report:
    """A report on a site whose documents were heard."""
    deployment = replace(HEALTHY, target=replace(HEALTHY.target, name=name))
    report = deployment.report()
    completion = Completion(is_completable=None, chain=(LEAF, INTERMEDIATE))
    attestation = Attestation(completion=completion, until=NOW)
    return replace(report, chains=(replace(report.chains[0], attestation=attestation),))


async def walked(server: Served, *, begin: str, links: str, routes: str) -> set[str]:
    """Every path that a browser comes to from the first page; each is there.

    `links` is in front of what pages name, `routes` in front of what is asked, as a proxy has it.
    """
    todo, seen = [begin], {begin}
    while todo:
        path = todo.pop()
        assert path.startswith(f"{links}/")
        status, text = await get(server, f"{routes}{path.removeprefix(links)}")
        assert status == 200, path
        found = {
            link.partition("?")[0] for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
        }
        todo += found - seen
        seen |= found
    return seen


@pytest.mark.parametrize("links", ["", "/tls", "/a/b"])
@pytest.mark.parametrize("routes", ["", "/tls", "/x/y"])
async def test_all_pages_are_reached_below_a_prefix(links: str, routes: str) -> None:
    """Whether a proxy keeps it, takes it away, or puts another in its place."""
    async with served(location=Location(links=links, routes=routes)) as server:
        server.watch.add(report_on(target("a/b")), report_on(target("www"), Reason.CONNECT_REFUSED))
        paths = await walked(server, begin=f"{links}/", links=links, routes=routes)
        assert {f"{links}/targets/www", f"{links}/metrics", f"{links}/static/style.css"} <= paths
        assert len(paths) > 30
        status, text = await get(server, f"{routes}/api/v1/targets/none")
        assert (status, text[:9]) == (404, '{"error":')


async def test_the_prefix_may_be_left_out_at_the_first_page() -> None:
    """Whoever types host and port alone is led to it, as is who forgets the last slash."""
    async with served(location=Location(links="/tls", routes="/tls")) as server:
        for path in ("/", "/tls"):
            async with server.client.get(path, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (302, "/tls/")
        async with server.client.get("/tls/guide/3", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/tls/guide/certificate"
        assert (await get(server, "/metrics"))[0] == 404
