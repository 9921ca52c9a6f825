"""The chains that addresses present and files hold, judged: each once, and not again while that holds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Evidence, Presentation
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.server_config import Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.model.target import Target
from exporter.webserver.answering import deployed_pairs
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.wording import described

UNTIL_ANOTHER_TRY = timedelta(minutes=5)
"""After a chain, or dates, at which we failed ourselves."""
AppraisalQuestion: TypeAlias = tuple[tuple[bytes, ...], tuple[str, ...]]
"""A chain (DER, the leaf first), and the trust stores that must accept it."""
Appraise: TypeAlias = Callable[[tuple[bytes, ...], tuple[str, ...]], Appraisal]
"""Judges a chain by trust stores."""


def standing_appraisals(
    target: Target, before: Report | None, now: datetime
) -> Mapping[AppraisalQuestion, Appraisal]:
    """How chains were judged, as far as that holds."""
    if before is None or target.server_name != before.target.server_name:
        return {}
    judged: tuple[ServedChain | FileChain, ...]
    judged = (*before.chains, *before.alternates, *before.file_chains)
    return {
        (one.chain, one.appraisal.trust): one.appraisal
        for one in judged
        if one.appraisal.since <= now < one.appraisal.until
    }


def remembering(known: Mapping[AppraisalQuestion, Appraisal], appraise: Appraise) -> Appraise:
    """What judges each chain once, however many addresses and files have it."""
    judged = dict(known)

    def appraised_once(chain: tuple[bytes, ...], trust: tuple[str, ...]) -> Appraisal:
        if (chain, trust) not in judged:
            judged[chain, trust] = appraise(chain, trust)
        return judged[chain, trust]

    return appraised_once


def served_chains(
    target: Target, evidence: Evidence, appraise: Appraise
) -> Iterator[list[ServedChain]]:
    """The chains of each address, judged by the trust stores that count there, those together that come by turns: of keys of one kind.

    Beside an ordinary one, what scans found of its kind does not count, as their series would be the same.
    """
    for place, sighting in evidence.at_addresses():
        groups: dict[str, list[ServedChain]] = {}
        trust = target.at(place).policy.trust
        for one in sighting.every(Presentation):
            served = ServedChain(
                address=place.address,
                chain=one.chain,
                enclosed=one.enclosed,
                is_of_scan=one.key_type is not None,
                appraisal=appraise(one.chain, trust),
            )
            group = groups.setdefault(served.key_type, [])
            if not (group and one.key_type):
                group.append(served)
        yield from groups.values()


def chains_in_files(target: Target, evidence: Evidence, appraise: Appraise) -> Iterator[FileChain]:
    """The certificates in each file, judged, and those of pairs that have them in two files."""
    held, pairs = certificates_in_files(evidence), deployed(target, evidence)
    trust = {pair.certificate: place.policy.trust for pair, place in reversed(tuple(pairs.items()))}
    for path, chain in held.items():
        appraisal = appraise(chain, trust.get(path, target.policy.trust))
        yield FileChain(path=path, chain=chain, appraisal=appraisal)
    for pair, place in pairs.items():
        if pair.certificate in held and pair.chain in held:
            chain = held[pair.certificate] + held[pair.chain]
            yield FileChain(
                path=pair.certificate,
                chain_path=pair.chain,
                chain=chain,
                appraisal=appraise(chain, place.policy.trust),
            )


def certificates_in_files(evidence: Evidence) -> Mapping[str, tuple[bytes, ...]]:
    """Those of each file that has any, in DER, by its path."""
    contents = ((place.path, seen.found(Contents)) for place, seen in evidence.at_files())
    return {path: held.certificates for path, held in contents if held and held.certificates}


def deployed(target: Target, evidence: Evidence) -> Mapping[Pair, Target]:
    """The pairs of all addresses, each with what is asked of it: that of an origin, if it is one's.

    Where there are origins, a configuration is one of theirs, though it may have an answer to whatever
    address is asked for.
    """
    configs = [config for _, seen in evidence.at_files() for config in seen.every(ServerConfig)]
    places = sorted(
        (place for place, _ in evidence.at_addresses()), key=lambda one: one.role is Role.RESOLVED
    )
    pairs: dict[Pair, Target] = {}
    for place in places:
        for pair in deployed_pairs(target, configs, place.address, place.port):
            pairs.setdefault(pair, target.at(place))
    return pairs


def appraised(
    chain: tuple[bytes, ...],
    trust: tuple[str, ...],
    *,
    appraiser: Appraiser,
    target: Target,
    now: datetime,
    on_defect: OnDefect,
) -> Appraisal:
    """Everything about a chain, or that we failed at it, which is tried again later."""
    try:
        return appraiser.appraise(chain, server_name=target.server_name, trust=trust, now=now)
    except Exception as error:  # noqa: BLE001 - it becomes part of the report
        on_defect(target.name, error)
        failed = Failed(reason=Reason.INTERNAL_ERROR, detail=described(error))
        until = now + UNTIL_ANOTHER_TRY
        return Appraisal(assessment=failed, since=now, until=until, trust=trust, seconds=0.0)


def is_same(chains: tuple[ServedChain, ...], before: tuple[ServedChain, ...]) -> bool:
    """Whether these are the very same judgements at the same addresses."""
    return len(chains) == len(before) and all(
        one.address == other.address
        and one.appraisal is other.appraisal
        and one.attestation is other.attestation
        and one.transparency is other.transparency
        for one, other in zip(chains, before, strict=True)
    )
