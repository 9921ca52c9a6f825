"""A report at one glance: how it stands in a sentence, when it ends, what it accepts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from exporter.guide.unknown import told
from exporter.model.certificate import ChainAssessment
from exporter.model.finding import Finding, FindingKind
from exporter.model.report import Report, StepVerdict, Unknown
from exporter.model.scan import Scan
from exporter.views.wording import STANDING_WORDS, STEP_TITLES
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.wording import counted


def verdict(report: Report) -> str:
    """The standing in a sentence, with the step at which a person should begin."""
    if step := report.first_failing_step:
        return f"failing at step {step.number}, {STEP_TITLES[step]}"
    if report.standing is Standing.PARTLY_UNKNOWN:
        known = f"{noticed(report)}, and" if noticed(report) else "nothing known is wrong, but"
        return f"{known} not everything could be checked: {told(unknown(report))}"
    statuses = [rung.status for rung in report.ladder]
    if set(statuses) == {Status.NOT_CHECKED}:
        return "nothing could be checked"
    count = statuses.count(Status.PASSED)
    if report.standing is Standing.UNKNOWN:
        return f"no certificate could be checked, {counted(count, 'step')} passed"
    partly = statuses.count(Status.PARTLY_CHECKED)
    told_steps = f"{count} of {count + partly}" if partly else f"all {count}"
    return f"{noticed(report) or 'healthy'}: {told_steps} steps that can be checked passed"


def where_to_begin(report: Report) -> str:
    """The verdict, with what is wrong at the first failing step."""
    failing = (rung.summary for rung in report.ladder if rung.status is Status.FAILING)
    return ": ".join((verdict(report), *islice(failing, 1)))


def counts(reports: Sequence[Report], *, pending: int = 0) -> str:
    """How many targets there are, and how they stand; `pending` more were not probed yet."""
    found = Counter(report.standing for report in reports)
    numbers = [f"{found[one]} {STANDING_WORDS[one]}" for one in Standing if found[one]]
    waiting = [f"{pending} not probed yet"] if pending else []
    total = counted(len(reports) + pending, "target")
    return f"{total}: {', '.join(numbers + waiting)}" if numbers + waiting else "no targets"


def noticed(report: Report) -> str:
    """How many findings ask for attention without failing a step; nothing where none does."""
    severities = [finding.kind.severity for finding in report.findings]
    number = severities.count(Severity.WARNING)
    return counted(number, "warning") if number else ""


def unknown(report: Report) -> tuple[Unknown, ...]:
    """Each place where something could not be checked, with what it needs first."""
    every = [one for rung in report.ladder for one in rung.unknown]
    places = [one.place for one in every]
    return tuple(one for number, one in enumerate(every) if one.place not in places[:number])


def untold(rung: StepVerdict) -> str:
    """Where a failing step was not checked, in a phrase: its summary speaks of the fault alone."""
    return told(rung.unknown) if rung.status is Status.FAILING else ""


def by_kind(findings: Iterable[Finding]) -> tuple[tuple[FindingKind, tuple[Finding, ...]], ...]:
    """The findings with one repair put together, in the order of the first of each."""
    kinds: dict[FindingKind, tuple[Finding, ...]] = {}
    for finding in findings:
        kinds[finding.kind] = (*kinds.get(finding.kind, ()), finding)
    return tuple(kinds.items())


def proof(finding: Finding) -> str:
    """What was seen, with the place in front unless it is named there."""
    place = finding.place
    is_named = place is None or place.name in finding.evidence
    return finding.evidence if is_named else f"{place}: {finding.evidence}"


def served_chains(report: Report) -> tuple[tuple[ChainAssessment, tuple[str, ...]], ...]:
    """Each chain that is served, once, with the addresses that serve it."""
    chains: dict[tuple[str, ...], tuple[ChainAssessment, tuple[str, ...]]] = {}
    for address, chain in report.assessments():
        same = tuple(sent.fingerprint_sha256 for sent in chain.certificates)
        _, addresses = chains.get(same, (chain, ()))
        chains[same] = (chain, (*addresses, address))
    return tuple(chains.values())


def soonest_end(report: Report) -> datetime | None:
    """When the first of the server certificates ends; None where none was seen."""
    return min((chain.leaf.not_after for _, chain in report.assessments()), default=None)


def weakest_protocol(report: Report) -> Protocol | None:
    """The weakest version accepted anywhere; None where a weaker one might be."""
    scans = (sighting.found(Scan) for sighting in report.evidence.sightings)
    weakest = [scan.weakest for scan in scans if scan]
    known = [protocol for protocol in weakest if protocol]
    if not known or len(known) < len(weakest):
        return None
    return min(known, key=lambda protocol: protocol.strength)
