"""The pages that alerts lead to: one for each step and finding, alike in every language."""

import re

import pytest

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages as runbook
from exporter.views.pages.guide import guide_page
from exporter.words.language import LANGUAGES
from exporter.words.step import Step
from tests.alerts.pack import alerts
from tests.deployments import NOW

HEADINGS = {
    "en": ["Meaning", "Impact", "Diagnosis", "Repair"],
    "ja": ["意味", "影響", "診断", "対処"],
}
PAGES = {"exporter", *Step, *(f"finding/{kind.code}" for kind in ALL_KINDS)}
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\s*(?<!\S)#.*$", re.MULTILINE)
LINK = re.compile(r"\]\(/guide/([\w/]+)\)")
every_page = pytest.mark.parametrize("page", sorted(PAGES))
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


@in_every_language
def test_the_pages_are_those_of_the_guide(language: str) -> None:
    """One for each step, each finding and the exporter itself; nothing superfluous."""
    assert runbook(language).keys() == PAGES


@every_page
@in_every_language
def test_a_page_has_a_title_and_four_sections(page: str, language: str) -> None:
    """What it means, whom it hurts, how to see it, how to mend it."""
    text = runbook(language)[page].text
    assert text.startswith("# ")
    assert HEADING.findall(CODE_BLOCK.sub("", text)) == HEADINGS[language]


@every_page
def test_a_page_shows_the_same_commands_in_every_language(page: str) -> None:
    """Only the comments are translated."""
    one, other = (commands(runbook(language)[page].text) for language in LANGUAGES)
    assert one == other


@in_every_language
def test_the_exporter_s_page_names_every_alert_that_leads_to_it(language: str) -> None:
    """Whoever comes from one finds what to do about it, where the link leads."""
    html = guide_page("exporter", language=language, now=NOW) or ""
    own = [one.name for one in alerts() if not one.step]
    assert [name for name in own if html.count(f'<strong id="{name}">') != 1] == []


@every_page
@in_every_language
def test_links_lead_to_pages(page: str, language: str) -> None:
    """Within the guide; the exporter serves them."""
    assert {*LINK.findall(runbook(language)[page].text)} <= PAGES


def commands(text: str) -> list[tuple[str, str]]:
    """The code blocks: their language, and where they have one, what they say uncommented."""
    return [
        (kind, COMMENT.sub("", block) if kind else "") for kind, block in CODE_BLOCK.findall(text)
    ]
