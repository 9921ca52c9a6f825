"""What a report lacks of what its scenario expects, and what it says beyond that."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from exporter.lab.expectation import ABSENT, Expectation, MetricExpectation
from exporter.model.report import Report
from exporter.views.exposition import exposition
from exporter.views.metrics.table import TARGET_FACTS
from exporter.views.rendering import render_target


def differences(expectation: Expectation, report: Report, *, now: datetime) -> tuple[str, ...]:
    """All differences, in the report and in the metrics as scraped of it at `now` (aware)."""
    metrics = metric_differences(expectation, scraped(report, now))
    return (*report_differences(expectation, report), *metrics)


def scraped(report: Report, now: datetime) -> Iterator[Sample]:
    """The samples of the report as a Prometheus server reads them."""
    rendered = (render_target(report),)
    page = b"".join(exposition(rendered, TARGET_FACTS, now=now, openmetrics=False))
    for family in text_string_to_metric_families(page.decode()):
        yield from family.samples


def report_differences(expectation: Expectation, report: Report) -> Iterator[str]:
    """One sentence for each finding and step, and for the standing, if not as expected."""
    found = {finding.kind.code for finding in report.findings}
    yield from (f"{code} is not found" for code in sorted(expectation.findings - found))
    yield from (f"{code} is found" for code in sorted(found - expectation.findings))
    for finding in report.findings:
        wanted = expectation.causes.get(finding.kind.code, finding.causes)
        if finding.causes != wanted:
            yield f"{finding.kind.code} comes of {finding.causes}, not {wanted}"
    for rung, (step, status) in zip(report.ladder, expectation.ladder, strict=True):
        if rung.status is not status:
            yield f"step {step} is {rung.status}, not {status}"
    if report.first_failing_step is not expectation.first_failing_step:
        yield f"the first failing step is {report.first_failing_step}"
    if report.standing is not expectation.standing:
        yield f"it stands as {report.standing}, not {expectation.standing}"


def metric_differences(expectation: Expectation, samples: Iterable[Sample]) -> Iterator[str]:
    """One sentence for each metric among a target's samples that is not as expected."""
    present = tuple(samples)
    for expected in expectation.all_metrics():
        values = [sample.value for sample in present if is_about(expected, sample)]
        if not is_met(expected, values):
            wanted = "absent" if expected.value is ABSENT else f"{expected.value:g}"
            yield f"{series(expected)} is {values or 'absent'}, not {wanted}"


def is_about(expected: MetricExpectation, sample: Sample) -> bool:
    """Whether the sample is of the expected family and bears the expected labels."""
    return sample.name == expected.family and set(expected.labels) <= set(sample.labels.items())


def is_met(expected: MetricExpectation, values: list[float]) -> bool:
    """Whether these are the values that the expectation asks for."""
    if expected.value is ABSENT:
        return not values
    return bool(values) and all(
        abs(value - expected.value) <= expected.tolerance for value in values
    )


def series(expected: MetricExpectation) -> str:
    """The series as people write it."""
    labels = ",".join(f'{name}="{value}"' for name, value in expected.labels)
    return f"{expected.family}{{{labels}}}"
