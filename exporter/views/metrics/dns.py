"""Step 4: what each resolver answered, and what the guide found wrong with that."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.checks.dns import RESOLVERS_DISAGREE, UNEXPECTED_ADDRESS
from exporter.model.evidence import Answer, RecordSet
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN, OF_THE_RESOLVER
from exporter.words.step import Step


def lookups(report: Report) -> Iterator[Reading]:
    """Whether each resolver has an address, where it said so or said that there is none."""
    for place, sighting in report.evidence.at_resolvers():
        match sighting.outcome(Phase.DNS):
            case Answer():
                yield (place.name,), 1
            case Failed(reason=reason) if reason not in OF_OUR_OWN | OF_THE_RESOLVER:
                yield (place.name,), 0


def answers(report: Report) -> Iterator[tuple[str, Answer]]:
    """What was answered, by resolver."""
    for place, sighting in report.evidence.at_resolvers():
        if answer := sighting.found(Answer):
            yield place.name, answer


def records(report: Report) -> Iterator[tuple[tuple[str, str], RecordSet]]:
    """What was answered, by resolver and type of record."""
    for resolver, answer in answers(report):
        for found in answer.records:
            yield (resolver, found.rrtype), found


def expectations(report: Report) -> Iterator[Reading]:
    """Whether each answer is as expected, where anything is expected."""
    if not report.target.expected_ips:
        return
    places = {found.place for found in report.findings if found.kind is UNEXPECTED_ADDRESS}
    strange = {str(place) for place in places}
    for resolver, _ in answers(report):
        yield (resolver,), resolver not in strange


def agreement(report: Report) -> Iterator[Reading]:
    """Whether the resolvers that answered agree, where there are two."""
    if len(list(answers(report))) > 1:
        kinds = {finding.kind for finding in report.findings}
        yield (), RESOLVERS_DISAGREE not in kinds


declared = partial(Fact, changes_with=ChangesWith.PROBE, step=Step.DNS)
DNS = (
    declared(
        name="tls_dns_lookup_success",
        labels=("resolver",),
        read=lookups,
        help="1 if the resolver gave an address for the host, 0 if it said that there is none or that it "
        "cannot find out; absent where it was silent or refused to answer (tls_exporter_resolver_up).",
    ),
    declared(
        name="tls_dns_matches_expected",
        labels=("resolver",),
        read=expectations,
        help="1 if every address the resolver gave lies within expected_ips of the configuration.",
    ),
    declared(
        name="tls_dns_addresses",
        labels=("resolver", "rrtype"),
        read=lambda report: ((labels, len(found.addresses)) for labels, found in records(report)),
        help="Addresses that the resolver gave in records of one type.",
    ),
    declared(
        name="tls_dns_ttl_seconds",
        labels=("resolver", "rrtype"),
        read=lambda report: (
            (labels, found.ttl) for labels, found in records(report) if found.ttl is not None
        ),
        help="Time to live of the resolver's answer in seconds, as told when it was asked; answers "
        "are asked for anew when it has passed, after five minutes at most.",
        changes_with=ChangesWith.CLOCK,
    ),
    declared(
        name="tls_dns_resolvers_agree",
        labels=(),
        read=agreement,
        help="1 if any two resolvers that answered have an address in common, 0 if two have none; "
        "needs answers of at least two resolvers.",
    ),
)
