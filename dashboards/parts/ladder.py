"""What the guide says of targets: verdicts, the step to begin with, findings."""

from collections.abc import Callable

from dashboards.parts.links import FINDING_OF_ROW, TARGET_OF_ROW
from dashboards.parts.look import Look
from dashboards.parts.panel import Panel
from dashboards.parts.query import of_targets
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.words import FINDINGS, NOT_CHECKED, NOTHING_FAILS, Words
from exporter.words.step import Step

STATUS = "tls_step_status"
FIRST_STEP = "tls_first_failing_step"
EVERY_TARGET = f"group by (target) ({of_targets('tls_target_info')})"


def verdict(step: Step) -> str:
    """1 passed, 0 failing, as the exporter says; a number of our own where it says nothing."""
    status = of_targets(STATUS, step=step)
    return f"min by (target) ({status}) or 0 * {EVERY_TARGET} + {NOT_CHECKED}"


FIRST_FAILING_STEP = (
    f"min by (target) ({of_targets(FIRST_STEP)} > 0) or 0 * {EVERY_TARGET} + {NOTHING_FAILS}"
)
"""The number of the step to begin with; a high one where nothing fails, so that it sorts last."""


def severity(series: Callable[[str], str], words: Words, labels: str) -> str:
    """The gravity of findings or alerts as a number, so that they sort by it."""
    ranks = (f"{word.value:g} * group by ({labels}) ({series(word.text)})" for word in words)
    return " or ".join(ranks)


def findings(*, height: int) -> Panel:
    """What was found, the gravest first."""
    return table(
        "Findings",
        [
            Column(
                name="Severity",
                expr=severity(
                    lambda word: of_targets("tls_finding", severity=word),
                    FINDINGS,
                    "target, address, resolver, step, code",
                ),
                look=Look(words=FINDINGS),
                cell=Cell.COLORED_TEXT,
                width=90,
            ),
            label("Target", "target", TARGET_OF_ROW),
            label("Address", "address", width=130),
            label("Resolver", "resolver", width=100),
            label("Step", "step", width=120),
            label("Finding", "code", FINDING_OF_ROW),
        ],
        description="Everything the guide finds wrong now. A click on a finding opens its runbook: "
        "what it means, how to look closer, how to repair it.",
        height=height,
        sort_by="Severity",
        may_be_empty="nothing is wrong",
    )
