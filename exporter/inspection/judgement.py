"""The only judge: what a target's evidence amounts to, and until when that holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Protocol, TypeAlias

from exporter.guide.authority import forgotten_at
from exporter.guide.case import Case
from exporter.guide.checks.server_files import files_in_use
from exporter.guide.clients.verdict import NONE_AT_ALL, client_verdicts
from exporter.guide.dates import critical_from, warned_from
from exporter.guide.ladder import ladder, standing
from exporter.guide.own_errors import OwnErrors
from exporter.inspection.documents import documents
from exporter.inspection.history import history
from exporter.inspection.recollection import is_same_server
from exporter.inspection.remembered import last_seen, remembered_chains
from exporter.inspection.turning import label_of
from exporter.model.attestation import Attestation
from exporter.model.certificate import Appraisal, ChainAssessment
from exporter.model.evidence import Enclosure, Evidence, Presentation
from exporter.model.inquiry import Fetching
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.place import Place
from exporter.model.report import Defect, Report
from exporter.model.server_config import Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.model.target import ExpiryThresholds, Fetch, Target
from exporter.model.transparency import Transparency
from exporter.webserver.answering import deployed_pairs
from exporter.words.key_type import KeyType
from exporter.words.reason import Reason
from exporter.words.wording import described

LIGHT = 16 * 1024
"""Bytes of certificates that are judged at once: some hundredths of a second, for the worst."""
LONGEST_JUDGEMENT = timedelta(hours=1)
"""Proofs count the days that are left."""
UNTIL_ANOTHER_TRY = timedelta(minutes=5)
"""After a chain, or dates, at which we failed ourselves."""
Appraise: TypeAlias = Callable[[tuple[bytes, ...]], Appraisal]
"""Judges a chain (DER, the leaf first)."""
OnDefect: TypeAlias = Callable[[str, Exception], None]
"""Is told the target's name and an exception that nobody expected."""


class Appraiser(Protocol):
    """What decodes and validates chains; `exporter.x509.appraiser.Appraiser`, or a script in tests."""

    @property
    def stores(self) -> str:
        """What tells the trust stores from others."""
        ...

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """Everything about a chain as presented (DER, the leaf first) at a time (aware)."""
        ...

    def attest(
        self,
        chain: tuple[bytes, ...],
        appraisal: Appraisal,
        documents: Mapping[Fetching, bytes],
        *,
        enclosed: Enclosure,
        trust: tuple[str, ...],
        fetch: Fetch,
        now: datetime,
    ) -> Attestation | None:
        """What documents say of an appraised chain, and which of those that are fetched it names.

        None where its first certificate cannot be read, or there is nothing to be told.
        """
        ...

    def transparency(
        self, appraisal: Appraisal, enclosed: Enclosure, *, now: datetime
    ) -> Transparency | None:
        """What transparency logs said of an appraised chain's first certificate, if it can be read."""
        ...


