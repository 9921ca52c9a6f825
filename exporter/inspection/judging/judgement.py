"""The only judge: what a target's evidence amounts to, and until when that holds."""

from datetime import datetime

from exporter.guide.case import Case
from exporter.guide.checks.server_files import files_in_use
from exporter.guide.ladder import ladder, standing
from exporter.guide.own_errors import OwnErrors
from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.chains import UNTIL_ANOTHER_TRY, standing_appraisals
from exporter.inspection.judging.documents import documents
from exporter.inspection.judging.hearing import Hearing
from exporter.inspection.judging.history import history
from exporter.inspection.judging.lasting import last_by, next_date, stands
from exporter.inspection.memory.alternates import comes_by_turns, fails_by_turns
from exporter.inspection.memory.changes import changes, changes_of_others, met_first, met_last
from exporter.inspection.memory.recollection import is_same_server
from exporter.inspection.memory.remembered import last_seen, remembered_chains
from exporter.inspection.memory.turning import label_of
from exporter.model.evidence import Evidence, Presentation
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.server_file import Contents
from exporter.model.target import Target

LIGHT = 16 * 1024
"""Bytes of certificates that are judged at once: some hundredths of a second, for the worst."""


def judged(
    target: Target,
    evidence: Evidence,
    memory: Memory,
    *,
    appraiser: Appraiser,
    now: datetime,
    on_defect: OnDefect,
    is_forced: bool = False,
) -> Report:
    """The report on the evidence at `now` (aware); a defect costs what it was met in alone.

    Where nothing but times differs from the last judgement, and that still holds, it stands: the
    parts of the report are the very same objects. Not beside a scan that was forced: proofs tell of that.
    """
    before, label = last_by(appraiser, memory), label_of(target, memory.met, now)
    is_told = before and (memory.scans is before.scans or not is_forced)
    is_as_before = before and is_told and before.address_label is label
    is_steady = not comes_by_turns(evidence, memory)
    if before and is_as_before and is_steady and stands(before, target, evidence, now):
        return standing_still(before, evidence, memory, now)
    hearing = Hearing(
        target=target,
        memory=memory,
        before=before,
        appraiser=appraiser,
        on_defect=on_defect,
        now=now,
    )
    return reported(hearing.case(evidence, label), hearing)


def reported(case: Case, hearing: Hearing) -> Report:
    """What the guide says of the case, and until when that holds."""
    errors, memory, now = OwnErrors(hearing.tell), hearing.memory, case.now
    remembered = remembered_chains(case.evidence, memory, now)
    rungs = ladder(case, hearing.tell)
    until = errors.caught(None, lambda: next_date(case), now + UNTIL_ANOTHER_TRY)
    stands_at = standing(rungs)
    return Report(
        target=case.target,
        evidence=case.evidence,
        address_label=case.address_label,
        scans=memory.scans,
        chains=case.chains,
        alternates=case.alternates,
        fails_by_turns=tuple(fails_by_turns(case.evidence, memory)),
        remembered=remembered,
        seen=last_seen((*case.chains, *remembered), memory),
        file_chains=case.file_chains,
        files_in_use=errors.caught(None, lambda: tuple(files_in_use(case)), ()),
        clients=case.clients,
        changed=changes(memory, case.evidence),
        others_changed=changes_of_others(memory, case.evidence),
        came=met_first(memory),
        left=met_last(memory),
        ladder=rungs,
        standing=stands_at,
        history=history(memory.report, stands_at, rungs, now),
        defects=tuple(hearing.defects),
        trust_stores=hearing.appraiser.stores,
        since=now,
        until=until,
    )


def standing_still(before: Report, evidence: Evidence, memory: Memory, now: datetime) -> Report:
    """The last report with what each inspection adds to it: times, and what is remembered."""
    changed = changes(memory, evidence)
    remembered = remembered_chains(evidence, memory, now)
    return before.standing_still(
        evidence,
        scans=memory.scans,
        changed=before.changed if before.changed == changed else changed,
        others_changed=changes_of_others(memory, evidence),
        came=met_first(memory),
        left=met_last(memory),
        remembered=remembered,
        seen=last_seen((*before.chains, *remembered), memory),
    )


def judged_again(
    target: Target, memory: Memory, *, appraiser: Appraiser, now: datetime, on_defect: OnDefect
) -> Memory | None:
    """The memory with its evidence judged at `now`, by what is expected and trusted at present.

    What was seen where the target does not lead any more stays as it is, until there is a probe. None
    where judging takes long.
    """
    if memory.report is None or not is_same_server(target, memory.report.target):
        return memory
    evidence = memory.report.evidence
    if not is_light(target, evidence, last_by(appraiser, memory), now):
        return None
    report = judged(target, evidence, memory, appraiser=appraiser, now=now, on_defect=on_defect)
    return memory.with_report(report)


def is_light(target: Target, evidence: Evidence, before: Report | None, now: datetime) -> bool:
    """Whether judging takes no time to speak of, beside the last judgement."""
    return weight(target, evidence, before, now) <= LIGHT


def weight(target: Target, evidence: Evidence, before: Report | None, now: datetime) -> int:
    """Bytes of the certificates without a judgement that stands: judging them takes the time."""
    held = (seen.found(Contents) for _, seen in evidence.at_files())
    new = {one.chain for _, seen in evidence.at_addresses() for one in seen.every(Presentation)}
    new |= {one.certificates for one in held if one}
    new -= {chain for chain, _ in standing_appraisals(target, before, now)}
    heard = before and before.since <= now < before.until and documents(before.evidence)
    unheard = documents(evidence).items() - (heard or {}).items()
    return sum(len(certificate) for chain in new for certificate in chain) + sum(
        len(body) for _, body in unheard
    )
