"""Step 4: the name leads to the addresses it should lead to."""

from collections.abc import Iterator
from ipaddress import ip_address
from itertools import combinations
from typing import TypeAlias

from exporter.guide.case import Case, StepGuide
from exporter.model.evidence import Lookup, RecordSet
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.model.target import Network
from exporter.words.reason import Reason
from exporter.words.severity import Severity
from exporter.words.step import Step

Addresses: TypeAlias = tuple[str, frozenset[str]]
"""A resolver with the addresses that it answered."""

LOOKUP_FAILED = FindingKind(
    code="dns_lookup_failed",
    step=Step.DNS,
    severity=Severity.ERROR,
    title="The name does not resolve",
    remedy="Add or correct the A or AAAA record at the DNS provider; if it is there, see whether "
    "the resolver named here can reach the zone's name servers.",
    reference="RFC 1034, section 4.3.2",
)
UNEXPECTED_ADDRESS = FindingKind(
    code="dns_unexpected_address",
    step=Step.DNS,
    severity=Severity.ERROR,
    title="The name resolves to an unexpected address",
    remedy="Correct the record at the DNS provider. If it is right there, a cache still holds the "
    "old answer: flush it, or wait for its time to live to pass.",
    reference="RFC 1034, section 3.6",
)
RESOLVERS_DISAGREE = FindingKind(
    code="dns_resolvers_disagree",
    step=Step.DNS,
    severity=Severity.WARNING,
    title="Resolvers give wholly different answers",
    remedy="After a change of the record, wait for its time to live to pass or flush the stale "
    "cache; if the answers stay different, look for a split view of the zone.",
    reference="RFC 1034, section 3.6",
)


def find_dns_faults(case: Case) -> Iterator[Finding]:
    """Failed lookups, answers outside the expected addresses, resolvers that disagree."""
    expected = case.target.expected_ips
    for lookup in case.evidence.lookups:
        match lookup.answer:
            case Failed(reason=Reason.INTERNAL_ERROR):
                continue  # our own trouble says nothing of the name
            case Failed(reason=reason, detail=detail):
                yield LOOKUP_FAILED.found(f"{lookup.resolver}: {detail or reason}")
            case answer:
                yield from find_unexpected(lookup.resolver, answer, expected)
    yield from find_disagreement(case)


def find_unexpected(
    resolver: str, answer: tuple[RecordSet, ...], expected: tuple[Network, ...]
) -> Iterator[Finding]:
    """A finding when an answer leaves the expected networks."""
    if not expected:
        return
    if strangers := strangers_in(answer, expected):
        wanted = ", ".join(name_of(network) for network in expected)
        yield UNEXPECTED_ADDRESS.found(f"{resolver}: {', '.join(strangers)}, expected {wanted}")


def find_disagreement(case: Case) -> Iterator[Finding]:
    """A finding when two resolvers have no address in common."""
    for (first, addresses), (second, others) in disagreements(case.evidence.lookups):
        yield RESOLVERS_DISAGREE.found(
            f"{first}: {', '.join(sorted(addresses))}; {second}: {', '.join(sorted(others))}"
        )


def disagreements(lookups: tuple[Lookup, ...]) -> Iterator[tuple[Addresses, Addresses]]:
    """The pairs of resolvers whose answers share nothing; a partial overlap is rotation."""
    answers = [
        (lookup.resolver, frozenset(addresses_in(lookup.answer)))
        for lookup in lookups
        if not isinstance(lookup.answer, Failed)
    ]
    for one, other in combinations(answers, 2):
        if one[1].isdisjoint(other[1]):
            yield one, other


def addresses_in(answer: tuple[RecordSet, ...]) -> tuple[str, ...]:
    """All addresses of an answer, of both record types."""
    return tuple(address for records in answer for address in records.addresses)


def strangers_in(answer: tuple[RecordSet, ...], networks: tuple[Network, ...]) -> list[str]:
    """The addresses of an answer that lie outside the networks."""
    return [address for address in addresses_in(answer) if not is_within(address, networks)]


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the address lies in one of the networks."""
    return any(ip_address(address) in network for network in networks)


def name_of(network: Network) -> str:
    """The network as people write it: one address without its prefix length."""
    whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if whole else str(network)


def seen_answers(case: Case) -> str | Skipped:
    """What the name resolves to."""
    answers = [
        lookup.answer for lookup in case.evidence.lookups if not isinstance(lookup.answer, Failed)
    ]
    if not answers:
        return Skipped(needs="a host name to look up; the addresses are given")
    addresses = sorted({address for answer in answers for address in addresses_in(answer)})
    shown = ", ".join(addresses[:4]) + (", …" if len(addresses) > 4 else "")
    judged = "as expected" if case.target.expected_ips else "no expected addresses configured"
    return f"{case.target.host} is {shown}; {judged}"


DNS = StepGuide(
    step=Step.DNS,
    kinds=(LOOKUP_FAILED, UNEXPECTED_ADDRESS, RESOLVERS_DISAGREE),
    find=find_dns_faults,
    seen=seen_answers,
)