def judged(
    target: Target,
    evidence: Evidence,
    memory: Memory,
    *,
    appraiser: Appraiser,
    now: datetime,
    on_defect: OnDefect,
) -> Report:
    """The report on the evidence at `now` (aware); a defect costs what it was met in alone.

    Where nothing but times differs from the last judgement, and that still holds, it stands: the
    parts of the report are the very same objects.
    """
    before = memory.report if is_by(appraiser, memory.report) else None
    changed, others_changed = changes(memory, evidence), changes_of_others(memory, evidence)
    remembered = remembered_chains(evidence, memory, now)
    label = label_of(target, memory, now)
    if before and before.address_label is label and stands(before, target, evidence, now):
        return before.standing_still(
            evidence,
            changed=before.changed if before.changed == changed else changed,
            others_changed=others_changed,
            remembered=remembered,
            seen=last_seen((*before.chains, *remembered), memory),
        )
    defects: list[Defect] = []

    def tell(place: Place | None, error: Exception) -> None:
        on_defect(target.name, error)
        defects.append(Defect(place=place, detail=described(error)))

    careful = partial(appraised, appraiser, target, now, on_defect)
    appraise = remembering(standing_appraisals(target, before, now), careful)
    errors = OwnErrors(tell)
    attest = partial(attestation, appraiser=appraiser, target=target, before=before, now=now)

    see_logs = partial(transparency, appraiser=appraiser, before=before, now=now)

    def with_attestation(one: ServedChain) -> ServedChain:
        return replace(
            one,
            attestation=errors.caught(None, partial(attest, one, evidence), None),
            transparency=errors.caught(None, partial(see_logs, one), None),
        )

    groups = [
        sorted((with_attestation(one) for one in each), key=soundness)
        for each in served_chains(evidence, appraise)
    ]
    chains = tuple(worst for worst, *_ in groups)
    alternates = tuple(one for each in groups if len(each) > 1 for one in each)
    if before and is_same(chains, before.chains):
        chains = before.chains
    file_chains = tuple(chains_in_files(target, evidence, appraise))
    to_clients = partial(client_verdicts, evidence, chains, target.policy, tell, before)
    clients = errors.caught(None, to_clients, NONE_AT_ALL)
    case = Case(
        target=target,
        evidence=evidence,
        chains=chains,
        alternates=alternates,
        file_chains=file_chains,
        clients=clients,
        leaves=memory.leaves,
        presented=memory.alternates,
        met=memory.met,
        address_label=label,
        now=now,
    )
    rungs = ladder(case, tell)
    dates = partial(next_date, case, (*chains, *alternates, *file_chains))
    until = errors.caught(None, dates, now + UNTIL_ANOTHER_TRY)
    stands_at = standing(rungs)
    return Report(
        target=target,
        evidence=evidence,
        address_label=label,
        chains=chains,
        alternates=alternates,
        remembered=remembered,
        seen=last_seen((*chains, *remembered), memory),
        file_chains=file_chains,
        files_in_use=errors.caught(None, lambda: tuple(files_in_use(case)), ()),
        clients=clients,
        changed=changed,
        others_changed=others_changed,
        ladder=rungs,
        standing=stands_at,
        history=history(memory.report, stands_at, rungs, now),
        defects=tuple(defects),
        trust_stores=appraiser.stores,
        since=now,
        until=until,
    )


def judged_again(
    target: Target, memory: Memory, *, appraiser: Appraiser, now: datetime, on_defect: OnDefect
) -> Memory:
    """The memory with its evidence judged at `now`, by what is expected and trusted at present.

    What was seen where the target does not lead any more stays as it is, until there is a probe, and
    so does what takes long to judge.
    """
    if memory.report is None or not is_same_server(target, memory.report.target):
        return memory
    evidence = memory.report.evidence
    before = memory.report if is_by(appraiser, memory.report) else None
    if weight(target, evidence, before, now) > LIGHT:
        return memory
    report = judged(target, evidence, memory, appraiser=appraiser, now=now, on_defect=on_defect)
    return memory.with_report(report)


def weight(target: Target, evidence: Evidence, before: Report | None, now: datetime) -> int:
    """Bytes of the certificates without a judgement that stands: judging them takes the time."""
    held = (seen.found(Contents) for _, seen in evidence.at_files())
    new = {one.chain for _, seen in evidence.at_addresses() for one in seen.every(Presentation)}
    new |= {one.certificates for one in held if one}
    new -= standing_appraisals(target, before, now).keys()
    heard = before and before.since <= now < before.until and documents(before.evidence)
    unheard = documents(evidence).items() - (heard or {}).items()
    return sum(len(certificate) for chain in new for certificate in chain) + sum(
        len(body) for _, body in unheard
    )


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


def is_by(appraiser: Appraiser, report: Report | None) -> bool:
    """Whether a report was judged by the same trust stores."""
    return report is not None and report.trust_stores == appraiser.stores


def stands(before: Report, target: Target, evidence: Evidence, now: datetime) -> bool:
    """Whether the last judgement holds for this evidence as well."""
    return (
        before.since <= now < before.until
        and (before.target is target or before.target == target)
        and evidence.is_like(before.evidence)
        and not before.alternates  # each probe counts one of them
    )


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
        groups: dict[KeyType, list[ServedChain]] = {}
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


