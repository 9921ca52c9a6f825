"""Every scenario of the lab reports what it must, through the real prober, guide and exposition.

The list is the lab's own (`exporter.lab.scenarios`), the one that `tls-exporter demo` shows.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import repeat

import pytest
from prometheus_client.samples import Sample

from exporter.lab.comparison import metric_differences, report_differences, scraped
from exporter.lab.running import DEMO_POLICY, running_lab
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.probed import inspected, unexpected

SCENARIOS = all_scenarios()
PROBES = {scenario.name: scenario.probes for scenario in SCENARIOS}
LOOKS = 10
"""At a target, on a machine that holds us up each time."""

each_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, id=scenario.name) for scenario in SCENARIOS]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What was reported of all scenarios, by name."""

    reports: Mapping[str, Report]
    samples: Mapping[str, Sequence[Sample]]


async def two_rounds() -> tuple[Round, Round]:
    """All scenarios inspected twice in the same lab."""
    async with running_lab(policy=replace(DEMO_POLICY, timeout=10.0, scan_interval=3600.0)) as lab:
        gate = Gate(lab.settings.limits, clock=time.monotonic)
        prober = Prober(settings=lab.settings, gate=gate, on_defect=unexpected, postpones=False)
        try:
            first = await all_inspected(prober, lab.settings, repeat(Memory()))
            second = await all_inspected(prober, lab.settings, first)
        finally:
            await prober.close()
    return round_of(first, lab.began_at), round_of(second, lab.began_at)


async def all_inspected(
    prober: Prober, settings: Settings, known: Iterable[Memory]
) -> tuple[Memory, ...]:
    """What is remembered of each target, a few at a time: the lab's servers share this event loop.

    Who was held up by a busy machine has seen nothing, and looks again.
    """
    places = asyncio.Semaphore(8)

    async def one(target: Target, memory: Memory) -> Memory:
        async with places:
            for _ in range(1 if memory.report else PROBES[target.name]):
                memory = await looked_at(target, memory)
        return memory

    async def looked_at(target: Target, memory: Memory) -> Memory:
        after = memory
        for _ in range(LOOKS):
            after = await inspected(
                prober, target, memory=memory, trust_stores=settings.trust_stores
            )
            if not was_held_up(after):
                break
        return after

    return tuple(await asyncio.gather(*map(one, settings.targets, known)))


def was_held_up(memory: Memory) -> bool:
    """Whether anything ended by our own lateness."""
    seen = memory.report.evidence.sightings if memory.report else ()
    return any(
        isinstance(attempt.outcome, Failed) and attempt.outcome.reason is Reason.STARVED
        for sighting in seen
        for attempt in sighting.attempts
    )


def round_of(memories: Sequence[Memory], now: datetime) -> Round:
    """The reports with what is scraped of them, however long they took."""
    reports = [memory.report for memory in memories if memory.report]
    return Round(
        reports={report.target.name: report for report in reports},
        samples={report.target.name: tuple(scraped(report, now)) for report in reports},
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
        [
            seen.outcome(Phase.SCAN)
            for report in one.reports.values()
            for _, seen in report.evidence.at_addresses()
        ]
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
