"""The chains that addresses present and files hold, judged: each once, and not again while that holds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from exporter.inspection.appraiser import Appraiser, OnDefect
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
from exporter.words.wording import described

UNTIL_ANOTHER_TRY = timedelta(minutes=5)
"""After a chain, or dates, at which we failed ourselves."""
Appraise: TypeAlias = Callable[[tuple[bytes, ...]], Appraisal]
"""Judges a chain (DER, the leaf first)."""


def standing_appraisals(
    target: Target, before: Report | None, now: datetime
) -> Mapping[tuple[bytes, ...], Appraisal]:
    """How chains were judged, as far as that holds."""
    if before is None or not is_judged_alike(target, before.target):
        return {}
    judged: tuple[ServedChain | FileChain, ...]
    judged = (*before.chains, *before.alternates, *before.file_chains)
    return {
        one.chain: one.appraisal
        for one in judged
        if one.appraisal.since <= now < one.appraisal.until
    }


def remembering(known: Mapping[tuple[bytes, ...], Appraisal], appraise: Appraise) -> Appraise:
    """What judges each chain once, however many addresses and files have it."""
    judged = dict(known)

    def appraised_once(chain: tuple[bytes, ...]) -> Appraisal:
        if chain not in judged:
            judged[chain] = appraise(chain)
        return judged[chain]

    return appraised_once


def served_chains(evidence: Evidence, appraise: Appraise) -> Iterator[list[ServedChain]]:
    """The chains of each address, judged, those together that come by turns: of keys of one kind.

    Beside an ordinary one, what scans found of its kind does not count, as their series would be the same.
    """
    for place, sighting in evidence.at_addresses():
        groups: dict[str, list[ServedChain]] = {}
        for one in sighting.every(Presentation):
            served = ServedChain(
                address=place.address,
                chain=one.chain,
                enclosed=one.enclosed,
                is_of_scan=one.key_type is not None,
                appraisal=appraise(one.chain),
            )
            group = groups.setdefault(served.key_type, [])
            if not (group and one.key_type):
                group.append(served)
        yield from groups.values()


def chains_in_files(target: Target, evidence: Evidence, appraise: Appraise) -> Iterator[FileChain]:
    """The certificates in each file, judged, and those of pairs that have them in two files."""
    held = certificates_in_files(evidence)
    for path, chain in held.items():
        yield FileChain(path=path, chain=chain, appraisal=appraise(chain))
    for pair in deployed(target, evidence):
        if pair.certificate in held and pair.chain in held:
            chain = held[pair.certificate] + held[pair.chain]
            yield FileChain(
                path=pair.certificate,
                chain_path=pair.chain,
                chain=chain,
                appraisal=appraise(chain),
            )


def certificates_in_files(evidence: Evidence) -> Mapping[str, tuple[bytes, ...]]:
    """Those of each file that has any, in DER, by its path."""
    contents = ((place.path, seen.found(Contents)) for place, seen in evidence.at_files())
    return {path: held.certificates for path, held in contents if held and held.certificates}


def deployed(target: Target, evidence: Evidence) -> tuple[Pair, ...]:
    """The pairs of all addresses, each once."""
    configs = [config for _, seen in evidence.at_files() for config in seen.every(ServerConfig)]
    places = (place.address for place, _ in evidence.at_addresses())
    pairs = (pair for place in places for pair in deployed_pairs(target, configs, place))
    return tuple(dict.fromkeys(pairs))


def appraised(
    appraiser: Appraiser,
    target: Target,
    now: datetime,
    on_defect: OnDefect,
    chain: tuple[bytes, ...],
) -> Appraisal:
    """Everything about a chain, or that we failed at it, which is tried again later."""
    name, trust = target.server_name, target.policy.trust
    try:
        return appraiser.appraise(chain, server_name=name, trust=trust, now=now)
    except Exception as error:  # noqa: BLE001 - it becomes part of the report
        on_defect(target.name, error)
        failed = Failed(reason=Reason.INTERNAL_ERROR, detail=described(error))
        return Appraisal(assessment=failed, since=now, until=now + UNTIL_ANOTHER_TRY, seconds=0.0)


def is_judged_alike(target: Target, before: Target) -> bool:
    """Whether both ask the same of a chain."""
    return (target.server_name, target.policy.trust) == (before.server_name, before.policy.trust)


def is_same(chains: tuple[ServedChain, ...], before: tuple[ServedChain, ...]) -> bool:
    """Whether these are the very same judgements at the same addresses."""
    return len(chains) == len(before) and all(
        one.address == other.address
        and one.appraisal is other.appraisal
        and one.attestation is other.attestation
        and one.transparency is other.transparency
        for one, other in zip(chains, before, strict=True)
    )
