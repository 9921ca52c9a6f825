"""A report at one glance: how it stands, when it ends, what it accepts."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from exporter.guide.case import counted
from exporter.model.certificate import ChainAssessment
from exporter.model.finding import Finding, FindingKind
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.views.wording import STEP_TITLES
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.status import Status
from exporter.words.step import Step


class State(StrEnum):
    """How a deployment stands, the gravest first."""

    FAILING = "failing"
    UNKNOWN = "unknown"
    WARNING = "warning"
    HEALTHY = "healthy"


def state(report: Report) -> State:
    """Where a report belongs among others; where no certificate was judged it is no good news."""
    if report.first_failing_step:
        return State.FAILING
    if any(
        rung.step is Step.CERTIFICATE and rung.status is Status.NOT_CHECKED
        for rung in report.ladder
    ):
        return State.UNKNOWN
    return State.WARNING if warnings(report) else State.HEALTHY


def verdict(report: Report) -> str:
    """The state in a sentence, with the step at which a person should begin."""
    if step := report.first_failing_step:
        return f"failing at step {step.number}, {STEP_TITLES[step]}"
    checked = sum(rung.status is not Status.NOT_CHECKED for rung in report.ladder)
    if not checked:
        return "nothing could be checked"
    passed = f"{checked} of {counted(len(report.ladder), 'step')} passed, the others not checked"
    if state(report) is State.UNKNOWN:
        return f"no certificate could be checked, {passed}"
    return f"{counted(warnings(report), 'warning')}, {passed}" if warnings(report) else passed


def warnings(report: Report) -> int:
    """How many findings ask for attention without failing a step."""
    return sum(finding.kind.severity is Severity.WARNING for finding in report.findings)


def by_kind(findings: Iterable[Finding]) -> tuple[tuple[FindingKind, tuple[Finding, ...]], ...]:
    """The findings with one repair put together, in the order of the first of each."""
    kinds: dict[FindingKind, tuple[Finding, ...]] = {}
    for finding in findings:
        kinds[finding.kind] = (*kinds.get(finding.kind, ()), finding)
    return tuple(kinds.items())


def proof(finding: Finding) -> str:
    """What was seen, with the address in front unless it is named there."""
    is_named = not finding.address or finding.address in finding.evidence
    return finding.evidence if is_named else f"{finding.address}: {finding.evidence}"


def served_chains(report: Report) -> tuple[tuple[ChainAssessment, tuple[str, ...]], ...]:
    """Each chain that is served, once, with the addresses that serve it."""
    chains: dict[tuple[str, ...], tuple[ChainAssessment, tuple[str, ...]]] = {}
    for seen in report.evidence.endpoints:
        if isinstance(seen.chain, ChainAssessment):
            same = tuple(sent.fingerprint_sha256 for sent in seen.chain.certificates)
            _, addresses = chains.get(same, (seen.chain, ()))
            chains[same] = (seen.chain, (*addresses, seen.endpoint.address))
    return tuple(chains.values())


def soonest_end(report: Report) -> datetime | None:
    """When the first of the server certificates ends; None where none was seen."""
    return min((chain.leaf.not_after for chain, _ in served_chains(report)), default=None)


def weakest_protocol(report: Report) -> Protocol | None:
    """The weakest version accepted anywhere; None where a weaker one might be."""
    present = [seen.present_scan for seen in report.evidence.endpoints]
    scans = [scan for scan in present if isinstance(scan, Scan)]
    weakest = [scan.weakest for scan in scans]
    known = [protocol for protocol in weakest if protocol]
    if not known or len(known) < len(weakest):
        return None
    return min(known, key=lambda protocol: protocol.strength)
