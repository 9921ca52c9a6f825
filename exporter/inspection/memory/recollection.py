"""What an inspection adds to the memory of its target, and what the memory forgets."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from exporter.inspection.dossier import Dossier
from exporter.inspection.keeping import refreshed
from exporter.inspection.memory.alternates import with_visit
from exporter.inspection.memory.doubts import believed
from exporter.inspection.memory.turning import met_of_late
from exporter.inspection.memory.web_answers import heard
from exporter.inspection.scans.bans import after_visit
from exporter.inspection.scans.due import is_due, is_worth_a_scan, to_confirm
from exporter.inspection.scans.learned import learned
from exporter.inspection.scans.merged_scans import completed
from exporter.inspection.scans.other_certificates import presentations, with_others
from exporter.inspection.scans.pace import first_due, is_at_once
from exporter.inspection.scans.stand_in import answers_of
from exporter.inspection.scans.swinging import with_ended
from exporter.inspection.tallies import LONGEST
from exporter.model.evidence import Presentation, speaks_http
from exporter.model.inquiry import Scanning
from exporter.model.memory import Alternate, Memory, SeenLeaf
from exporter.model.scan import Scan, Transcript
from exporter.model.target import Target

MOST_LEAVES = 4
"""At one address."""


def about(target: Target, memory: Memory) -> Memory:
    """The memory, or an empty one where the target leads elsewhere now or asks for another name."""
    if memory.report is None or is_same_server(target, memory.report.target):
        return memory
    return Memory()


def is_same_server(target: Target, before: Target) -> bool:
    """Whether a target leads where it did, whatever else is expected of it now."""
    return (target.host, target.port, target.server_name) == (
        before.host,
        before.port,
        before.server_name,
    )


def recollected(dossier: Dossier, now: datetime) -> Memory:
    """The memory with the scans and the certificates of this inspection, and the scans it begins."""
    memory = dossier.memory
    leaves = dict(leaves_seen(dossier, now))
    scans = dict(scans_made(dossier))
    answers = dict(heard(dossier, now))
    begun = dict(scans_begun(dossier, now))
    for address, scan in scans.items():
        memory = with_ended(memory, address, scan)
    after = replace(
        memory,
        scans=refreshed(memory.scans, scans) if scans else memory.scans,
        transcripts=refreshed(transcripts_kept(dossier), begun),
        leaves=refreshed(memory.leaves, leaves) if leaves else memory.leaves,
        met=met_of_late(dossier, now),
        answers=refreshed(memory.answers, answers) if answers else memory.answers,
    )
    for inquiry, attempts in dossier.answers.items():
        if isinstance(inquiry, Scanning) and inquiry.so_far is None:
            after = with_others(after, inquiry.place.address, attempts, now)
    for place, attempts in answers_of(dossier).items():
        after = learned(after, place.address, attempts, dossier.target.policy, now)
    for visit in dossier.visits:
        if visited := dossier.answers.get(visit):
            after = after_visit(after, visit.place.address, visited, now)
    seen = dict(seen_of_late(dossier, after, now))
    return replace(after, alternates=refreshed(after.alternates, seen)) if seen else after


def scans_made(dossier: Dossier) -> Iterator[tuple[str, Scan]]:
    """Every scan made at one go, by address."""
    for inquiry, attempts in dossier.answers.items():
        if isinstance(inquiry, Scanning) and inquiry.so_far is None:
            for attempt in attempts:
                if isinstance(attempt.outcome, Scan):
                    address = inquiry.place.address
                    yield address, completed(attempt.outcome, dossier.memory.scans.get(address))


def transcripts_kept(dossier: Dossier) -> Mapping[str, Transcript]:
    """The scans that are under way; one that has asked nothing yet ends where its address is gone."""
    known, present = dossier.memory.transcripts, {visit.place.address for visit in dossier.visits}
    if is_at_once(dossier.target.policy):
        return {}
    return {at: one for at, one in known.items() if one.found or not present or at in present}


def scans_begun(dossier: Dossier, now: datetime) -> Iterator[tuple[str, Transcript]]:
    """A transcript for each address whose scan is to begin beside the probes.

    First scans are spread over a minute; who forces a probe wants to see what a repair has done.
    """
    policy = dossier.target.policy
    if is_at_once(policy) or not policy.scan_interval:
        return
    for visit in dossier.visits:
        visited = dossier.answers.get(visit)
        if visited and is_worth_a_scan(visited) and is_due(visit.place, dossier, now):
            place, outcomes = visit.place, [attempt.outcome for attempt in visited]
            is_first = not dossier.is_forced and place.address not in dossier.memory.scans
            due = first_due(place.address, policy, name=dossier.target.name, now=now)
            yield (
                place.address,
                Transcript(
                    due=due if is_first else now,
                    leaf=next((one.chain[0] for one in presentations(visited)), b""),
                    speaks_http=any(speaks_http(place, outcome) for outcome in outcomes),
                    is_first=is_first,
                    last=to_confirm(place, dossier),
                ),
            )


def leaves_seen(dossier: Dossier, now: datetime) -> Iterator[tuple[str, tuple[SeenLeaf, ...]]]:
    """The certificates of each address where one was seen now."""
    for address, presented in presented_now(dossier):
        known = dossier.memory.leaves.get(address, ())
        yield address, with_leaf(known, presented.chain[0], now)


def seen_of_late(
    dossier: Dossier, memory: Memory, now: datetime
) -> Iterator[tuple[str, tuple[Alternate, ...]]]:
    """What visits of each address came to of late."""
    for visit in dossier.visits:
        address = visit.place.address
        if visited := dossier.answers.get(visit):
            known = believed(visited, address, memory, dossier.target.policy, now)
            yield address, with_visit(memory.alternates.get(address, ()), known, now)


def presented_now(dossier: Dossier) -> Iterator[tuple[str, Presentation]]:
    """What each address presented to a visit."""
    for visit in dossier.visits:
        for presented in presentations(dossier.answers.get(visit, ())):
            yield visit.place.address, presented


def with_leaf(known: tuple[SeenLeaf, ...], der: bytes, now: datetime) -> tuple[SeenLeaf, ...]:
    """The certificates seen at an address, the present one last.

    One that comes back within a day has replaced no other: it comes by turns with that.
    """
    fingerprint = sha256(der).digest()
    last = known[-1] if known else None
    before = next((leaf for leaf in known if leaf.fingerprint == fingerprint), None)
    is_change = last is not None and last.fingerprint != fingerprint
    is_back = before is not None and now - before.last_seen < LONGEST
    replaced_before = before.replaced_another if before else None
    present = SeenLeaf(
        fingerprint=fingerprint,
        first_seen=before.first_seen if before else now,
        last_seen=now,
        replaced_another=now
        if is_change and not (is_back and replaced_before)
        else replaced_before,
    )
    others = tuple(leaf for leaf in known if leaf.fingerprint != fingerprint)
    return (*others, present)[-MOST_LEAVES:]