def soundness(served: ServedChain) -> tuple[float, ...]:
    """What sorts chains that come by turns: the worst has the least."""
    match served.assessment:
        case Failed():
            return (2.0,)
        case ChainAssessment(leaf=leaf, trust=trust, matches_host=matches_host):
            revocations = served.attestation.revocations if served.attestation else ()
            is_trusted = all(verdict.is_trusted for verdict in trust)
            is_valid = is_trusted and not any(one.is_revoked for one in revocations)
            return (1.0, is_valid, matches_host is not False, leaf.not_after.timestamp())
        case _:
            return (0.0,)


def transparency(
    served: ServedChain, *, appraiser: Appraiser, before: Report | None, now: datetime
) -> Transparency | None:
    """What logs said of a chain's first certificate: of the same judgement, what was known before."""
    for one in (*before.chains, *before.alternates) if before else ():
        if one.appraisal is served.appraisal and one.enclosed == served.enclosed:
            return one.transparency
    return appraiser.transparency(served.appraisal, served.enclosed, now=now)


def attestation(
    served: ServedChain,
    evidence: Evidence,
    *,
    appraiser: Appraiser,
    target: Target,
    before: Report | None,
    now: datetime,
) -> Attestation | None:
    """What documents say of a chain: what they said before, if these are still the same."""
    at_hand = documents(evidence)
    if before and before.target.policy.fetch == target.policy.fetch:
        for one in (*before.chains, *before.alternates):
            known = one.attestation if one.appraisal is served.appraisal else None
            is_same = known and one.enclosed == served.enclosed
            if is_same and known and now < known.until and at_hand == documents(before.evidence):
                return known
    return appraiser.attest(
        served.chain,
        served.appraisal,
        at_hand,
        enclosed=served.enclosed,
        trust=target.policy.trust,
        fetch=target.policy.fetch,
        now=now,
    )


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


def next_date(case: Case, chains: tuple[ServedChain | FileChain, ...]) -> datetime:
    """The first instant after that of the case at which something ends that it goes by."""
    forgotten = (forgotten_at(place, case.evidence) for place in case.stale)
    instants = (instant for instant in forgotten if instant and instant > case.now)
    return min((next_change(chains, case.target.policy.expiry, case.now), *instants))


def next_change(
    chains: tuple[ServedChain | FileChain, ...], expiry: ExpiryThresholds, now: datetime
) -> datetime:
    """The first instant after now at which dates may make the judgement differ."""
    known = [one.assessment for one in chains if isinstance(one.assessment, ChainAssessment)]
    paths = (verdict.path for assessment in known for verdict in assessment.trust)
    lives = {one for path in (*((each.leaf,) for each in known), *paths) for one in path}
    instants = (near(one, expiry) for one in lives for near in (warned_from, critical_from))
    coming = (instant for instant in instants if instant > now)
    heard = (one.attestation for one in chains if isinstance(one, ServedChain))
    ends = (*(one.appraisal.until for one in chains), *(one.until for one in heard if one))
    return min((now + LONGEST_JUDGEMENT, *coming, *ends))


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


def changes(memory: Memory, evidence: Evidence) -> Mapping[str, datetime]:
    """When the present certificate of each address took the place of another, where it did.

    Of several that come by turns, when the last of them first came.
    """
    last = {
        place.address: last_change(memory, place.address) for place, _ in evidence.at_addresses()
    }
    return MappingProxyType({address: when for address, when in last.items() if when})


def last_change(memory: Memory, address: str) -> datetime | None:
    """When what an address presents now first took the place of something else."""
    by_turns = any(one.tally.has_returned for one in memory.alternates.get(address, ()))
    leaves = memory.leaves.get(address, ())[0 if by_turns else -1 :]
    return max((leaf.replaced_another for leaf in leaves if leaf.replaced_another), default=None)


def changes_of_others(
    memory: Memory, evidence: Evidence
) -> Mapping[str, Mapping[KeyType, datetime]]:
    """The same of the certificates that scans find at each address."""
    places = (place.address for place, _ in evidence.at_addresses())
    known = memory.others_replaced
    return MappingProxyType({address: known[address] for address in places if address in known})
