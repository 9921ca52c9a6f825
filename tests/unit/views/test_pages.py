"""The pages: failing first, states in words and signs, strangers' text harmless."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from exporter.model.place import Resolver
from exporter.model.report import Report, Turn
from exporter.views.pages.environment import STATIC_FILES
from exporter.views.pages.overview import Overview, Wish
from exporter.views.pages.target import pending_page, target_page
from exporter.words.language import LANGUAGES
from exporter.words.standing import Standing
from exporter.words.step import Step
from tests.deployments import (
    INTERMEDIATE,
    LEAF,
    NOW,
    SITE,
    Site,
    assessment,
    closed,
    gap,
    left_out,
)
from tests.unit.views.examples import (
    ERROR,
    LEFT_OUT,
    OTHER,
    SEEN,
    WARNING,
    WELL,
    WITHOUT_FILES,
    beside,
    broken,
    finding,
    told,
    unresolved,
)

SCRIPT = "<script>alert(1)</script>"
REFRESH = '<script src="/static/refresh.js" defer></script>'
HOSTILE = f"CN=\"'>{SCRIPT}\x1b[2J\u202e"


class Page(HTMLParser):
    """The tags, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what is loaded or linked."""
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in {"href", "src", "action"}
        ]

    def handle_data(self, data: str) -> None:
        """Take note of text."""
        self.text += data


def named(report: Report, name: str) -> Report:
    """The report on a target of another name."""
    return replace(report, target=replace(report.target, name=name, host=f"{name}.example"))


def names_on(html: str) -> list[str]:
    """The targets of an overview, in order."""
    return re.findall(r'<a href="/targets/([^"]+)">', html)


def overview_page(
    reports: Sequence[Report], pending: Sequence[str] = (), *, query: str = "", **said: Any
) -> str:
    """The first part of the page, made for the first time."""
    return Overview().page(reports, pending, now=NOW, wish=Wish(query=query), **said)


def pages() -> Iterator[str]:
    """Every kind of page, of reports of every kind."""
    for report in (told(), broken(), unresolved(), beside(LEFT_OUT, WITHOUT_FILES)):
        yield target_page(report, now=NOW)
    yield overview_page([told(), broken()], ["new"], query="w")
    yield pending_page("new", now=NOW)


def test_failing_targets_come_first() -> None:
    """Then the partly and the wholly unknown, those with warnings, the healthy; by name within each."""
    reports = [
        named(told(), "b-healthy"),
        named(told(), "a-healthy"),
        named(told(finding(WARNING, "b > a")), "warned"),
        named(unresolved(), "unknown"),
        named(beside(LEFT_OUT), "partly"),
        named(broken(), "broken"),
    ]
    html = overview_page(reports)
    assert names_on(html) == ["broken", "partly", "unknown", "warned", "a-healthy", "b-healthy"]
    counts = "6 targets: 1 failing, 1 partly unknown, 1 not known, 1 with warnings, 2 healthy"
    assert counts in " ".join(Page(html).text.split())


def test_what_nobody_reaches_comes_before_what_nobody_trusts() -> None:
    """Of those that fail at one step, what ends sooner comes first; names settle the rest."""
    later = replace(LEAF, not_after=LEAF.not_after + timedelta(days=9))
    reports = [
        named(broken(), "a-certificate"),
        named(WELL.serving(assessment(later, INTERMEDIATE)).judged(), "a-later"),
        named(told(), "b-sooner"),
        named(replace(WELL, sites=(closed(),)).judged(), "z-closed-port"),
    ]
    order = names_on(overview_page(reports))
    assert order == ["z-closed-port", "a-certificate", "b-sooner", "a-later"]


def test_the_matrix_says_its_states_in_words() -> None:
    """Beside the sign, for those who do not see it; each state has a sign of its own."""
    warned = told(finding(WARNING, "b > a"))
    reports = [broken(), named(beside(LEFT_OUT), "partly"), named(warned, "warned")]
    html = overview_page(reports)
    words = re.findall(r'role="img" title="\d: ([^"]+)">', html)
    assert words[:9] == [
        "passed",
        "not checked",
        "failing",
        "passed",
        "passed",
        "passed, with a warning",
        "not checked",
        "passed",
        "not checked",
    ]
    assert words[9] == "partly checked"
    assert len(set(re.findall(r'role="img" title="[^"]+">(.)<', html))) == 5


@pytest.mark.parametrize("site", [LEFT_OUT, WITHOUT_FILES])
def test_a_target_half_unknown_is_not_shown_as_healthy(site: Site) -> None:
    """Its row has a colour of its own, and says what is not known and what that needs."""
    html = overview_page([beside(site)])
    assert "1 target: 1 partly unknown" in Page(html).text.replace("\n", "")
    assert '<tr role="row" class="partly_unknown">' in html
    assert "nothing known is wrong, but not everything could be checked: 203.0.113.9:443" in html
    page = target_page(beside(site), now=NOW)
    assert '<p class="state partly_unknown">nothing known is wrong, but' in page
    assert '<li class="partial" id="port">' in page
    assert "port 443 is open on 1 address; not checked: 203.0.113.9:443 needs" in Page(page).text


def test_a_failing_rung_shows_where_it_is_not_checked() -> None:
    """Below its fault, each place with what it needs."""
    report = beside(closed(site=replace(SITE, address="203.0.113.8")), LEFT_OUT)
    text = Page(target_page(report, now=NOW)).text
    assert "Not checked: 203.0.113.9:443 needs max_addresses above 16" in text


def test_addresses_that_were_left_out_are_told_together() -> None:
    """However many there are; they have no part of the page of their own."""
    sites = [left_out(site=replace(OTHER, address=f"203.0.113.{n}")) for n in range(20, 70)]
    page = Page(target_page(beside(*sites), now=NOW))
    assert "203.0.113.22:443 and 47 more need max_addresses above 16" in page.text
    assert "203.0.113.23" not in page.text


def test_what_changed_lately_is_told_the_latest_first() -> None:
    """How the target stood from then on, and where another certificate came."""
    hours = [NOW - timedelta(hours=ago) for ago in (3, 2, 1)]
    failing = Turn(
        at=hours[0], standing=Standing.FAILING, step=Step.CHAIN, errors=("chain_incomplete",)
    )
    well = Turn(at=hours[2], standing=Standing.HEALTHY, step=None, errors=())
    report = replace(told(), history=(failing, well), changed={"203.0.113.10": hours[1]})
    text = " ".join(Page(target_page(report, now=NOW)).text.split())
    told_last = f"{hours[2]:%H:%M:%S} UTC healthy"
    told_first = f"{hours[0]:%H:%M:%S} UTC failing: chain_incomplete"
    between = f"{hours[1]:%H:%M:%S} UTC another certificate at 203.0.113.10"
    assert text.index(told_last) < text.index(between) < text.index(told_first)


def test_addresses_that_came_and_left_are_among_what_changed() -> None:
    """Those of the first look have not come."""
    hours = [NOW - timedelta(hours=ago) for ago in (4, 3, 2, 1)]
    begun = Turn(at=hours[1], standing=Standing.HEALTHY, step=None, errors=())
    report = replace(
        told(),
        history=(begun,),
        came={"203.0.113.9": hours[0], "203.0.113.10": hours[3]},
        left={"203.0.113.8": hours[2]},
    )
    text = " ".join(Page(target_page(report, now=NOW)).text.split())
    assert f"{hours[3]:%H:%M:%S} UTC an address more: 203.0.113.10" in text
    assert f"{hours[2]:%H:%M:%S} UTC 203.0.113.8 was last among the addresses" in text
    assert "an address more: 203.0.113.9" not in text


def test_the_overview_tells_what_matters() -> None:
    """Days left, the weakest version and where to begin; nothing is invented."""
    text = Page(overview_page([broken()])).text
    assert "failing at step 3, Certificate: The certificate has expired" in text
    assert "ended 3.0 days ago" in text
    assert "TLSv1.0" in text
    assert "not seen" in Page(overview_page([unresolved()])).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["broken", "partly", "other"]),
        ("BROKEN", ["broken"]),
        ("certificate_expired", ["broken"]),
        ("2001:db8::7", ["broken"]),
        ("web other", ["other"]),
        ("failing", ["broken"]),
        ("broken Android 7.0", ["broken"]),
        ("Firefox", []),
        ("partly unknown", ["partly"]),
        ("partly_unknown", ["partly"]),
        ("nowhere", []),
    ],
)
def test_the_filter_wants_all_words(query: str, found: list[str]) -> None:
    """In names, hosts, addresses, finding codes, clients shut out, labels or the standing, in any case."""
    partly = named(beside(LEFT_OUT), "partly")
    reports = [named(broken(), "broken"), partly, named(told(), "other")]
    html = overview_page(reports, query=query)
    assert names_on(html) == found
    assert ("No target answers to this" in html) == (not found)


def test_a_large_fleet_stays_one_page() -> None:
    """A part at a time, the gravest in the first, with the way to the others above and below."""
    reports = [
        *(named(told(), f"t{number:03}") for number in range(320)),
        named(broken(), "broken"),
    ]
    html = overview_page(reports)
    assert names_on(html)[0] == "broken"
    assert len(names_on(html)) == 150
    assert html.count("1 to 150 of 321") == 2
    assert html.count('<a href="/?page=3">3</a>') == 2
    last = Overview().page(reports, now=NOW, wish=Wish(page=9))
    assert names_on(last) == [f"t{number:03}" for number in range(299, 320)]
    assert "301 to 321 of 321" in last


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_large_fleet_is_small(language: str) -> None:
    """Below 300 kB, with room for names and headlines that are longer than these."""
    report = broken()
    reports = [named(report, f"service-{number:05}.shop.example.com") for number in range(10_000)]
    html = Overview().page(reports, now=NOW, language=language)
    assert len(html.encode()) < 220_000


def test_a_doubt_about_the_clock_comes_before_the_targets() -> None:
    """With its command as code; there is no room for it where there is no doubt."""
    html = overview_page([], problems=["The clock is suspected; see `timedatectl`."])
    assert (
        '<li>The clock is suspected; see <span class="piece"><code>timedatectl</code>.</span></li>'
        in html
    )
    assert 'role="alert"' not in overview_page([])


def test_what_the_exporter_cannot_use_of_its_files_stands_above_the_targets() -> None:
    """Each in a line, twenty at most, and how many there are besides."""
    html = overview_page([], problems=["roots.pem: gone", *map(str, range(30))])
    assert "<li>roots.pem: gone</li>" in html
    assert html.count("<li>") == 21
    assert "<li>and 11 more</li>" in html


def test_what_is_wrong_with_the_exporter_is_told_in_the_language_of_the_page() -> None:
    """What a configuration lacks stays as `config check` says it."""
    problems = ("the new configuration was refused: a.yml:9: not YAML", "x/*.yml: gone")
    html = Overview().page([], now=NOW, problems=problems, language="ja")
    assert "<li>新しい設定は拒否されました: a.yml:9: not YAML</li>" in html
    assert "<li>x/*.yml: gone</li>" in html


def test_targets_that_wait_are_named() -> None:
    """On the overview, filtered too, and on a page of their own."""
    html = overview_page([], ["new-b", "new-a"], query="new-a")
    assert "2 targets: 2 not probed yet" in html
    assert "<li>new-a</li>" in html
    assert "new-b" not in html
    assert "Not probed yet" in pending_page("new-a", now=NOW)


def test_one_target_shows_findings_with_repair() -> None:
    """Title, code with its runbook, proof with its address, repair and reference."""
    page = Page(target_page(broken(), now=NOW))
    assert "The certificate has expired" in page.text
    assert "203.0.113.10:443: ended 3 days ago" in page.text
    assert "Renew it." in page.text
    assert "RFC 5280, section 4.1.2.5" in page.text
    assert {
        "/guide/certificate?target=www",
        "/guide/finding/certificate_expired?target=www",
    } <= set(page.addresses)


def test_commands_in_a_repair_are_code() -> None:
    """In one piece with the signs beside them; the rest of it stays text."""
    kind = replace(ERROR, remedy="Set `a <b>;` in nginx & (`c`). A lone ` stays.")
    html = target_page(told(finding(kind, "seen")), now=NOW)
    one = '<span class="piece"><code>a &lt;b&gt;;</code></span>'
    other = '<span class="piece">(<code>c</code>).</span>'
    assert f"<strong>Repair:</strong> Set {one} in nginx &amp; {other} A lone ` stays." in html


def test_one_target_shows_what_was_seen() -> None:
    """Chain, addresses, answers, timings, and what was not tried."""
    text = Page(target_page(broken(), now=NOW)).text
    for part in (
        "CN=Root CA",
        "[2001:db8::7]:443 (origin)",
        "connect_timeout: it is said so",
        "accepts TLSv1.0, TLSv1.2, TLSv1.3; unknown: TLSv1.1",
        "connect 10 ms, handshake 25 ms",
        "A 198.51.100.1, 203.0.113.11, TTL 300 s",
        "dns_servfail",
        "dns 4 ms",
    ):
        assert part in text


def test_a_gap_stands_in_the_tree() -> None:
    """The missing certificate by its name, above the one that was sent."""
    incomplete = assessment(LEAF, trusts=(gap(),))
    html = target_page(told(deployment=WELL.serving(incomplete)), now=NOW)
    assert re.search(
        r'class="missing">.*CN=Issuing CA.*missing, not sent.*class="sent">', html, re.DOTALL
    )


def test_strangers_cannot_write_markup() -> None:
    """Names of certificates, targets, hosts and labels are escaped; nothing steers the reader."""
    leaf = replace(LEAF, subject=HOSTILE, issuer=HOSTILE, dns_names=(HOSTILE,))
    deployment = replace(
        WELL,
        target=replace(WELL.target, name=HOSTILE, host=HOSTILE),
        sites=(replace(SEEN, chain=assessment(leaf, INTERMEDIATE)),),
    )
    kind = replace(ERROR, remedy=f"`{HOSTILE}` {HOSTILE}")
    report = told(finding(kind, HOSTILE, Resolver(name=HOSTILE)), deployment=deployment)
    for html in (
        target_page(report, now=NOW),
        overview_page([report], [HOSTILE], query="script"),
        pending_page(HOSTILE, now=NOW),
    ):
        assert SCRIPT not in html
        assert Page(html).tags.count("script") == html.count(REFRESH) == 1
        assert SCRIPT in Page(html).text
        assert "\x1b" not in html
        assert "\u202e" not in html
    asked = overview_page([report], [HOSTILE], query=HOSTILE)
    assert SCRIPT not in asked
    assert "\u202e" not in asked


def test_pages_load_nothing_from_elsewhere() -> None:
    """One script, no inline styles; every address is a path, and static files exist."""
    for html in pages():
        page = Page(html)
        assert not {"style", "img", "iframe"} & set(page.tags)
        assert page.tags.count("script") == html.count(REFRESH) == 1
        assert not re.search(r"\sstyle=|\son\w+=", html)
        assert all(address.startswith("/") for address in page.addresses)
        for address in page.addresses:
            if address.startswith("/static/"):
                assert (STATIC_FILES / address.removeprefix("/static/")).is_file()


def test_styles_load_nothing_from_elsewhere() -> None:
    """The one style sheet needs no font and no picture, and knows a dark room."""
    style = (STATIC_FILES / "style.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
