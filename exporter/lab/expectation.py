"""What must be reported of a scenario: findings, each step, how it stands, metrics."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import Enum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step


class Absence(Enum):
    """Instead of a value: there must be no series, as the fact is not known."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT
Labels: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
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


def read_metric(written: object) -> object:
    """A metric as scenarios have it: `{FAMILY: VALUE, LABEL: VALUE, …}`, the value "absent" for none."""
    if not isinstance(written, dict):
        return written
    (family, value), *labels = written.items()
    return metric(family, ABSENT if value == ABSENT.value else value, **dict(labels))


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Facts:
    """What metrics must say."""

    metrics: tuple[Annotated[MetricExpectation, BeforeValidator(read_metric)], ...] = ()
    absent: tuple[str, ...] = ()
    """Families without any series."""
    protocols: tuple[Protocol, ...] = ()
    """The versions that are on, weakest first; all others are off."""
    weak_ciphers: frozenset[CipherClass] | None = None
    """The classes that are on; all others are off."""
    groups: tuple[str, ...] = ()
    """Key exchange groups that are on; nothing is said of others."""

    def stated(self) -> Iterator[MetricExpectation]:
        """Each as a metric."""
        yield from self.metrics
        yield from (metric(family, ABSENT) for family in self.absent)
        yield from (metric("tls_key_exchange_group_enabled", 1, group=one) for one in self.groups)
        if self.protocols:
            yield from self._versions(self.protocols)
        if self.weak_ciphers is not None:
            for one in CipherClass:
                is_on = one in self.weak_ciphers
                yield metric("tls_weak_cipher_enabled", int(is_on), cipher_class=one)

    def _versions(self, enabled: tuple[Protocol, ...]) -> Iterator[MetricExpectation]:
        weakest = enabled[0]
        yield metric("tls_weakest_protocol", weakest.strength, protocol=weakest)
        for one in Protocol:
            yield metric("tls_protocol_enabled", int(one in enabled), protocol=one)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Baseline(Facts):
    """What is expected by how far a client gets, a scenario's own words aside."""

    passed: frozenset[Step] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Expectation(Facts):
    """Everything that must be reported: exactly these findings, these steps, these metrics."""

    baseline: Baseline
    """The families among the scenario's own facts replace those of this one."""
    errors: frozenset[str] = frozenset()
    """Codes of findings, whose steps fail."""
    warnings: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    causes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What lies behind a finding of this code, in the words of its page's remedies; nothing is said of others."""
    checked: frozenset[Step] = frozenset()
    """Steps that are passed or failing as well, beside the baseline's."""
    partly: frozenset[Step] = frozenset()
    """Those that are checked, but not everywhere."""
    unchecked: frozenset[Step] = frozenset()
    """Those of the baseline's that are checked nowhere."""

    @property
    def severities(self) -> tuple[tuple[str, Severity], ...]:
        """Every finding with its severity."""
        codes = {
            Severity.ERROR: self.errors,
            Severity.WARNING: self.warnings,
            Severity.INFO: self.notes,
        }
        return tuple((code, one) for one in codes for code in sorted(codes[one]))

    @property
    def findings(self) -> frozenset[str]:
        """The codes of all findings."""
        return self.errors | self.warnings | self.notes

    @property
    def failing(self) -> frozenset[Step]:
        """The steps of the errors."""
        return frozenset(map(Step.of, self.errors))

    @property
    def passed(self) -> frozenset[Step]:
        """The steps that a client gets through."""
        checked = self.baseline.passed | self.checked
        return checked.difference(self.failing, self.partly, self.unchecked)

    @property
    def standing(self) -> Standing:
        """By the gravest finding."""
        if self.errors:
            return Standing.FAILING
        return Standing.WARNING if self.warnings else Standing.HEALTHY

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
        """The metrics of facts, and those that repeat the ladder and the findings."""
        yield from overridden(self.baseline.stated(), self.stated())
        yield from (self.step_metric(step) for step in Step)
        yield metric("tls_standing", 1, standing=self.standing)
        first = self.first_failing_step
        yield metric("tls_first_failing_step", first.number if first else 0)
        for code, severity in self.severities:
            yield metric("tls_finding", 1, code=code, severity=severity)
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


def overridden(
    baseline: Iterable[MetricExpectation], metrics: Iterable[MetricExpectation]
) -> tuple[MetricExpectation, ...]:
    """The baseline with the families of `metrics` replaced by these."""
    own = tuple(metrics)
    families = {expected.family for expected in own}
    kept = (expected for expected in baseline if expected.family not in families)
    return (*kept, *own)
