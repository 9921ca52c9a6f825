"""The page on findings is the one that the guide generates."""

from pathlib import Path

from exporter.guide.diagnose import ALL_KINDS
from exporter.views.findings_document import findings_document

DOCUMENT = Path(__file__).parents[3] / "docs" / "findings.md"


def test_the_committed_page_is_the_generated_one() -> None:
    """Whoever adds a finding writes it anew: python -m exporter.views.findings_document."""
    assert DOCUMENT.read_text(encoding="utf-8") == findings_document()


def test_every_finding_has_a_row_with_a_page_that_exists() -> None:
    """Once, and its link leads to the runbook."""
    text = findings_document()
    for kind in ALL_KINDS:
        assert text.count(f"[`{kind.code}`]") == 1
        page = text.split(f"[`{kind.code}`](")[1].split(")")[0]
        assert (DOCUMENT.parent / page).is_file()
