"""The verdict on every client of the catalogue: would it connect, and would it trust."""

from collections.abc import Mapping
from functools import partial
from operator import is_
from types import MappingProxyType
from typing import TypeAlias

from exporter.guide.clients.agreement import agreement, is_refused_by_alpn
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.client import Client
from exporter.guide.clients.obtained import obtained
from exporter.guide.clients.opinion import Opinion, unsure, worst
from exporter.guide.clients.presented import Presented
from exporter.guide.clients.shut_out import is_lost, lost
from exporter.guide.clients.transparency import transparency_opinion
from exporter.guide.clients.trust import is_for_nobody, trust
from exporter.guide.own_errors import OwnErrors, Tell
from exporter.model.certificate import ChainAssessment
from exporter.model.client import ClientVerdict
from exporter.model.evidence import HTTPS_PORTS, Evidence
from exporter.model.judged_chain import ServedChain
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.shared import shared
from exporter.model.target import Policy, Target
from exporter.words.cause import Cause
from exporter.words.protocol import Support

Grounds: TypeAlias = tuple[Scan, tuple[Presented, ...]]
ClientVerdicts: TypeAlias = tuple[ClientVerdict, ...]
Fate: TypeAlias = tuple[Support, tuple[Opinion, ...]]
"""What becomes of a client, and the opinions that decide on it."""
NONE_AT_ALL: Mapping[str, ClientVerdicts] = MappingProxyType({})
NONE_THERE: ClientVerdicts = ()
OPEN: Fate = (
    Support.UNKNOWN,
    (unsure("which of the certificates it gets is not known"),),
)


def required_clients(policy: Policy) -> tuple[str, ...]:
    """The names of the clients that must get through."""
    if policy.clients is not None:
        return policy.clients
    return tuple(client.name for client in CATALOGUE if client.is_mainstream)


def required_anywhere(target: Target) -> tuple[object, ...]:
    """What tells which clients must get through, at the target's addresses and its origins."""
    return (target.policy.clients, *((one.address, one.clients) for one in target.origins))


def client_verdicts(
    evidence: Evidence,
    chains: tuple[ServedChain, ...],
    target: Target,
    tell: Tell,
    previous: Report | None = None,
) -> Mapping[str, ClientVerdicts]:
    """The verdicts for each address whose scan and chains are known.

    They are those of the previous report where the chains are the same, the scan found the same, and
    the same clients must get through; the whole mapping, where nothing is new in it. An address has
    none where we failed ourselves at all of them.
    """
    errors = OwnErrors(tell)
    if previous and required_anywhere(previous.target) != required_anywhere(target):
        previous = None
    before = grounds(previous.evidence, previous.chains) if previous else {}
    known = previous.clients if previous else {}
    verdicts: dict[str, ClientVerdicts] = {}
    for place, present in grounds(evidence, chains).items():
        address = place.address
        if not is_lost(known.get(address)) and is_same(present, before.get(place)):
            verdicts[address] = known[address]
            continue
        judge = partial(verdicts_on, place, present, target.at(place).policy, errors)
        if found := errors.caught(place, judge, NONE_THERE):
            verdicts[address] = shared(found)
    is_new = known.keys() != verdicts.keys() or any(
        verdicts[address] is not known[address] for address in known
    )
    return MappingProxyType(verdicts) if is_new or previous is None else known


def grounds(evidence: Evidence, chains: tuple[ServedChain, ...]) -> Mapping[Address, Grounds]:
    """What verdicts rest on, where all of it is known."""
    known: dict[str, tuple[Presented, ...]] = {}
    for one in chains:
        if isinstance(one.assessment, ChainAssessment):
            present = Presented(one.assessment, one.attestation, one.transparency)
            known[one.address] = (*known.get(one.address, ()), present)
    open_at = {one.address for one in chains if not isinstance(one.assessment, ChainAssessment)}
    return {
        place: (scan, known[place.address])
        for place, sighting in evidence.at_addresses()
        if (scan := sighting.found(Scan)) and place.address in known.keys() - open_at
    }


def is_same(present: Grounds, before: Grounds | None) -> bool:
    """Whether the chains are those of before, not only equal to them, and the scan found the same."""
    if before is None or len(present[1]) != len(before[1]):
        return False
    pairs = zip(present[1], before[1], strict=True)
    return all(all(map(is_, *pair)) for pair in pairs) and present[0] == before[0]


def verdicts_on(
    place: Address, known: Grounds, policy: Policy, errors: OwnErrors
) -> ClientVerdicts:
    """One verdict for each client of the catalogue."""
    scan, chains = known
    required, is_named = required_clients(policy), policy.clients is not None

    def is_meant(client: Client) -> bool:
        """Whether a server that refuses what the client speaks, as one for mail does, is for it."""
        return place.port in HTTPS_PORTS or not is_refused_by_alpn(client, scan)

    return tuple(
        errors.caught(
            place,
            partial(
                verdict,
                client,
                scan,
                chains,
                is_required=is_meant(client) and client.name in required,
                is_named=is_named,
            ),
            lost(client.name),
        )
        for client in CATALOGUE
    )


def verdict(
    client: Client,
    scan: Scan,
    chains: tuple[Presented, ...],
    *,
    is_required: bool,
    is_named: bool,
) -> ClientVerdict:
    """The verdict on one client, by the certificate that it would get.

    `is_required` says whether it must get through, `is_named` whether the target's owner says so;
    where nobody gets through, an earlier step says so.
    """
    possible = obtained(client, scan, chains)
    fates = tuple(fate(client, scan, chain, is_only=len(chains) == 1) for chain in possible)
    support, deciding = fates[0] if len({one[0] for one in fates}) == 1 else OPEN
    is_missed = is_required and not all(map(is_told_before, possible))
    is_out = support is Support.NO and is_missed
    by_own_rule = not is_named and {one.cause for one in deciding} == {Cause.OWN_RULE}
    return ClientVerdict(
        client=client.name,
        support=support,
        obstacles=tuple(one.obstacle for one in deciding),
        causes=tuple(
            Cause.AS_ISSUED if one.cause is Cause.OWN_RULE else one.cause or "" for one in deciding
        ),
        is_shut_out=is_out and not by_own_rule,
        breaks_own_rule=is_out and by_own_rule,
        is_undecided=support is Support.UNKNOWN and is_missed,
    )


def is_told_before(presented: Presented) -> bool:
    """Whether an earlier step says what keeps clients away: nobody trusts it, or the CA took it back."""
    revocations = presented.heard.revocations if presented.heard else ()
    is_revoked = any(one.is_revoked and one.certificate == presented.leaf for one in revocations)
    return is_revoked or is_for_nobody(presented.chain)


def fate(client: Client, scan: Scan, presented: Presented, *, is_only: bool) -> Fate:
    """What becomes of a client that gets this chain, and what stands in its way."""
    opinions = (
        agreement(client, scan, presented.leaf, is_only=is_only),
        trust(client, presented.chain, presented.heard),
        transparency_opinion(client, presented.chain, presented.logged),
    )
    support = worst(opinions).support
    return support, tuple(one for one in opinions if one.support is support and one.obstacle)
