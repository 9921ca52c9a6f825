"""A look that saw what the last one saw, as nearly all do: of what is known nothing but times differs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from exporter.inspection.dossier import Dossier
from exporter.inspection.judging.appraiser import Appraiser
from exporter.inspection.judging.lasting import last_by
from exporter.inspection.keeping import refreshed
from exporter.inspection.memory.last_word import was_lost
from exporter.inspection.memory.recollection import scans_begun
from exporter.inspection.memory.turning import label_of
from exporter.inspection.memory.web_answers import told_answer
from exporter.inspection.scans.told_scan import scan_attempts
from exporter.inspection.tallies import seen_alone
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Evidence, Handshake, Presentation, Sighting
from exporter.model.memory import Alternate, Memory, SeenLeaf
from exporter.model.outcome import NO_SCAN
from exporter.model.place import Address
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.web import Trials, WebAnswer


def after_same_look(
    dossier: Dossier, seconds: float, now: datetime, appraiser: Appraiser
) -> Memory | None:
    """What the whole of an inspection would come to; None where it has to be gone through.

    That it comes to the same is seen to in the tests of inspections, at every look of theirs.
    """
    target, memory, end = dossier.target, dossier.memory, now + timedelta(seconds=seconds)
    before = last_by(appraiser, memory)
    if before is None or not is_quiet(dossier, before, now, end):
        return None
    sightings = tuple(same_sightings(dossier, before))
    if len(sightings) != len(before.evidence.sightings):
        return None
    seen = dict(seen_once_more(dossier, now))
    if len(seen) != len(dossier.visits):
        return None
    met = {one.address: seen_alone(memory.met[one.address], now) for one in dossier.addresses}
    if label_of(target, met, end) is not before.address_label:
        return None
    leaves = {address: last_seen(memory.leaves[address], now) for address in seen}
    return replace(
        memory,
        leaves=refreshed(memory.leaves, leaves),
        alternates=refreshed(memory.alternates, seen),
        met=MappingProxyType(met),
        report=before.standing_still(
            Evidence(started_at=now, duration=seconds, sightings=sightings),
            scans=before.scans,
            changed=before.changed,
            others_changed=before.others_changed,
            came=before.came,
            left=before.left,
            remembered=(),
            seen=MappingProxyType(dict.fromkeys(before.seen, now)),
        ),
    )


def is_quiet(dossier: Dossier, before: Report, now: datetime, end: datetime) -> bool:
    """Whether the judgement stands for what was looked at, and nothing else is under way or to be told."""
    target, memory = dossier.target, dossier.memory
    present = {place.address for place in dossier.addresses}
    return (
        not dossier.is_forced
        and target.server is None
        and not any(one.attestation and one.attestation.named for one in before.chains)
        and (before.target is target or before.target == target)
        and before.since <= end < before.until
        and not (memory.transcripts or memory.bans or before.remembered)
        and memory.scans is before.scans
        and memory.met.keys() == present
        and 0 < len(dossier.visits) == len(dossier.addresses)
        and len(dossier.answers) == len(dossier.lookups) + len(dossier.visits)
        and next(scans_begun(dossier, now), None) is None
    )


def same_sightings(dossier: Dossier, before: Report) -> Iterator[Sighting]:
    """What was seen at each place, up to the first that is not told as it was."""
    known = {one.place: one for one in before.evidence.sightings}
    for lookup in dossier.lookups:
        heard, last = dossier.answers.get(lookup, ()), known.get(lookup.place)
        sighting = Sighting(place=lookup.place, attempts=heard)
        if last is None or last.seen_at or was_lost(heard) or not sighting.is_like(last):
            return
        yield sighting
    for visit in dossier.visits:
        last = known.get(visit.place)
        if last is None or last.seen_at:
            return
        visited = seen_alike(dossier.answers.get(visit, ()), last.attempts)
        sighting = Sighting(
            place=visit.place, attempts=(*visited, *beside(visit.place, visited, last, dossier))
        )
        if not visited or not sighting.is_like(last):
            return
        yield sighting


def beside(place: Address, visited: Attempts, last: Sighting, dossier: Dossier) -> Attempts:
    """What scans and requests tell of an address: as the last time, unless that told of work just done."""
    told = last.attempts[len(visited) :]
    if all(one.seconds is None and is_lasting(one.outcome) for one in told):
        return told
    memory, policy = dossier.memory, dossier.target.policy
    return (*scan_attempts(place, visited, policy, memory), *told_answer(place, visited, memory))


def is_lasting(outcome: object) -> bool:
    """Whether that is told until something else comes of a scan or a request."""
    return outcome is NO_SCAN or isinstance(outcome, Scan | Presentation | WebAnswer | Trials)


def seen_alike(visited: Attempts, last: Attempts) -> Attempts:
    """What a visit came to if its handshake went as the last one did; else nothing."""
    match [one.outcome for one in (*visited, *last[:3])]:
        case [
            Connection(),
            Handshake(declined="", earlier=()) as shake,
            Presentation(chain=chain, enclosed=enclosed) as presented,
            Connection(),
            Handshake() as known_shake,
            Presentation() as known,
        ] if shake == known_shake and chain == known.chain:
            is_enclosed_alike = presented == known or (
                enclosed.timestamps is None and enclosed.staple == known.enclosed.staple
            )
            if is_enclosed_alike:
                known_outcomes = (one.outcome for one in last)
                return tuple(
                    Attempt(phase=one.phase, outcome=outcome, seconds=one.seconds)
                    for one, outcome in zip(visited, known_outcomes, strict=False)
                )
    return ()


def seen_once_more(dossier: Dossier, now: datetime) -> Iterator[tuple[str, tuple[Alternate, ...]]]:
    """What visits of each address come to of late, where that is always the same."""
    for visit in dossier.visits:
        known = dossier.memory.alternates.get(visit.place.address, ())
        if len(known) == 3 and all(one.tally.looks == 1 for one in known):
            first = known[0].tally
            tally = seen_alone(first, now)  # nearly always of all three
            made = zip(known, dossier.answers[visit], strict=True)
            yield (
                visit.place.address,
                tuple(
                    [
                        Alternate(
                            attempt=attempt,
                            tally=tally if one.tally == first else seen_alone(one.tally, now),
                        )
                        for one, attempt in made
                    ]
                ),
            )


def last_seen(leaves: tuple[SeenLeaf, ...], now: datetime) -> tuple[SeenLeaf, ...]:
    """The certificates seen at an address, of which the present one is the last."""
    *others, present = leaves
    return (*others, replace(present, last_seen=now))
