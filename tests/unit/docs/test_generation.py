"""The generated pages are what the code declares now."""

from pathlib import Path

import pytest

from docs.generation import PAGES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_the_generated_one(name: str) -> None:
    """`make docs` writes it."""
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == PAGES[name]()


def test_these_pages_are_generated() -> None:
    """A page that is forgotten would never be compared."""
    assert set(PAGES) == {"clients", "findings", "metrics"}
