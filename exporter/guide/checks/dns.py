"""Step 4: the name leads to the addresses it should lead to."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TypeAlias, TypeVar

from exporter.guide.authority import meant, own_answer, said_by_the_zone, strangers
from exporter.guide.cache_kind import HOSTS, is_of_hosts_file
from exporter.guide.case import Case, every_resolver, the_target
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks.caa import CAA_CHECK
from exporter.guide.checks.no_address import NO_ADDRESS_CHECKS, is_about_the_name
from exporter.guide.checks.private_address import PRIVATE_CHECK
from exporter.guide.checks.zone import ZONE_CHECKS
from exporter.guide.lacking import PROVES_NOTHING, lacking
from exporter.guide.nowhere import denied, name_of
from exporter.guide.runbook import finding_kind
from exporter.model.address import is_address
from exporter.model.dns import Answer
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.words.address_label import AddressLabel
from exporter.words.phase import Phase
from exporter.words.step import Step
from exporter.words.wording import listed

T = TypeVar("T")
Answers: TypeAlias = Mapping[Resolver, Answer]

UNEXPECTED_ADDRESS = finding_kind("dns_unexpected_address")
RESOLVERS_DISAGREE = finding_kind("dns_resolvers_disagree")
BEHIND = "behind"
SINKHOLE = finding_kind("dns_sinkhole")
MANY_ADDRESSES = finding_kind("dns_many_addresses")


def find_unexpected_addresses(case: Case, place: Resolver) -> Iterator[Caused]:
    """The answer leaves the networks that are expected, and the zone's own does not explain it.

    The cause is a name server with an older state of the zone, where that still says the same.
    """
    answer, own = answers(case).get(place), own_answer(case.resolvers)
    if answer is None or place in case.stale:
        return
    wrong = strangers(case.target, answer)
    if wrong and not (own and meant(wrong, answer.prefixes) <= meant(own.addresses)):
        wanted = ", ".join(name_of(network) for network in case.target.expected_ips)
        yield Caused(f"{place}: {', '.join(wrong)}, expected {wanted}", cause(case, answer, wrong))


def cause(case: Case, answer: Answer, wrong: tuple[str, ...]) -> str:
    """What is to be mended in place of the record, where that is known."""
    if is_of_hosts_file(answer):
        return HOSTS
    told = meant(said_by_the_zone(case.resolvers))
    return BEHIND if meant(wrong, answer.prefixes) <= told else ""


def find_sinkhole(case: Case, place: Resolver) -> Iterator[str]:
    """The answer names addresses to which no name of a site can lead."""
    answer = answers(case).get(place)
    if nowhere := denied(answer, case.target) if answer else ():
        yield f"{place}: {', '.join(nowhere)}, which deny_addresses covers and is not probed"


def find_many_addresses(case: Case, _place: None) -> Iterator[str]:
    """Series have no address of their own, which nobody chose."""
    policy = case.target.policy
    if policy.address_label is AddressLabel.AUTO and case.address_label is AddressLabel.FAMILY:
        yield (
            f"more than {policy.max_addresses} addresses within a day: series carry the family in place "
            "of the address, with the worst over the addresses"
        )


def find_disagreement(case: Case, _place: None) -> Iterator[str]:
    """Two resolvers whose answers have no address in common, not both as expected, none of them old."""
    found = {place: answer for place, answer in answers(case).items() if place not in case.stale}
    for one, other in disagreements(found):
        both = (found[one], found[other])
        if all(is_expected(case, answer) for answer in both) or is_told_by_the_zone(case, *both):
            continue
        yield "; ".join(f"{who}: {', '.join(sorted(found[who].addresses))}" for who in (one, other))


def answers(case: Case) -> Answers:
    """What was answered, by resolver."""
    found = ((place, sighting.found(Answer)) for place, sighting in case.resolvers.items())
    return {place: answer for place, answer in found if answer}


def disagreements(found: Mapping[T, Answer]) -> Iterator[tuple[T, T]]:
    """The pairs of resolvers whose answers share nothing; a partial overlap is rotation."""
    for one, other in combinations(found, 2):
        if led_to(found[one]).isdisjoint(led_to(found[other])):
            yield one, other


def led_to(answer: Answer) -> frozenset[str]:
    """The addresses of an answer, each in the form that it leads to."""
    return meant(answer.addresses, answer.prefixes)


def is_told_by_the_zone(case: Case, *said: Answer) -> bool:
    """Whether the zone's own name servers give all of these answers, one or another of them."""
    told = meant(said_by_the_zone(case.resolvers))
    return all(led_to(answer) <= told for answer in said)


def is_expected(case: Case, answer: Answer) -> bool:
    """Whether somebody declared all addresses of an answer."""
    return bool(case.target.expected_ips) and not strangers(case.target, answer)


def lacks(case: Case, place: Resolver) -> str:
    """Nothing where the resolver answered, or is known to have no answer."""
    sighting = case.resolvers[place]
    failure = sighting.failure(Phase.DNS)
    if failure is None or failure.reason in PROVES_NOTHING:
        return unanswered(case, place) or lacking(sighting, Phase.DNS)
    return "" if is_about_the_name(failure) else an_answer_of(place, failure)


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


def needs(case: Case) -> str:
    """What is missing where nothing is looked up."""
    if is_address(case.target.host):
        return "a host name to look up, which an address is not"
    return "a look-up, which is left out where the addresses are given"


DNS = StepGuide(
    step=Step.DNS,
    checks=(
        *NO_ADDRESS_CHECKS,
        Check(kind=UNEXPECTED_ADDRESS, applies=every_resolver, find=find_unexpected_addresses),
        *ZONE_CHECKS,
        Check(kind=SINKHOLE, applies=every_resolver, find=find_sinkhole),
        Check(kind=RESOLVERS_DISAGREE, applies=the_target, find=find_disagreement),
        Check(kind=MANY_ADDRESSES, applies=the_target, find=find_many_addresses),
        PRIVATE_CHECK,
        CAA_CHECK,
    ),
    survey=Survey(places=every_resolver, lacks=lacks, seen=seen),
    needs=needs,
)
