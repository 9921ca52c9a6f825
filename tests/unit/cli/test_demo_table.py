"""The demo's table says of each scenario what is there and what was found, at any width."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from exporter.cli.demo_table import Outcome, summary, table
from exporter.guide.ladder import ALL_KINDS
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from exporter.model.finding import Finding
from exporter.model.target import Target
from tests.deployments import HEALTHY, SITE

SCENARIOS = all_scenarios()

KINDS = {kind.code: kind for kind in ALL_KINDS}
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def outcome(scenario: Scenario, *differences: str) -> Outcome:
    """The scenario reported with exactly the findings that it expects."""
    findings = (
        Finding(kind=KINDS[code], place=SITE.place, evidence="seen")
        for code in sorted(scenario.expectation.findings)
    )
    target = Target(name=scenario.name, host=scenario.host, server_name=scenario.host)
    report = replace(HEALTHY, target=target).report(
        *findings, standing=scenario.expectation.standing
    )
    return Outcome(scenario=scenario, report=report, differences=differences)


def printed(renderable: RenderableType, width: int = 80) -> str:
    """The text as it goes into a pipe."""
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(renderable)
    return str(console.file.getvalue()) if isinstance(console.file, StringIO) else ""


def test_a_scenario_is_one_row() -> None:
    """Mark, name, title and first failing step on one line, the finding below the title."""
    lines = printed(table([outcome(BY_NAME["expired"])])).splitlines()
    row, below = (line for line in lines if "expired" in line)
    assert row.split(maxsplit=2)[:2] == ["✓", "expired"]
    assert "  The certificate ended 2 days ago  " in row
    assert row.rstrip().endswith("  step 3")
    assert below.strip() == "certificate_expired"
    assert below.index("certificate_expired") == row.index("The certificate")


def test_nothing_found_takes_one_line() -> None:
    """A healthy deployment has no step to begin at."""
    _, row = printed(table([outcome(BY_NAME["healthy"])])).splitlines()
    assert row.rstrip().endswith("  nowhere")


def test_a_warning_fails_no_step() -> None:
    """It is named all the same."""
    text = printed(table([outcome(BY_NAME["wrong-order"])]))
    assert "chain_out_of_order" in text
    assert "nowhere" in text


def test_what_is_reported_wrongly_is_told() -> None:
    """The row is crossed and says what differs."""
    text = printed(table([outcome(BY_NAME["healthy"], "tls_port_open{} is absent, not 1")]))
    assert "✗" in text
    assert "wrong: tls_port_open{} is absent, not 1" in text


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_fits_its_width(width: int) -> None:
    """Names, codes and steps stand unbroken; only titles wrap."""
    outcomes = [outcome(scenario) for scenario in SCENARIOS]
    text = printed(table(outcomes), width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for scenario in SCENARIOS:
        assert f" {scenario.name} " in text
        assert all(code in text for code in scenario.expectation.findings)


def test_the_summary_counts_those_as_expected() -> None:
    """One that is not as expected is enough to be seen."""
    right, wrong = outcome(BY_NAME["healthy"]), outcome(BY_NAME["expired"], "differs")
    assert printed(summary((right,))) == "1 of 1 deployments are reported as they must be.\n"
    assert printed(summary((right, wrong))).startswith("1 of 2 ")
