"""The comparison of a report with its expectation overlooks nothing."""

from dataclasses import replace

import pytest
from prometheus_client.samples import Sample

from exporter.guide.ladder import ALL_KINDS
from exporter.lab.comparison import metric_differences, report_differences
from exporter.lab.expectation import ABSENT, Baseline, Expectation, MetricExpectation, metric
from exporter.model.finding import Finding
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import HEALTHY, SITE, rung

EXPIRED = next(kind for kind in ALL_KINDS if kind.code == "certificate_expired")


def expectation(
    *metrics: MetricExpectation,
    errors: tuple[str, ...] = ("certificate_expired",),
    passed: Step = Step.PORT,
) -> Expectation:
    """An expectation of one step passed, and of those failing that have errors."""
    return Expectation(
        baseline=Baseline(passed=frozenset({passed})), errors=frozenset(errors), metrics=metrics
    )


FOUND = Finding(kind=EXPIRED, place=SITE.place, evidence="two days ago")
STATUSES = {Step.PORT: Status.PASSED, Step.CERTIFICATE: Status.FAILING}
REPORT = HEALTHY.report(
    ladder=tuple(rung(step, FOUND, status=STATUSES.get(step, Status.NOT_CHECKED)) for step in Step),
    standing=Standing.FAILING,
)


def test_a_report_as_expected_has_no_differences() -> None:
    """The same findings, steps and first failing step."""
    assert list(report_differences(expectation(), REPORT)) == []


def test_findings_too_few_and_too_many_are_named() -> None:
    """Findings must be exactly those expected."""
    expected = expectation(errors=("certificate_untrusted",))
    assert list(report_differences(expected, REPORT)) == [
        "certificate_untrusted is not found",
        "certificate_expired is found",
    ]


def test_what_lies_behind_a_finding_is_compared_where_it_is_said() -> None:
    """In the words of its page's remedies."""
    expected = replace(expectation(), causes={"certificate_expired": ("clock",)})
    assert list(report_differences(expected, REPORT)) == [
        "certificate_expired comes of (), not ('clock',)"
    ]


def test_a_step_that_stands_otherwise_is_named() -> None:
    """The ladder must stand as expected, and so must its first failing step."""
    expected = expectation(errors=("port_refused",), passed=Step.CERTIFICATE)
    assert list(report_differences(expected, REPORT)) == [
        "port_refused is not found",
        "certificate_expired is found",
        "step port is passed, not failing",
        "step certificate is failing, not passed",
        "the first failing step is certificate",
    ]


def test_a_step_that_is_only_partly_checked_is_not_passed() -> None:
    """The difference names it, and so does how the whole stands."""
    partly = tuple(
        replace(rung, status=Status.PARTLY_CHECKED) if rung.step is Step.PORT else rung
        for rung in REPORT.ladder
    )
    report = replace(REPORT, ladder=partly, standing=Standing.PARTLY_UNKNOWN)
    assert list(report_differences(expectation(), report)) == [
        "step port is partly_checked, not passed",
        "it stands as partly_unknown, not failing",
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
