"""Step 4: what each resolver answered, and what the guide found wrong with that."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.authority import is_agreed, seconds_left, speaking, strangers
from exporter.guide.checks.dns import disagreements
from exporter.guide.checks.zone import STALE_RESOLVER
from exporter.model.dns import Answer, RecordSet, Zone
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
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
    for resolver, answer in answers(report):
        yield (resolver,), not strangers(report.target, answer)


def agreement(report: Report) -> Iterator[Reading]:
    """Whether the resolvers that answered agree, where there are two."""
    said = dict(answers(report))
    if len(said) > 1:
        yield (), not any(disagreements(said))


def agreement_of_servers(report: Report) -> Iterator[Reading]:
    """Whether the zone's own name servers agree, where two of them speak."""
    zones = [zone for _, seen in report.evidence.at_resolvers() for zone in seen.every(Zone)]
    if any(len(speaking(zone)) > 1 for zone in zones):
        yield (), all(map(is_agreed, zones))


def staleness(report: Report) -> Iterator[Reading]:
    """For how long a resolver keeps an old answer."""
    said = dict(answers(report))
    for finding in report.findings:
        if finding.kind is STALE_RESOLVER and isinstance(finding.place, Resolver):
            answer = said.get(finding.place.name)
            if answer and (left := seconds_left(answer)) is not None:
                yield (finding.place.name,), left


def with_resolvers(report: Report) -> bool:
    """Whether any resolver was asked."""
    return any(True for _ in report.evidence.at_resolvers())


declared = partial(Fact, changes_with=ChangesWith.PROBE, step=Step.DNS, applies=with_resolvers)
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
    declared(
        name="tls_dns_validated",
        labels=("resolver",),
        read=lambda report: (
            ((name,), said.is_validated)
            for name, said in answers(report)
            if said.is_validated is not None
        ),
        help="1 if the resolver says that it has checked the signatures of its answer (DNSSEC), 0 if it "
        "does not: it checks none, or the zone is not signed.",
    ),
    declared(
        name="tls_dns_authoritative_agree",
        labels=(),
        read=agreement_of_servers,
        help="1 if the zone's own name servers give the same answer, or share an address; 0 if one of them "
        "has an older state of the zone with another answer, or two share none; needs a resolver "
        "with `authoritative: true`.",
    ),
    declared(
        name="tls_dns_cache_stale_seconds",
        labels=("resolver",),
        read=staleness,
        help="Seconds, from when it was asked, until the resolver forgets an answer that the zone's own "
        "name servers do not give any more; only where there is one.",
        changes_with=ChangesWith.CLOCK,
    ),
)
