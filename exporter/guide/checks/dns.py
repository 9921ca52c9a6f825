"""Step 4: the name leads to the addresses it should lead to."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

from exporter.guide.case import Case, every_resolver, the_target
from exporter.guide.check import Check, StepGuide, Survey
from exporter.guide.lacking import PROVES_NOTHING, lacking
from exporter.guide.nowhere import denied, is_within
from exporter.guide.runbook import finding_kind
from exporter.model.evidence import Answer
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.target import Network
from exporter.words.phase import Phase
from exporter.words.reason import OF_THE_RESOLVER
from exporter.words.step import Step
from exporter.words.wording import listed

Answers: TypeAlias = Mapping[Resolver, Answer]

LOOKUP_FAILED = finding_kind("dns_lookup_failed")
UNEXPECTED_ADDRESS = finding_kind("dns_unexpected_address")
RESOLVERS_DISAGREE = finding_kind("dns_resolvers_disagree")
SINKHOLE = finding_kind("dns_sinkhole")


def find_failed_lookup(case: Case, place: Resolver) -> Iterator[str]:
    """The resolver says that there is no answer; that it says nothing is its own fault, or ours."""
    failure = case.resolvers[place].failure(Phase.DNS)
    if failure and is_about_the_name(failure):
        yield f"{place}: {failure.detail or failure.reason}"


def find_unexpected_addresses(case: Case, place: Resolver) -> Iterator[str]:
    """The answer leaves the networks that are expected."""
    expected, answer = case.target.expected_ips, answers(case).get(place)
    if not expected or answer is None:
        return
    if strangers := strangers_in(answer, expected):
        wanted = ", ".join(name_of(network) for network in expected)
        yield f"{place}: {', '.join(strangers)}, expected {wanted}"


def find_sinkhole(case: Case, place: Resolver) -> Iterator[str]:
    """The answer names addresses to which no name of a site can lead."""
    answer = answers(case).get(place)
    if nowhere := denied(answer, case.target) if answer else ():
        yield f"{place}: {', '.join(nowhere)}, which deny_addresses covers and is not probed"


def find_disagreement(case: Case, _place: None) -> Iterator[str]:
    """Two resolvers whose answers have no address in common."""
    found = answers(case)
    for one, other in disagreements(found):
        yield "; ".join(f"{who}: {', '.join(sorted(found[who].addresses))}" for who in (one, other))


def answers(case: Case) -> Answers:
    """What was answered, by resolver."""
    found = ((place, sighting.found(Answer)) for place, sighting in case.resolvers.items())
    return {place: answer for place, answer in found if answer}


def disagreements(found: Answers) -> Iterator[tuple[Resolver, Resolver]]:
    """The pairs of resolvers whose answers share nothing; a partial overlap is rotation."""
    for one, other in combinations(found, 2):
        if set(found[one].addresses).isdisjoint(found[other].addresses):
            yield one, other


def strangers_in(answer: Answer, networks: Iterable[Network]) -> list[str]:
    """The addresses of an answer that lie outside the networks."""
    return [address for address in answer.addresses if not is_within(address, networks)]


def name_of(network: Network) -> str:
    """The network as people write it: one address without its prefix length."""
    whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if whole else str(network)


def lacks(case: Case, place: Resolver) -> str:
    """Nothing where the resolver answered, or is known to have no answer."""
    sighting = case.resolvers[place]
    failure = sighting.failure(Phase.DNS)
    if failure is None or failure.reason in PROVES_NOTHING:
        return unanswered(case, place) or lacking(sighting, Phase.DNS)
    return "" if is_about_the_name(failure) else an_answer_of(place, failure)


def is_about_the_name(failure: Failed) -> bool:
    """Whether a lookup that failed tells something of the name."""
    return failure.reason not in PROVES_NOTHING and failure.reason not in OF_THE_RESOLVER


def an_answer_of(place: Resolver, failure: Failed) -> str:
    """What it would have taken where a resolver is at fault."""
    return f"an answer of the resolver {place} ({failure.detail or failure.reason})"


def unanswered(case: Case, place: Resolver) -> str:
    """What a resolver kept to itself of the addresses that the target is watched at."""
    answer = case.resolvers[place].found(Answer)
    wanted = case.target.policy.address_family.record_types
    lost = [rrtype for rrtype in (answer.unanswered if answer else ()) if rrtype in wanted]
    return f"an answer about {' and '.join(lost)} records" if lost else ""


def seen(case: Case, places: tuple[Resolver, ...]) -> str:
    """What the name resolves to."""
    found = answers(case)
    answered = (found[place] for place in places if place in found)
    addresses = sorted({address for answer in answered for address in answer.addresses})
    judged = "as expected" if case.target.expected_ips else "no expected addresses configured"
    return f"{case.target.host} is {listed(addresses, 4)}; {judged}"


DNS = StepGuide(
    step=Step.DNS,
    checks=(
        Check(kind=LOOKUP_FAILED, applies=every_resolver, find=find_failed_lookup),
        Check(kind=UNEXPECTED_ADDRESS, applies=every_resolver, find=find_unexpected_addresses),
        Check(kind=SINKHOLE, applies=every_resolver, find=find_sinkhole),
        Check(kind=RESOLVERS_DISAGREE, applies=the_target, find=find_disagreement),
    ),
    survey=Survey(places=every_resolver, lacks=lacks, seen=seen),
    needs=lambda _: "a host name to look up; the addresses are given",
)
