"""What was seen at each place, put together from the answers of an inspection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exporter.inspection.dossier import Dossier
from exporter.inspection.kept import (
    addresses_not_asked_for,
    seen_before,
    with_kept_certificate,
)
from exporter.inspection.memory.alternates import told_by_turns
from exporter.inspection.memory.doubts import believed
from exporter.inspection.memory.last_word import heard_at
from exporter.inspection.memory.turning import absent
from exporter.inspection.memory.web_answers import told_answer
from exporter.inspection.scans.stand_in import answers_of
from exporter.inspection.scans.told_scan import scan_attempts
from exporter.inspection.timestamps import with_known_timestamps
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Sighting
from exporter.model.inquiry import Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Skipped
from exporter.model.place import Address, File
from exporter.words.phase import Phase

DENIED = Skipped(needs="expected_ips that cover it, or deny_addresses without it")


@dataclass(frozen=True, slots=True)
class Visited:
    """An address, what a visit came to, and a scan made at one go after it."""

    place: Address
    attempts: Attempts
    made: Attempts = ()


def sightings(dossier: Dossier, memory: Memory, now: datetime) -> tuple[Sighting, ...]:
    """Every file, every resolver, then every address, those left out with the reason.

    Of names that turn, addresses that others stand in for are among them, in an order of their own.

    What tells of scans is in the memory, the scans of this inspection included.
    """
    found = tuple(at_addresses(dossier, memory, now))
    if any(sighting.seen_at for sighting in found):
        found = tuple(sorted(found, key=lambda sighting: sighting.place.name))
    return (*at_files(dossier), *at_resolvers(dossier), *found)


def at_files(dossier: Dossier) -> Iterator[Sighting]:
    """What was read of each file, and found in its configuration."""
    attempts: dict[File, Attempts] = {}
    for reading in dossier.readings:
        before = attempts.get(reading.place, ())
        attempts[reading.place] = (*before, *dossier.answers[reading])
    for place, made in attempts.items():
        yield Sighting(place=place, attempts=made)


def at_resolvers(dossier: Dossier) -> Iterator[Sighting]:
    """What each resolver said."""
    for lookup in dossier.lookups:
        place, attempts = lookup.place, dossier.answers[lookup]
        since = heard_at(attempts, place, dossier.memory)
        yield Sighting(place=place, attempts=attempts, seen_at=since)


def at_addresses(dossier: Dossier, memory: Memory, now: datetime) -> Iterator[Sighting]:
    """What each address showed."""
    stood_in = answers_of(dossier)
    for place, attempts in addresses_not_asked_for(dossier):
        yield told_of(Visited(place, attempts), dossier, memory, now)
    for place in dossier.addresses:
        before = seen_before(place, dossier.memory) if place in stood_in else ()
        if visited := dossier.answers.get(Visit(place), before):
            made = () if place in stood_in else dossier.answers.get(Scanning(place), ())
            yield told_of(Visited(place, visited, made), dossier, memory, now)
        else:
            yield left_out(place, dossier)
    yield from absent(dossier, memory)


def told_of(seen: Visited, dossier: Dossier, memory: Memory, now: datetime) -> Sighting:
    """What a visit came to, and what is known of the address beside."""
    place = seen.place
    policy = dossier.target.policy
    known = believed(seen.attempts, place.address, memory, policy, now)
    kept = with_kept_certificate(known, place, dossier.memory)
    now_seen = with_known_timestamps(kept, place, dossier.memory)
    told = told_by_turns(now_seen, memory.alternates.get(place.address, ()))
    scans = scan_attempts(place, told, policy, memory, seen.made)
    answers = told_answer(place, told, memory)
    return Sighting(place=place, attempts=(*told, *scans, *answers))


def left_out(place: Address, dossier: Dossier) -> Sighting:
    """An address beyond those that may be probed."""
    most = dossier.target.policy.max_addresses
    is_allowed = dossier.may_visit(place)
    skipped = Skipped(needs=f"max_addresses above {most}") if is_allowed else DENIED
    return Sighting(place=place, attempts=(Attempt(phase=Phase.CONNECT, outcome=skipped),))
