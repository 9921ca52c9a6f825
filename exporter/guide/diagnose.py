"""The ladder: every step of the guide judged, in order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from exporter.guide.case import Case, StepGuide
from exporter.guide.certificate import CERTIFICATE
from exporter.guide.chain import CHAIN
from exporter.guide.clients.verdict import client_verdicts
from exporter.guide.compatibility import COMPATIBILITY
from exporter.guide.dns import DNS
from exporter.guide.port import PORT
from exporter.guide.server_config import SERVER_CONFIG
from exporter.model.evidence import Evidence
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Skipped
from exporter.model.report import Report, StepVerdict
from exporter.model.target import Target
from exporter.words.severity import Severity
from exporter.words.status import Status
from exporter.words.step import Step

GUIDE: dict[Step, StepGuide] = {
    guide.step: guide for guide in (PORT, SERVER_CONFIG, CERTIFICATE, DNS, CHAIN, COMPATIBILITY)
}
NEEDS = {
    Step.CLIENT_CACHE: Skipped(needs="evidence that this version does not gather"),
    Step.PRIVATE_KEY: Skipped(needs="the web server's files, which this version does not read"),
    Step.PERMISSIONS: Skipped(needs="the web server's files, which this version does not read"),
}
SEVERITIES = tuple(Severity)
ALL_KINDS: tuple[FindingKind, ...] = tuple(
    kind for step in Step if step in GUIDE for kind in GUIDE[step].kinds
)


def judged(
    target: Target, evidence: Evidence, now: datetime, previous: Report | None = None
) -> Report:
    """The report at `now` (aware); of `previous` only what rests on the same evidence is kept."""
    clients = client_verdicts(evidence, target.policy, previous)
    case = Case(target=target, evidence=evidence, now=now, clients=clients)
    ladder = tuple(verdict(step, case) for step in Step)
    return Report(target=target, evidence=evidence, ladder=ladder, clients=clients)


def verdict(step: Step, case: Case) -> StepVerdict:
    """One rung of the ladder."""
    if step not in GUIDE:
        return not_checked(step, NEEDS[step])
    findings = tuple(sorted(merged(GUIDE[step].find(case)), key=gravity))
    error = next((found for found in findings if found.kind.severity is Severity.ERROR), None)
    if error:
        return StepVerdict(
            step=step, status=Status.FAILING, findings=findings, summary=error.kind.title
        )
    seen = GUIDE[step].seen(case)
    if isinstance(seen, Skipped):
        return not_checked(step, seen, findings)
    return StepVerdict(step=step, status=Status.PASSED, findings=findings, summary=seen)


def gravity(finding: Finding) -> int:
    """What sorts the findings of a step: errors first, notes last."""
    return SEVERITIES.index(finding.kind.severity)


def not_checked(step: Step, skipped: Skipped, findings: tuple[Finding, ...] = ()) -> StepVerdict:
    """A rung without evidence that would let it pass."""
    return StepVerdict(
        step=step,
        status=Status.NOT_CHECKED,
        findings=findings,
        summary=f"needs {skipped.needs}",
    )


def merged(findings: Iterator[Finding]) -> Iterator[Finding]:
    """One finding for each kind and address, as a series can only be exported once."""
    grouped: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (finding.kind.code, finding.address)
        if key in grouped and finding.evidence not in grouped[key].evidence:
            both = f"{grouped[key].evidence}; {finding.evidence}"
            grouped[key] = replace(finding, evidence=both)
        grouped.setdefault(key, finding)
    yield from grouped.values()
