"""The comparison of a report with its expectation overlooks nothing."""

from datetime import UTC, datetime

import pytest
from prometheus_client.samples import Sample

from exporter.guide.diagnose import ALL_KINDS
from exporter.lab.comparison import metric_differences, report_differences
from exporter.lab.expectation import ABSENT, Expectation, MetricExpectation, metric
from exporter.model.evidence import Evidence
from exporter.model.report import Report, StepVerdict
from exporter.model.target import Target
from exporter.words.status import Status
from exporter.words.step import Step

NOW = datetime(2026, 8, 1, tzinfo=UTC)
EXPIRED = next(kind for kind in ALL_KINDS if kind.code == "certificate_expired")


def expectation(*metrics: MetricExpectation, findings: tuple[str, ...] = ()) -> Expectation:
    """An expectation of step 1 passed and step 3 failing."""
    return Expectation(
        findings=frozenset(findings),
        passed=frozenset({Step.PORT}),
        failing=frozenset({Step.CERTIFICATE}),
        metrics=metrics,
    )


def rung(step: Step) -> StepVerdict:
    """The verdict on a step of the report."""
    if step is Step.CERTIFICATE:
        found = (EXPIRED.found("two days ago", address="127.0.0.1"),)
        return StepVerdict(step=step, status=Status.FAILING, findings=found, summary="")
    status = Status.PASSED if step is Step.PORT else Status.NOT_CHECKED
    return StepVerdict(step=step, status=status, findings=(), summary="")


REPORT = Report(
    target=Target(name="expired", host="expired.test", server_name="expired.test"),
    evidence=Evidence(started_at=NOW, duration=0.1, lookups=(), endpoints=()),
    ladder=tuple(rung(step) for step in Step),
)


def test_a_report_as_expected_has_no_differences() -> None:
    """The same findings, steps and first failing step."""
    expected = expectation(findings=("certificate_expired",))
    assert list(report_differences(expected, REPORT)) == []


def test_findings_too_few_and_too_many_are_named() -> None:
    """Findings must be exactly those expected."""
    expected = expectation(findings=("chain_incomplete",))
    assert list(report_differences(expected, REPORT)) == [
        "chain_incomplete is not found",
        "certificate_expired is found",
    ]


def test_a_step_that_stands_otherwise_is_named() -> None:
    """The ladder must stand as expected, and so must its first failing step."""
    expected = Expectation(
        findings=frozenset({"certificate_expired"}),
        passed=frozenset({Step.CERTIFICATE}),
        failing=frozenset({Step.PORT}),
        metrics=(),
    )
    assert list(report_differences(expected, REPORT)) == [
        "step port is passed, not failing",
        "step certificate is failing, not passed",
        "the first failing step is certificate",
    ]


def only_about(family: str, differences: list[str]) -> list[str]:
    """The differences about one family."""
    return [difference for difference in differences if difference.startswith(family)]


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        (metric("days", 3, tolerance=0.1), []),
        (metric("days", 3, tolerance=0.001), ["days{} is [3.05], not 3"]),
        (metric("days", 3, tolerance=0.1, address="a"), []),
        (metric("days", 3, address="b"), ['days{address="b"} is absent, not 3']),
        (metric("days", ABSENT, address="b"), []),
        (metric("days", ABSENT), ["days{} is [3.05], not absent"]),
    ],
)
def test_metrics_are_compared_by_labels_and_value(
    expected: MetricExpectation, difference: list[str]
) -> None:
    """Every series with the labels has the value within its tolerance, and there is one."""
    samples = [Sample("days", {"target": "t", "address": "a"}, 3.05)]
    found = list(metric_differences(expectation(expected), samples))
    assert only_about("days", found) == difference


def test_one_series_that_differs_among_several_is_enough() -> None:
    """An expectation without address is about all addresses."""
    samples = [Sample("open", {"address": "a"}, 1), Sample("open", {"address": "b"}, 0)]
    found = list(metric_differences(expectation(metric("open", 1)), samples))
    assert only_about("open", found) == ["open{} is [1, 0], not 1"]
