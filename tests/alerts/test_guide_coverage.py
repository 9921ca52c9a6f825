"""Every piece of the vendor's guide stands on the page that docs/guide-coverage.md names."""

import re

import pytest

from exporter.guide.runbook import pages as runbook
from exporter.words.language import LANGUAGES
from exporter.words.step import Step
from tests.alerts.pack import PACK

ROW = re.compile(
    r"^\| (?P<step>\d|) ?\| (?P<advice>.+?) "
    r"\| \[(?P<page>\w+)\]\(\.\./exporter/guide/runbook/en/(?P=page)\.md\) "
    r"\| (?P<words>.+) \|$",
    re.MULTILINE,
)
TEXT = (PACK.parent / "docs" / "guide-coverage.md").read_text()
ROWS = [match.groupdict() for match in ROW.finditer(TEXT)]
each_row = pytest.mark.parametrize("row", ROWS, ids=[row["advice"] for row in ROWS])


def test_every_row_is_read() -> None:
    """All lines of the table, but for its two of heading."""
    assert len(ROWS) == sum(line.startswith("|") for line in TEXT.splitlines()) - 2


@each_row
def test_advice_stands_on_its_page(row: dict[str, str]) -> None:
    """In the words of the table, on the page of its step, which every language has."""
    page = row["page"]
    assert one_line(row["words"]) in one_line(runbook("en")[page].text)
    assert all(page in runbook(language) for language in LANGUAGES)
    assert row["step"] in {"", str(Step(page).number)}


def test_every_step_gives_advice() -> None:
    """All nine."""
    assert {row["page"] for row in ROWS} == {*Step}


def one_line(text: str) -> str:
    """The text with any white space as one blank."""
    return " ".join(text.split())
