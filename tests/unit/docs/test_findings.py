"""The page on findings is the one that the guide generates."""

from pathlib import Path

from docs.generation.findings import findings_page
from exporter.guide.ladder import ALL_KINDS

DOCUMENT = Path(__file__).parents[3] / "docs" / "findings.md"


def test_every_finding_has_a_row_with_a_page_that_exists() -> None:
    """Once, and its link leads to the runbook."""
    text = findings_page()
    for kind in ALL_KINDS:
        assert text.count(f"[`{kind.code}`]") == 1
        page = text.split(f"[`{kind.code}`](")[1].split(")")[0]
        assert (DOCUMENT.parent / page).is_file()
