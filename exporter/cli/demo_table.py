"""The demo's table: what is there in each scenario, and what the exporter made of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from exporter.lab.held_up import is_held_up
from exporter.lab.scenario import Scenario
from exporter.model.report import Report
from exporter.views.summary import by_kind
from exporter.views.terminal import SEVERITY_STYLES, STANDING_STYLES

MOST_DIFFERENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """A scenario, what was reported of it, and how that differs from what must be."""

    scenario: Scenario
    report: Report
    differences: tuple[str, ...]

    @property
    def is_as_expected(self) -> bool:
        """Whether everything is reported as it must be."""
        return not self.differences

    @property
    def is_held_up(self) -> bool:
        """Whether this machine was too busy to know it."""
        return not self.is_as_expected and is_held_up(self.scenario.expectation, self.report)


def table(outcomes: Iterable[DemoResult]) -> Table:
    """One row for each scenario; the rows take two lines where something was found."""
    rows = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    rows.add_column("", no_wrap=True)
    rows.add_column("Scenario", no_wrap=True)
    rows.add_column("What is there, and what was found")
    rows.add_column("Fails at", no_wrap=True)
    for outcome in outcomes:
        rows.add_row(
            mark(outcome), outcome.scenario.name, account(outcome), failing_step(outcome.report)
        )
    return rows


def mark(outcome: DemoResult) -> Text:
    """Whether the scenario is reported as it must be."""
    if outcome.is_held_up:
        return Text("?", style="yellow")
    return Text("✓", style="green") if outcome.is_as_expected else Text("✗", style="bold red")


def account(outcome: DemoResult) -> Text:
    """What is there, then the codes found, then how they differ from what must be found."""
    text = Text(outcome.scenario.title)
    for kind, _ in by_kind(outcome.report.findings):
        text.append(f"\n{kind.code}", style=SEVERITY_STYLES[kind.severity])
    if outcome.is_held_up:
        return text.append("\nnot all is known: this machine was too busy", style="yellow")
    for difference in outcome.differences[:MOST_DIFFERENCES]:
        text.append(f"\nwrong: {difference}", style="bold red")
    if (more := len(outcome.differences) - MOST_DIFFERENCES) > 0:
        text.append(f"\n… and {more} more", style="bold red")
    return text


def failing_step(report: Report) -> Text:
    """The number of the step where a person should begin."""
    step = report.first_failing_step
    return Text(
        f"step {step.number}" if step else "nowhere", style=STANDING_STYLES[report.standing]
    )


def summary(outcomes: tuple[DemoResult, ...]) -> Text:
    """How many scenarios are reported as they must be."""
    right = sum(outcome.is_as_expected for outcome in outcomes)
    held_up = sum(outcome.is_held_up for outcome in outcomes)
    text = f"{right} of {len(outcomes)} deployments are reported as they must be."
    if held_up:
        text += f"\nThis machine was too busy for {held_up} more; try again when it is quiet."
    if right + held_up < len(outcomes):
        return Text(text, style="bold red")
    return Text(text, style="bold yellow" if held_up else "bold green")
