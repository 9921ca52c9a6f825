"""The guide's pages are rendered from the package's Markdown, in two languages."""

import re
from datetime import UTC, datetime
from html import escape

import pytest

from exporter.guide.runbook import finding_kind, pages
from exporter.views.runbook import LANGUAGES, markdown, runbook_page
from exporter.words.step import Step

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", pages("en"))
def test_every_page_is_rendered_in_every_language(page: str, language: str) -> None:
    """With its title once, its language, and the way to the other language."""
    html = runbook_page(page, language=language, now=NOW)
    assert html is not None
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert all(f'lang="{tag}"' in html for tag in LANGUAGES)


def test_an_unknown_page_is_none() -> None:
    """Nor does a page name reach the file system."""
    assert runbook_page("../../model/step", language="en", now=NOW) is None
    assert runbook_page("finding/no_such_code", language="ja", now=NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page(language: str) -> None:
    """Under their titles, each step before its findings."""
    html = runbook_page("", language=language, now=NOW)
    assert html is not None
    assert re.findall(r'<li><a href="/guide/(\w+)">', html) == [*Step, "exporter"]
    for name, page in pages(language).items():
        assert f'<a href="/guide/{name}">{escape(page.title, quote=False)}</a>' in html


@pytest.mark.parametrize("page", ["", *pages("en")])
def test_a_language_that_was_asked_for_is_kept(page: str) -> None:
    """Every link within the guide, that of the menu included, asks for it again."""
    html = runbook_page(page, language="ja", is_asked_for=True, now=NOW)
    assert html is not None
    links = re.findall(r'href="(/guide[^"]*)"', html)
    assert '<a href="/guide?lang=ja">Guide</a>' in html
    assert all("?lang=" in link for link in links)
    of_itself = runbook_page(page, language="ja", now=NOW)
    assert of_itself is not None
    assert of_itself.count("?lang=") == 1


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
    html = runbook_page("dns", language="en", now=NOW)
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
        ("証明書を `x`\n確認", "証明書を <code>x</code>確認"),
        ("with spaces\nbetween words", "with spaces\nbetween words"),
    ],
)
def test_japanese_lines_are_joined_without_a_space(source: str, joined: str) -> None:
    """A line break in the source is no space in a language that has none."""
    assert markdown("ja").render(source) == f"<p>{joined}</p>\n"
