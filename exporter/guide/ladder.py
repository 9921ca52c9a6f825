"""The ladder: every step of the guide judged in order, and how the deployment stands by it."""

from collections.abc import Iterator
from operator import itemgetter

from exporter.guide.case import Case
from exporter.guide.check import StepGuide, findings_at
from exporter.guide.checks.certificate import CERTIFICATE
from exporter.guide.checks.chain import CHAIN
from exporter.guide.checks.client_cache import CLIENT_CACHE
from exporter.guide.checks.compatibility import COMPATIBILITY
from exporter.guide.checks.dns import DNS
from exporter.guide.checks.permissions import PERMISSIONS
from exporter.guide.checks.port import PORT
from exporter.guide.checks.private_key import PRIVATE_KEY
from exporter.guide.checks.server_config import SERVER_CONFIG
from exporter.guide.own_errors import A_SOUND_JUDGEMENT, OwnErrors, Tell
from exporter.guide.unknown import needed, told
from exporter.model.finding import Finding, FindingKind
from exporter.model.report import StepVerdict, Unknown
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step

GUIDE: tuple[StepGuide, ...] = (
    PORT,
    SERVER_CONFIG,
    CERTIFICATE,
    DNS,
    CLIENT_CACHE,
    CHAIN,
    PRIVATE_KEY,
    COMPATIBILITY,
    PERMISSIONS,
)
ALL_KINDS: tuple[FindingKind, ...] = tuple(
    dict.fromkeys(check.kind for guide in GUIDE for check in guide.checks)
)
SEVERITIES = tuple(Severity)


def ladder(case: Case, tell: Tell) -> tuple[StepVerdict, ...]:
    """The nine rungs; `tell` is told every error of the exporter's own."""
    return tuple(rung(guide, case, OwnErrors(tell)) for guide in GUIDE)


def rung(guide: StepGuide, case: Case, errors: OwnErrors) -> StepVerdict:
    """One step judged; a place where that met an error is not established, whatever was seen."""
    findings = found(guide, case, errors)
    seen, lacks = guide.survey.outcome(case, errors) if guide.survey else ("", {})
    needs = ""
    if not (seen or lacks):
        needs = errors.caught(None, lambda: guide.needs(case), A_SOUND_JUDGEMENT)
    lacks |= dict.fromkeys(errors.places, A_SOUND_JUDGEMENT)
    unknown = tuple(Unknown(place=place, needs=lacking) for place, lacking in lacks.items())
    return StepVerdict(
        step=guide.step,
        status=status(findings, seen, unknown),
        findings=findings,
        unknown=unknown,
        summary=summary(findings, seen, unknown, needs),
    )


def found(guide: StepGuide, case: Case, errors: OwnErrors) -> tuple[Finding, ...]:
    """The findings of a step: errors first, notes last, and in the order of its checks."""
    findings: list[tuple[int, int, Finding]] = []
    for alike in guide.applying_alike:
        for place in alike[0][1].places(case, errors):
            for position, finding in findings_at(place, alike, case, errors):
                gravity = SEVERITIES.index(finding.kind.severity)
                findings.append((gravity, position, finding))
    return tuple(finding for *_, finding in sorted(findings, key=itemgetter(0, 1)))


def errors(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Those by which a step fails."""
    return (finding for finding in findings if finding.kind.severity is Severity.ERROR)


def status(findings: tuple[Finding, ...], seen: str, unknown: tuple[Unknown, ...]) -> Status:
    """Where a step stands: passed only where it is established at every place."""
    if findings and any(errors(findings)):
        return Status.FAILING
    if not seen:
        return Status.NOT_CHECKED
    return Status.PARTLY_CHECKED if unknown else Status.PASSED


def summary(
    findings: tuple[Finding, ...], seen: str, unknown: tuple[Unknown, ...], needs: str
) -> str:
    """A step in one line: the first error, or what was seen and where it is not established."""
    for error in errors(findings):
        return error.kind.title
    if not unknown:
        return seen or f"needs {needs}"
    return f"{seen}; not checked: {told(unknown)}" if seen else needed(unknown)


def standing(rungs: tuple[StepVerdict, ...]) -> Standing:
    """How a deployment stands: the one answer that every view gives."""
    statuses = {rung.step: rung.status for rung in rungs}
    severities = {finding.kind.severity for rung in rungs for finding in rung.findings}
    if Status.FAILING in statuses.values():
        return Standing.FAILING
    if statuses[Step.CERTIFICATE] is Status.NOT_CHECKED:
        return Standing.UNKNOWN
    if any(rung.unknown for rung in rungs):
        return Standing.PARTLY_UNKNOWN
    return Standing.WARNING if Severity.WARNING in severities else Standing.HEALTHY
