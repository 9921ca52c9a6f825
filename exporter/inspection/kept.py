"""What stays told of an address that got no turn."""

from collections.abc import Iterator
from datetime import datetime

from exporter.inspection.dossier import Dossier
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Presentation, Sighting
from exporter.model.memory import Memory
from exporter.model.outcome import NO_PORT, Failed, Postponed
from exporter.model.place import Address
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN

NOT_ASKED = Postponed(needs="the name's addresses, for which no resolver could be asked in time")


def is_postponed(attempts: Attempts) -> bool:
    """Whether the address got no turn."""
    return any(isinstance(one.outcome, Postponed) for one in attempts)


def with_kept_certificate(attempts: Attempts, place: Address, memory: Memory) -> Attempts:
    """The attempts, with the certificate that was seen the last time where none could be."""
    if not is_postponed(attempts):
        return attempts
    kept = [one for one in seen_before(place, memory) if isinstance(one.outcome, Presentation)]
    made = [one for one in attempts if one.phase is not Phase.CERTIFICATE]
    return (*made, *kept) if kept else attempts


def last_sighting(place: Address, memory: Memory) -> Sighting | None:
    """What was seen at the place the last time."""
    for sighting in memory.report.evidence.sightings if memory.report else ():
        if sighting.place == place:
            return sighting
    return None


def seen_before(place: Address, memory: Memory) -> Attempts:
    """What the last visit of the place came to."""
    sighting = last_sighting(place, memory)
    attempts = sighting.attempts if sighting else ()
    for number, one in enumerate(attempts):
        if one.phase is Phase.SCAN:
            return attempts[:number]
    return attempts


def addresses_not_asked_for(dossier: Dossier) -> Iterator[tuple[Address, Attempts]]:
    """The addresses of the last time, where no resolver could be asked for those of the present."""
    outcomes = [one.outcome for each in dossier.lookups for one in dossier.answers.get(each, ())]
    is_ours = all(isinstance(one, Failed) and one.reason in OF_OUR_OWN for one in outcomes)
    if dossier.addresses or not outcomes or not is_ours or dossier.memory.report is None:
        return
    for place, _ in dossier.memory.report.evidence.at_addresses():
        yield (
            place,
            (
                Attempt(phase=Phase.CONNECT, outcome=NOT_ASKED),
                Attempt(phase=Phase.HANDSHAKE, outcome=NO_PORT),
                Attempt(phase=Phase.CERTIFICATE, outcome=NO_PORT),
            ),
        )


def seen_at(memory: Memory, sightings: tuple[Sighting, ...], now: datetime) -> datetime:
    """When the look began of which all is told: an earlier one, where an address got no turn."""
    if memory.report and any(is_postponed(one.attempts) for one in sightings):
        return memory.report.evidence.started_at
    return now
