"""The state of a step as a sign."""

from dataclasses import dataclass

from exporter.model.report import StepVerdict
from exporter.words.severity import Severity
from exporter.words.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A state of a step as a sign, with the words that say the same."""

    glyph: str
    words: str
    style: str


FAILING = Mark(glyph="✗", words="failing", style="failing")
NOT_CHECKED = Mark(glyph="–", words="not checked", style="unchecked")  # noqa: RUF001 the dash is meant
PARTLY_CHECKED = Mark(glyph="◐", words="partly checked", style="partial")
PASSED = Mark(glyph="✓", words="passed", style="passed")
PASSED_WITH_WARNING = Mark(glyph="!", words="passed, with a warning", style="warning")
MARK_OF_STATUS = {
    Status.FAILING: FAILING,
    Status.PARTLY_CHECKED: PARTLY_CHECKED,
    Status.NOT_CHECKED: NOT_CHECKED,
}
MARKS = (PASSED, PASSED_WITH_WARNING, FAILING, PARTLY_CHECKED, NOT_CHECKED)


def mark(rung: StepVerdict) -> Mark:
    """The sign of a rung."""
    if rung.status is not Status.PASSED:
        return MARK_OF_STATUS[rung.status]
    warned = any(finding.kind.severity is Severity.WARNING for finding in rung.findings)
    return PASSED_WITH_WARNING if warned else PASSED
