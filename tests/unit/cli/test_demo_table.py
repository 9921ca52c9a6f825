"""The demo's table says of each scenario what is there and what was found, at any width."""

import asyncio
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from exporter.cli.demo import exit_code, is_settled, judged_anew
from exporter.cli.demo_table import DemoResult, summary, table
from exporter.guide.ladder import ALL_KINDS
from exporter.lab.running import Lab
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from exporter.model.attempt import Attempt
from exporter.model.evidence import Sighting
from exporter.model.finding import Finding
from exporter.model.outcome import Failed, Postponed, Skipped
from exporter.model.scan import Scan
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.scan_subject import ScanSubject
from tests.deployments import HEALTHY, NOW, SCAN, SITE

SCENARIOS = all_scenarios()

KINDS = {kind.code: kind for kind in ALL_KINDS}
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def outcome(scenario: Scenario, *differences: str) -> DemoResult:
    """The scenario reported with exactly the findings that it expects."""
    findings = (
        Finding(kind=KINDS[code], place=SITE.place, evidence="seen")
        for code in sorted(scenario.expectation.findings)
    )
    target = Target(name=scenario.name, host=scenario.host, server_name=scenario.host)
    report = replace(HEALTHY, target=target).report(
        *findings, standing=scenario.expectation.standing
    )
    return DemoResult(scenario=scenario, report=report, differences=differences)


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


HELD_UP = (
    Failed(reason=Reason.STARVED, detail="held up"),
    Failed(reason=Reason.DEADLINE),
    Postponed(needs="a free place"),
    replace(SCAN, is_complete=False, left_open=(ScanSubject.PROTOCOLS,)),
    Skipped(needs="the answers of a scan, which comes with time"),
)


def lacking(found: DemoResult, failure: Failed | Skipped | Scan) -> DemoResult:
    """The same, of a probe in which an attempt came to this."""
    evidence = found.report.evidence
    sighting = Sighting(place=SITE.place, attempts=(Attempt(phase=Phase.SCAN, outcome=failure),))
    more = replace(evidence, sightings=(*evidence.sightings, sighting))
    return replace(found, report=replace(found.report, evidence=more))


@pytest.mark.parametrize(
    "failure", HELD_UP, ids=["starved", "deadline", "postponed", "scan", "scan-to-come"]
)
def test_what_the_machine_was_too_busy_for_is_not_wrong(
    failure: Failed | Skipped | Scan,
) -> None:
    """It is said so, and the exit code is that of what is not known; beside a fault, that of the fault."""
    healthy, expired = BY_NAME["healthy"], BY_NAME["expired"]
    held_up = lacking(outcome(healthy, "tls_scan_complete{} is [0.0], not 1"), failure)
    text = printed(table([held_up]))
    assert "?" in text
    assert "too busy" in text
    assert "wrong" not in text
    right, wrong = outcome(expired), outcome(expired, "differs")
    assert printed(summary((right, held_up))).splitlines() == [
        "1 of 2 deployments are reported as they must be.",
        "This machine was too busy for 1 more; try again when it is quiet.",
    ]
    assert exit_code((right,)) == 0
    assert exit_code((right, held_up)) == 3
    assert exit_code((right, held_up, wrong)) == 1


def test_a_busy_machine_is_waited_for() -> None:
    """For three minutes of probes; for half a minute where something is wrong; not once all is right."""
    healthy = BY_NAME["healthy"]
    right, wrong = outcome(healthy), outcome(healthy, "differs")
    held_up = lacking(wrong, HELD_UP[-1])
    assert is_settled((right,), 0)
    assert [is_settled((right, wrong), seconds) for seconds in (29, 30)] == [False, True]
    assert [is_settled((wrong, held_up), seconds) for seconds in (179, 180)] == [False, True]


async def test_what_was_right_is_not_judged_again() -> None:
    """Others are, one in each turn of the loop, in which probes are under way."""
    healthy, expired, silent = (BY_NAME[name] for name in ("healthy", "expired", "silent"))
    lab = Lab(scenarios=(healthy, expired, silent), began_at=NOW, settings=Settings())
    before = {one.scenario.name: one for one in (outcome(healthy), outcome(expired, "differs"))}
    reports = {one.name: outcome(one).report for one in (expired, healthy)}
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(count_turns())
    after = await judged_anew(lab, reports, before)
    beside.cancel()
    assert list(after) == ["healthy", "expired"]
    assert after["healthy"] is before["healthy"]
    assert after["expired"].differences != ("differs",)
    assert turns == 1


def test_of_many_differences_the_first_are_told() -> None:
    """One missing fact makes a dozen of them."""
    text = printed(table([outcome(BY_NAME["healthy"], *(f"series {n} differs" for n in range(9)))]))
    assert text.count("wrong:") == 3
    assert "… and 6 more" in text


def test_what_must_not_be_found_is_wrong_on_a_busy_machine_too() -> None:
    """So is a difference that no shortage explains, and an error of the exporter's own."""
    found = outcome(BY_NAME["expired"], "certificate_expired is found")
    told = replace(found, scenario=BY_NAME["healthy"])
    own = Failed(reason=Reason.INTERNAL_ERROR)
    for one in (
        lacking(told, HELD_UP[0]),
        outcome(BY_NAME["healthy"], "differs"),
        lacking(outcome(BY_NAME["healthy"], "differs"), own),
    ):
        assert "✗" in printed(table([one]))
        assert exit_code((one,)) == 1


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
