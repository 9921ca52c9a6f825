"""A look that saw what the last one saw, as nearly all do: of what is known nothing but times differs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from exporter.inspection.dossier import Dossier
from exporter.inspection.judging.appraiser import Appraiser
from exporter.inspection.judging.judgement import standing_still
from exporter.inspection.judging.lasting import last_by
from exporter.inspection.keeping import refreshed
from exporter.inspection.memory.alternates import with_visit
from exporter.inspection.memory.last_word import was_lost
from exporter.inspection.memory.recollection import scans_begun, with_leaf
from exporter.inspection.memory.turning import label_of, met_of_late
from exporter.inspection.memory.web_answers import told_answer
from exporter.inspection.scans.told_scan import scan_attempts
from exporter.model.attempt import Attempts
from exporter.model.evidence import Connection, Evidence, Handshake, Presentation, Sighting
from exporter.model.memory import Memory
from exporter.model.place import Address, Place
from exporter.model.report import Report


def after_same_look(
    dossier: Dossier, seconds: float, now: datetime, appraiser: Appraiser
) -> Memory | None:
    """What the whole of an inspection would come to; None where it has to be gone through.

    That it comes to the same is seen to in the tests of inspections, at every look of theirs.
    """
    end = now + timedelta(seconds=seconds)
    before = last_by(appraiser, dossier.memory)
    if before is None or not is_quiet(dossier, before, now, end):
        return None
    sightings = tuple(same_sightings(dossier, before))
    if len(sightings) != len(before.evidence.sightings):
        return None
    memory = with_times(dossier, now)
    is_steady = not any(one.is_by_turns for each in memory.alternates.values() for one in each)
    if not is_steady or label_of(dossier.target, memory, end) is not before.address_label:
        return None
    evidence = Evidence(started_at=now, duration=seconds, sightings=sightings)
    return memory.with_report(standing_still(before, evidence, memory, end))


def is_quiet(dossier: Dossier, before: Report, now: datetime, end: datetime) -> bool:
    """Whether the judgement stands for what was looked at, and nothing else is under way or to be told."""
    target, memory = dossier.target, dossier.memory
    asked = (*dossier.lookups, *dossier.visits)
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
        and dossier.answers.keys() == set(asked)
        and next(scans_begun(dossier, now), None) is None
    )


def same_sightings(dossier: Dossier, before: Report) -> Iterator[Sighting]:
    """What was seen at each place, up to the first that is not told as it was."""
    known = {sighting.place: sighting for sighting in before.evidence.sightings}
    for place, attempts in told(dossier, known):
        last, sighting = known.get(place), Sighting(place=place, attempts=attempts)
        if last is None or last.seen_at or not sighting.is_like(last):
            return
        yield sighting


def told(dossier: Dossier, known: Mapping[Place, Sighting]) -> Iterator[tuple[Place, Attempts]]:
    """What is told of each place; nothing where it takes more than these few cases to say."""
    for lookup in dossier.lookups:
        heard = dossier.answers[lookup]
        yield lookup.place, () if was_lost(heard) else heard
    for visit in dossier.visits:
        visited, last = dossier.answers[visit], known.get(visit.place)
        yield visit.place, told_alike(visit.place, visited, last, dossier) if last else ()


def told_alike(place: Address, visited: Attempts, last: Sighting, dossier: Dossier) -> Attempts:
    """What is told of an address if its handshake went as the last one did; else nothing, which is no sighting."""
    memory, policy = dossier.memory, dossier.target.policy
    match [one.outcome for one in visited]:
        case [Connection(), Handshake(declined="", earlier=None), Presentation() as presented]:
            known = last.found(Presentation)
            if presented.enclosed.timestamps is None and known and known.chain == presented.chain:
                visited = (*visited[:-1], replace(visited[-1], outcome=known))
                if known.enclosed.staple != presented.enclosed.staple:
                    return ()
        case _:
            return ()
    scans = scan_attempts(place, visited, policy, memory)
    return (*visited, *scans, *told_answer(place, visited, memory))


def with_times(dossier: Dossier, now: datetime) -> Memory:
    """The memory, with what was seen at each address seen once more."""
    memory = dossier.memory
    visits = [(one.place.address, dossier.answers[one]) for one in dossier.visits]
    leaves = {
        address: with_leaf(memory.leaves.get(address, ()), chain_of(visited)[0], now)
        for address, visited in visits
    }
    seen = {
        address: with_visit(memory.alternates.get(address, ()), visited, now)
        for address, visited in visits
    }
    return replace(
        memory,
        leaves=refreshed(memory.leaves, leaves),
        alternates=refreshed(memory.alternates, seen),
        met=met_of_late(dossier, now),
    )


def chain_of(visited: Attempts) -> tuple[bytes, ...]:
    """What a visit was presented."""
    return next(one.outcome.chain for one in visited if isinstance(one.outcome, Presentation))
