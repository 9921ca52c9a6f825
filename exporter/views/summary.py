"""A report at one glance: how it stands in a sentence, when it ends, what it accepts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from exporter.guide.unknown import told
from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Evidence
from exporter.model.finding import Finding, FindingKind
from exporter.model.place import Place, Resolver
from exporter.model.report import Report, StepVerdict, Unknown
from exporter.model.scan import Scan
from exporter.views.language import remedy_of, reworded, say, say_number, title_of
from exporter.views.wording import STANDING_WORDS, STEP_TITLES
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status


def verdict(report: Report) -> str:
    """The standing in a sentence, with the step at which a person should begin."""
    if step := report.first_failing_step:
        title = say(STEP_TITLES[step])
        return say("failing at step {number}, {title}", number=step.number, title=title)
    if report.standing is Standing.PARTLY_UNKNOWN:
        warned = noticed(report) or say("nothing known is wrong")
        lacking = reworded(told(unknown(report)))
        message = "{noticed}, but not everything could be checked: {lacking}"
        return say(message, noticed=warned, lacking=lacking)
    return passed(report)


def passed(report: Report) -> str:
    """How many steps passed of those that could be checked, where none fails."""
    statuses = [rung.status for rung in report.ladder]
    count, partly = statuses.count(Status.PASSED), statuses.count(Status.PARTLY_CHECKED)
    if set(statuses) == {Status.NOT_CHECKED}:
        return say("nothing could be checked")
    if report.standing is Standing.UNKNOWN:
        return say(
            "no certificate could be checked, {steps} passed", steps=say_number(count, "step")
        )
    stands = noticed(report) or say("healthy")
    message = "{stands}: {count} of {number} steps that can be checked passed"
    if not partly:
        message = "{stands}: all {number} steps that can be checked passed"
    return say(message, stands=stands, count=count, number=count + partly)


def where_to_begin(report: Report) -> str:
    """The verdict, with what is wrong at the first failing step, and where if that is not everywhere."""
    faults = [one for one in report.findings if one.kind.severity is Severity.ERROR]
    if not faults:
        return verdict(report)
    first = faults[0].kind
    places = {one.place for one in faults if one.kind is first}
    return f"{verdict(report)}: {title_of(first)}{share(places, report.evidence)}"


def share(places: AbstractSet[Place | None], evidence: Evidence) -> str:
    """At how many of the addresses something is so, or by which resolver; nothing where it is at all addresses."""
    addresses = {place for place, _ in evidence.at_addresses()}
    if places < addresses:
        return say(" ({number} of {all} addresses)", number=len(places), all=len(addresses))
    resolvers = [place.name for place in places if isinstance(place, Resolver)]
    if len(places) == len(resolvers) == 1:
        return say(" (resolver {name})", name=resolvers[0])
    return ""


def numbers(reports: Iterable[Report]) -> dict[Standing, int]:
    """How many targets stand how, the gravest first; nothing where none does."""
    found = Counter(report.standing for report in reports)
    return {one: found[one] for one in Standing if found[one]}


def counts(reports: Sequence[Report]) -> str:
    """How many targets there are, and how they stand."""
    standing = (
        say("{number} {words}", number=number, words=say(STANDING_WORDS[one]))
        for one, number in numbers(reports).items()
    )
    return f"{say_number(len(reports), 'target')}: {', '.join(standing)}"


def noticed(report: Report) -> str:
    """How many findings ask for attention without failing a step; nothing where none does."""
    severities = [finding.kind.severity for finding in report.findings]
    number = severities.count(Severity.WARNING)
    return say_number(number, "warning") if number else ""


def heading_of(rung: StepVerdict) -> str:
    """A step in one line."""
    if rung.status is Status.FAILING:
        return title_of(rung.findings[0].kind)
    return reworded(rung.summary)


def unknown(report: Report) -> tuple[Unknown, ...]:
    """Each place where something could not be checked, with what it needs first."""
    every = [one for rung in report.ladder for one in rung.unknown]
    places = [one.place for one in every]
    return tuple(one for number, one in enumerate(every) if one.place not in places[:number])


def untold(rung: StepVerdict) -> str:
    """Where a failing step was not checked, in a phrase: its summary speaks of the fault alone."""
    return reworded(told(rung.unknown)) if rung.status is Status.FAILING else ""


def by_kind(findings: Iterable[Finding]) -> tuple[tuple[FindingKind, tuple[Finding, ...]], ...]:
    """The findings with one repair put together, in the order of the first of each."""
    kinds: dict[FindingKind, tuple[Finding, ...]] = {}
    for finding in findings:
        kinds[finding.kind] = (*kinds.get(finding.kind, ()), finding)
    return tuple(kinds.items())


def remedies_of(findings: Iterable[Finding]) -> str:
    """What to do about findings of one kind, each advice once."""
    return " ".join(dict.fromkeys(remedy_of(one) for one in findings))


def proof(finding: Finding) -> str:
    """What was seen, with the place in front unless it is named there."""
    place = finding.place
    is_named = place is None or place.name in finding.evidence
    return reworded(finding.evidence if is_named else f"{place}: {finding.evidence}")


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
