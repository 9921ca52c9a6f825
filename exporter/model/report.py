"""What is published of a target: its evidence and the judgement on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from exporter.model.client import ClientVerdict
from exporter.model.evidence import Evidence
from exporter.model.finding import Finding
from exporter.model.target import Target
from exporter.words.severity import Severity
from exporter.words.status import Status
from exporter.words.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVerdict:
    """One rung of the ladder."""

    step: Step
    status: Status
    findings: tuple[Finding, ...]
    summary: str
    """What was seen when passed, the first finding's title when failing, what it needs when not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One immutable answer to "how is this deployment?"; every view renders it."""

    target: Target
    evidence: Evidence
    ladder: tuple[StepVerdict, ...]
    """Nine verdicts in the guide's order."""
    clients: Mapping[str, tuple[ClientVerdict, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """The verdicts on all clients of the catalogue, for each address scanned whose chain is known."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the guide."""
        return tuple(finding for verdict in self.ladder for finding in verdict.findings)

    @property
    def first_failing_step(self) -> Step | None:
        """Where a person should begin; None when no step fails."""
        failing = (rung.step for rung in self.ladder if rung.status is Status.FAILING)
        return next(failing, None)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is of severity error."""
        return any(finding.kind.severity is Severity.ERROR for finding in self.findings)
