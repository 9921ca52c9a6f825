"""The guide's pages are rendered from the package's Markdown, in two languages."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest

from exporter.guide.runbook import finding_kind, pages
from exporter.views.pages.guide import guide_page, markdown
from exporter.words.language import LANGUAGES
from exporter.words.step import Step
from tests.deployments import TARGET

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def without_pieces(html: str | None) -> str:
    """A page as text has it, whatever keeps its code from being parted."""
    assert html is not None
    return re.sub("</?span[^>]*>", "", html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", pages("en"))
def test_every_page_is_rendered_in_every_language(page: str, language: str) -> None:
    """With its title once, its language, and the way to the other language."""
    html = guide_page(page, language=language, now=NOW)
    assert html is not None
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert all(f'lang="{tag}"' in html for tag in LANGUAGES)


def test_an_unknown_page_is_none() -> None:
    """Nor does a page name reach the file system."""
    assert guide_page("../../model/step", language="en", now=NOW) is None
    assert guide_page("finding/no_such_code", language="ja", now=NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page(language: str) -> None:
    """Under their titles, each step before its findings."""
    html = guide_page("", language=language, now=NOW)
    assert html is not None
    assert re.findall(r'<li><a href="/guide/(\w+)">', html) == [*Step, "exporter"]
    for name, page in pages(language).items():
        assert f'<a href="/guide/{name}">{escape(page.title, quote=False)}</a>' in html


def test_commands_are_those_for_the_target() -> None:
    """Its name and port stand where a page has those of no site; prose stays as it is."""
    target = replace(
        TARGET, name="a shop", host="shop.example", server_name="shop.example", port=8443
    )
    html = without_pieces(
        guide_page("finding/certificate_expired", language="en", target=target, now=NOW)
    )
    assert "-connect shop.example:8443 -servername shop.example" in html
    assert '<a href="/targets/a%20shop">' in html
    for code in re.findall(r"<code[^>]*>(.*?)</code>", html, re.DOTALL):
        assert not re.search(r"\b(NAME|HOST)\b", code)


def test_a_connection_leads_to_the_host_and_asks_for_the_name() -> None:
    """Where these are two; what prose gives as an example stays one."""
    target = replace(TARGET, host="192.0.2.1", server_name="shop.example", port=8443)
    html = without_pieces(guide_page("certificate", language="en", target=target, now=NOW))
    assert "-connect 192.0.2.1:8443 -servername shop.example" in html
    assert "<code>www.example.com</code>" in html


def test_code_of_a_sentence_stays_with_its_signs() -> None:
    """A block of commands has lines of its own."""
    html = guide_page("dns", language="en", now=NOW)
    assert html is not None
    option = '<span class="option">--invalidate</span>'
    assert f'<span class="piece"><code>sudo nscd {option}=hosts</code>,</span> or' in html
    assert '<span class="piece"><code class=' not in html
    assert "<pre><span" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("page", "command"),
    [
        ("port", "nc -vz shop.example 8443"),
        ("port", "curl -v --connect-timeout 5 https://shop.example:8443/"),
        ("port", "--resolve shop.example:8443:198.51.100.7 https://shop.example:8443/"),
        ("chain", "-connect shop.example:8443 -servername shop.example -showcerts"),
        ("compatibility", "testssl.sh --protocols shop.example:8443"),
        ("finding/port_refused", "'sport = :8443'"),
        ("finding/compatibility_tls1_0_enabled", "tls-exporter check shop.example:8443"),
        ("finding/chain_incomplete", "tls-exporter check --complete-chain shop.example:8443"),
        ("finding/certificate_varies", "-connect ADDRESS:8443 -servername shop.example"),
        ("finding/client_cache_hsts_ignored", "curl -sI https://shop.example:8443 |"),
    ],
)
def test_commands_have_the_port_of_the_target(page: str, command: str, language: str) -> None:
    """In both languages, wherever one may stand."""
    target = replace(TARGET, host="shop.example", server_name="shop.example", port=8443)
    html = without_pieces(guide_page(page, language=language, target=target, now=NOW))
    assert command in html
    of_https = guide_page(page, language=language, target=replace(target, port=443), now=NOW)
    assert of_https is not None
    assert "https://shop.example:" not in of_https


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_for_a_target_has_a_place_left_for_its_name(language: str) -> None:
    """On any page."""
    for page in pages(language):
        html = without_pieces(guide_page(page, language=language, target=TARGET, now=NOW))
        for code in re.findall(r"<code[^>]*>(.*?)</code>", html, re.DOTALL):
            assert not re.search(r"(?<![\w.-])(HOST|NAME|ホスト|名前)(?!\w)", code), (page, code)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["compatibility", "finding/compatibility_weak_cipher_enabled"])
def test_the_list_of_suites_is_the_same_everywhere(page: str, language: str) -> None:
    """For nginx, Apache and HAProxy, and in the remedy."""
    suites = re.compile(r"ECDHE-[\w:-]+")
    (remedied,) = suites.findall(finding_kind("compatibility_weak_cipher_enabled").remedy)
    lists = suites.findall(pages(language)[page].text)
    assert set(lists) == {remedied}
    assert len(lists) >= 2


def test_tables_and_code_are_rendered() -> None:
    """The cache-flushing commands stand in a table."""
    html = guide_page("dns", language="en", now=NOW)
    assert html is not None
    assert "<table>" in html
    assert "<code>resolvectl flush-caches</code>" in html


def test_raw_html_is_not_passed_through() -> None:
    """The pages hold none, and a slip would be shown rather than run."""
    assert "<script>" not in markdown("en").render("<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("証明書を\n確認します", "証明書を確認します"),
        ("証明書を `x`\n確認", "証明書を <code>x</code> 確認"),
        ("PEM または\nnginx 用", "PEM または nginx 用"),
        ("証明書。\nnginx 用", "証明書。nginx 用"),
        ("with spaces\nbetween words", "with spaces\nbetween words"),
    ],
)
def test_japanese_lines_are_joined_as_japanese_is_written(source: str, joined: str) -> None:
    """Without a space, but for one between Japanese and Latin letters."""
    assert markdown("ja").render(source) == f"<p>{joined}</p>\n"
