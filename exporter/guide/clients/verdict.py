"""The verdict on every client of the catalogue: would it connect, and would it trust."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from exporter.guide.clients.agreement import agreement
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.client import Client
from exporter.guide.clients.opinion import worst
from exporter.guide.clients.trust import is_for_nobody, trust
from exporter.model.certificate import ChainAssessment
from exporter.model.client import ClientVerdict
from exporter.model.evidence import EndpointEvidence, Evidence
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.shared import shared
from exporter.model.target import Policy
from exporter.words.protocol import Support


def required_clients(policy: Policy) -> tuple[str, ...]:
    """The names of the clients that must get through."""
    if policy.clients is not None:
        return policy.clients
    return tuple(client.name for client in CATALOGUE if client.is_mainstream)


def client_verdicts(
    evidence: Evidence, policy: Policy, previous: Report | None = None
) -> Mapping[str, tuple[ClientVerdict, ...]]:
    """The verdicts for each address whose scan and chain are known.

    They are those of the previous report where it was made of the same scan and chain, for the
    same clients that must get through.
    """
    if previous and previous.target.policy.clients != policy.clients:
        previous = None
    before = (
        {seen.endpoint.address: seen for seen in previous.evidence.endpoints} if previous else {}
    )
    known = previous.clients if previous else {}
    verdicts: dict[str, tuple[ClientVerdict, ...]] = {}
    for seen in evidence.endpoints:
        address, scan = seen.endpoint.address, seen.present_scan
        if address in known and is_unchanged(seen, before[address]):
            verdicts[address] = known[address]
        elif isinstance(scan, Scan) and isinstance(seen.chain, ChainAssessment):
            required = required_clients(policy)
            verdicts[address] = shared(tuple(verdicts_on(scan, seen.chain, required)))
    return MappingProxyType(verdicts)


def is_unchanged(seen: EndpointEvidence, before: EndpointEvidence) -> bool:
    """Whether scan and chain are those of the previous report, not only equal to them."""
    return seen.present_scan is before.present_scan and seen.chain is before.chain


def verdicts_on(
    scan: Scan, chain: ChainAssessment, required: Collection[str]
) -> Iterator[ClientVerdict]:
    """One verdict for each client of the catalogue, of which the `required` must get through."""
    missed = () if is_for_nobody(chain) else required
    for client in CATALOGUE:
        yield verdict(client, scan, chain, is_missed=client.name in missed)


def verdict(
    client: Client, scan: Scan, chain: ChainAssessment, *, is_missed: bool
) -> ClientVerdict:
    """The verdict on one client; `is_missed` says whether its failing would be a fault."""
    opinions = (agreement(client, scan, chain.leaf), trust(client, chain))
    support = worst(opinions).support
    obstacles = (opinion.obstacle for opinion in opinions if opinion.support is support)
    return ClientVerdict(
        client=client.name,
        support=support,
        obstacles=tuple(filter(None, obstacles)),
        is_shut_out=support is Support.NO and is_missed,
    )
