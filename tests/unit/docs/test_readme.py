"""Both READMEs give the same commands, metrics and configurations, and lead to files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ENGLISH, JAPANESE = ((ROOT / name).read_text() for name in ("README.md", "README.ja.md"))
PAGES = pytest.mark.parametrize("text", [ENGLISH, JAPANESE], ids=["en", "ja"])


def blocks(text: str) -> list[str]:
    """The blocks of code, without what stands behind a `#`."""
    found = re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r" *#.*", "", block) for block in found]


def test_commands_and_configurations_are_the_same() -> None:
    """What is typed has no language; how to work on it is told in English alone."""
    ours = blocks(ENGLISH)
    assert len(blocks(JAPANESE)) > 4
    assert [block for block in blocks(JAPANESE) if block not in ours] == []


def test_questions_are_answered_by_the_same_metrics() -> None:
    """Those of the table, in its order."""
    english, japanese = (
        re.findall(r"^\|.*\| (`tls_.*) \|$", text, re.MULTILINE) for text in (ENGLISH, JAPANESE)
    )
    named = [re.findall(r"`(tls_\w+)`", cell) for cell in english]
    assert len(named) > 8
    assert [re.findall(r"`(tls_\w+)`", cell) for cell in japanese] == named


def test_the_same_paths_are_told() -> None:
    """Each that the exporter answers, in the order of the table."""
    english, japanese = (
        re.findall(r"^\| (`(?:POST )?/.*?`) \|", text, re.MULTILINE) for text in (ENGLISH, JAPANESE)
    )
    assert len(english) > 8
    assert japanese == english


@PAGES
def test_links_lead_to_files_that_exist(text: str) -> None:
    """Those into the repository, pictures included."""
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


@PAGES
def test_each_leads_to_the_other(text: str) -> None:
    """In the first lines, where one looks for it."""
    other = "README.ja.md" if text is ENGLISH else "README.md"
    assert f"({other})" in "".join(text.splitlines()[:4])
