"""Every scenario of the lab reports what it must, through the real prober, guide and exposition.

The list is the lab's own (`exporter.lab.scenarios`), the one that `tls-exporter demo` shows.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from exporter.inspection import Inspector
from exporter.lab.comparison import metric_differences, report_differences
from exporter.lab.running import DEMO_POLICY, running_lab
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import SCENARIOS
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.probing.prober import Prober
from exporter.scheduler.journal import Defects
from exporter.views.exposition import join, render
from exporter.x509.assessor import Assessor
from exporter.x509.trust_store import trust_store

each_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, id=scenario.name) for scenario in SCENARIOS]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What was reported of all scenarios, by name."""

    reports: Mapping[str, Report]
    samples: Mapping[str, Sequence[Sample]]


def now() -> datetime:
    """The real time, which the lab's certificates were made for."""
    return datetime.now(tz=UTC)


def scraped(reports: Sequence[Report]) -> Mapping[str, Sequence[Sample]]:
    """The samples of each target, as a Prometheus server reads them."""
    page = join((render(report) for report in reports), now=now(), openmetrics=False)
    samples = defaultdict(list)
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            samples[sample.labels["target"]].append(sample)
    return samples


async def two_rounds() -> tuple[Round, Round]:
    """All scenarios inspected twice in the same lab."""
    async with running_lab(policy=replace(DEMO_POLICY, timeout=10.0)) as lab:
        assessor = Assessor(trust_store(anchors) for anchors in lab.settings.trust_stores)
        prober = Prober(
            settings=lab.settings, assess=assessor.assess, clock=now, on_defect=Defects().met
        )
        inspector = Inspector(prober=prober, clock=now)
        targets = lab.settings.targets
        try:
            first = await asyncio.gather(*(inspector.inspect(target, None) for target in targets))
            second = await asyncio.gather(
                *(
                    inspector.inspect(target, report)
                    for target, report in zip(targets, first, strict=True)
                )
            )
        finally:
            await prober.close()
    return round_of(first), round_of(second)


def round_of(reports: Sequence[Report]) -> Round:
    """Reports with what is scraped of them."""
    return Round(
        reports={report.target.name: report for report in reports}, samples=scraped(reports)
    )


@pytest.fixture(scope="module")
def rounds() -> tuple[Round, Round]:
    """The lab inspected for all tests of this module."""
    return asyncio.run(two_rounds())


@each_scenario
def test_findings_and_steps_are_as_expected(
    rounds: tuple[Round, Round], scenario: Scenario
) -> None:
    """Exactly the findings expected, and all nine steps where they must stand."""
    report = rounds[0].reports[scenario.name]
    assert list(report_differences(scenario.expectation, report)) == []


@each_scenario
def test_metrics_are_as_expected(rounds: tuple[Round, Round], scenario: Scenario) -> None:
    """Each metric is right about its own fact, and what is not known has no series."""
    samples = rounds[0].samples[scenario.name]
    assert list(metric_differences(scenario.expectation, samples)) == []


@each_scenario
def test_a_second_probe_says_the_same(rounds: tuple[Round, Round], scenario: Scenario) -> None:
    """Scans that are carried over and chains judged from the cache change nothing."""
    expected, second = scenario.expectation, rounds[1]
    assert list(report_differences(expected, second.reports[scenario.name])) == []
    assert list(metric_differences(expected, second.samples[scenario.name])) == []


def test_scans_are_carried_over(rounds: tuple[Round, Round]) -> None:
    """The second probe does not repeat a scan that is not due."""
    first, second = (
        [seen.scan for report in one.reports.values() for seen in report.evidence.endpoints]
        for one in rounds
    )
    assert any(isinstance(scan, Scan) for scan in first)
    assert first == second


def test_no_series_is_exported_twice(rounds: tuple[Round, Round]) -> None:
    """A Prometheus server would drop the whole scrape."""
    series = [
        (sample.name, *sorted(sample.labels.items()))
        for samples in rounds[0].samples.values()
        for sample in samples
    ]
    assert len(series) == len(set(series))
