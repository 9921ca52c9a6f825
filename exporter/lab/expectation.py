"""What must be reported of a scenario: findings, each step, how it stands, metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step


class Absence(Enum):
    """Instead of a value: there must be no series, as the fact is not known."""

    ABSENT = "no series"


ABSENT = Absence.ABSENT
Labels: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricExpectation:
    """The value of every series of a target that bears these labels, of which there is one."""

    family: str
    labels: Labels
    value: float | Absence
    tolerance: float


def metric(
    family: str, value: float | Absence, *, tolerance: float = 0.0, **labels: str
) -> MetricExpectation:
    """The expectation of a value, or of no series."""
    return MetricExpectation(
        family=family, labels=tuple(labels.items()), value=value, tolerance=tolerance
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Everything that must be reported: exactly these findings, these steps, these metrics."""

    findings: frozenset[str]
    """Codes."""
    passed: frozenset[Step]
    failing: frozenset[Step]
    partly: frozenset[Step] = frozenset()
    """Those that are checked, but not everywhere."""
    standing: Standing
    metrics: tuple[MetricExpectation, ...]

    @property
    def ladder(self) -> tuple[tuple[Step, Status], ...]:
        """The status of all nine steps, in the guide's order."""
        return tuple((step, self.status(step)) for step in Step)

    def status(self, step: Step) -> Status:
        """Failing, partly checked or passed where it is said, else not checked."""
        said = (
            (self.failing, Status.FAILING),
            (self.partly, Status.PARTLY_CHECKED),
            (self.passed, Status.PASSED),
        )
        return next((status for steps, status in said if step in steps), Status.NOT_CHECKED)

    @property
    def first_failing_step(self) -> Step | None:
        """Where the reader must be sent."""
        return next((step for step in Step if step in self.failing), None)

    def all_metrics(self) -> Iterator[MetricExpectation]:
        """The metrics said, and those that repeat the ladder and the findings."""
        yield from self.metrics
        yield from (self.step_metric(step) for step in Step)
        yield metric("tls_standing", 1, standing=self.standing)
        first = self.first_failing_step
        yield metric("tls_first_failing_step", first.number if first else 0)
        yield from (metric("tls_finding", 1, code=code) for code in sorted(self.findings))
        if not self.findings:
            yield metric("tls_finding", ABSENT)

    def step_metric(self, step: Step) -> MetricExpectation:
        """1 for passed, 0 for failing, no series where it is not known, if only of a place."""
        values: dict[Status, float | Absence] = {
            Status.PASSED: 1,
            Status.FAILING: 0,
            Status.PARTLY_CHECKED: ABSENT,
            Status.NOT_CHECKED: ABSENT,
        }
        return metric("tls_step_status", values[self.status(step)], step=step)
