"""The pages: failing first, states in words and signs, strangers' text harmless."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.views.page import (
    STATIC_FILES,
    overview_page,
    pending_page,
    target_page,
    target_path,
)
from exporter.words.reason import Reason
from tests.unit.views.maker import Maker

SCRIPT = "<script>alert(1)</script>"
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


def pages(make: Maker) -> Iterator[str]:
    """Every kind of page, of reports of every kind."""
    for report in (make.report(), make.broken(), make.unresolved()):
        yield target_page(report, now=make.now)
    yield overview_page([make.report(), make.broken()], ["new"], now=make.now, query="w")
    yield pending_page("new", now=make.now)


def test_failing_targets_come_first(make: Maker) -> None:
    """Then the unknown, those with warnings, the healthy; by name within each."""
    warned = replace(make.report(), ladder=make.ladder(make.warning.found("b > a")))
    reports = [
        named(make.report(), "b-healthy"),
        named(make.report(), "a-healthy"),
        named(warned, "warned"),
        named(make.unresolved(), "unknown"),
        named(make.broken(), "broken"),
    ]
    html = overview_page(reports, now=make.now)
    assert names_on(html) == ["broken", "unknown", "warned", "a-healthy", "b-healthy"]
    assert "5 targets: 1 failing, 1 not known, 1 with warnings, 2 healthy" in html


def test_the_matrix_says_its_states_in_words(make: Maker) -> None:
    """Beside the sign, for those who do not see it."""
    html = overview_page([make.broken()], now=make.now)
    words = re.findall(r'<span class="spoken">([^<]+)</span>', html)
    assert words == [
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
    assert len(set(re.findall(r'aria-hidden="true">(.)<', html))) == 4


def test_the_overview_tells_what_matters(make: Maker) -> None:
    """Days left, the weakest version and where to begin; nothing is invented."""
    text = Page(overview_page([make.broken()], now=make.now)).text
    assert f"failing at step 3, Certificate: {make.broken().ladder[2].summary}" in text
    assert "ended 3.0 days ago" in text
    assert "TLSv1.0" in text
    assert "not seen" in Page(overview_page([make.unresolved()], now=make.now)).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["broken", "other"]),
        ("BROKEN", ["broken"]),
        ("certificate_expired", ["broken"]),
        ("2001:db8::7", ["broken"]),
        ("web other", ["other"]),
        ("failing", ["broken"]),
        ("broken Android 7.0", ["broken"]),
        ("Firefox", []),
        ("nowhere", []),
    ],
)
def test_the_filter_wants_all_words(make: Maker, query: str, found: list[str]) -> None:
    """In names, hosts, addresses, finding codes, clients shut out, labels or the state, in any case."""
    reports = [named(make.broken(), "broken"), named(make.report(), "other")]
    html = overview_page(reports, now=make.now, query=query)
    assert names_on(html) == found
    assert ("No target contains" in html) == (not found)


def test_a_large_fleet_stays_one_page(make: Maker) -> None:
    """The gravest are shown, and the page says how many are not."""
    reports = [named(make.report(), f"t{number}") for number in range(507)]
    html = overview_page([*reports, named(make.broken(), "broken")], now=make.now)
    assert names_on(html)[0] == "broken"
    assert len(names_on(html)) == 500
    assert "8 more are not shown" in html


def test_targets_that_wait_are_named(make: Maker) -> None:
    """On the overview, filtered too, and on a page of their own."""
    html = overview_page([], ["new-b", "new-a"], now=make.now, query="new-a")
    assert "2 targets: 2 not probed yet" in html
    assert "<li>new-a</li>" in html
    assert "new-b" not in html
    assert "Not probed yet" in pending_page("new-a", now=make.now)


def test_one_target_shows_findings_with_repair(make: Maker) -> None:
    """Title, code with its runbook, proof with its address, repair and reference."""
    page = Page(target_page(make.broken(), now=make.now))
    assert "The certificate has expired" in page.text
    assert f"{make.address}: ended 3 days ago" in page.text
    assert "Renew it." in page.text
    assert "RFC 5280, section 4.1.2.5" in page.text
    assert {"/guide/certificate", "/guide/finding/certificate_expired"} <= set(page.addresses)


def test_commands_in_a_repair_are_code(make: Maker) -> None:
    """And the rest of it stays text."""
    kind = replace(make.error, remedy="Set `a <b>;` in nginx & `c`. A lone ` stays.")
    report = replace(make.report(), ladder=make.ladder(kind.found("seen")))
    html = target_page(report, now=make.now)
    repair = "Set <code>a &lt;b&gt;;</code> in nginx &amp; <code>c</code>. A lone ` stays."
    assert f"<strong>Repair:</strong> {repair}" in html


def test_one_target_shows_what_was_seen(make: Maker) -> None:
    """Chain, addresses, answers, timings, and why the probe ended early."""
    report = make.broken()
    interrupted = Failed(reason=Reason.INTERNAL_ERROR, detail="KeyError")
    evidence = replace(report.evidence, interrupted=interrupted, addresses_left_out=3)
    text = Page(target_page(replace(report, evidence=evidence), now=make.now)).text
    for part in (
        "CN=Root CA",
        "[2001:db8::7]:443 (origin)",
        "connect_timeout: it is said so",
        "accepts TLSv1.0, TLSv1.2, TLSv1.3; unknown: TLSv1.1",
        "connect 10 ms, handshake 25 ms",
        "A 198.51.100.1, 203.0.113.11, TTL 300 s (4 ms)",
        "dns_servfail (2 ms)",
        "internal_error: KeyError",
        "3 addresses beyond max_addresses",
    ):
        assert part in text


def test_a_gap_stands_in_the_tree(make: Maker) -> None:
    """The missing certificate by its name, above the one that was sent."""
    html = target_page(make.report(make.endpoint(chain=make.gap())), now=make.now)
    assert re.search(
        r'class="missing">.*CN=Issuing CA.*missing, not sent.*class="sent">', html, re.DOTALL
    )


def test_strangers_cannot_write_markup(make: Maker) -> None:
    """Names of certificates, targets, hosts and labels are escaped; nothing steers the reader."""
    make.leaf = replace(make.leaf, subject=HOSTILE, issuer=HOSTILE, dns_names=(HOSTILE,))
    make.target = replace(make.target, name=HOSTILE, host=HOSTILE)
    finding = make.error.found(HOSTILE, address=HOSTILE)
    report = replace(make.report(), ladder=make.ladder(finding))
    kind = replace(make.error, remedy=f"`{HOSTILE}` {HOSTILE}")
    hostile_repair = replace(report, ladder=make.ladder(kind.found(HOSTILE)))
    for html in (
        target_page(report, now=make.now),
        target_page(hostile_repair, now=make.now),
        overview_page([report], [HOSTILE], now=make.now, query="script"),
        overview_page([report], [HOSTILE], now=make.now, query=HOSTILE),
        pending_page(HOSTILE, now=make.now),
    ):
        assert SCRIPT not in html
        assert "script" not in Page(html).tags
        assert SCRIPT in Page(html).text
        assert "\x1b" not in html
        assert "\u202e" not in html


def test_pages_load_nothing_from_elsewhere(make: Maker) -> None:
    """No scripts, no inline styles; every address is a path, and static files exist."""
    for html in pages(make):
        page = Page(html)
        assert not {"script", "style", "img", "iframe"} & set(page.tags)
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


def test_a_target_has_one_path_segment() -> None:
    """Whatever its name contains."""
    assert target_path("www") == "/targets/www"
    assert target_path("[::1]:443 a/b?") == "/targets/%5B%3A%3A1%5D%3A443%20a%2Fb%3F"
