"""Questions of a scan that take the place of visits, where one connection more might be too many."""

from collections.abc import Mapping

from exporter.inspection.dossier import Dossier
from exporter.inspection.kept import last_sighting
from exporter.inspection.scans.pace import is_at_once, waits_for_visit
from exporter.model.attempt import Attempts
from exporter.model.evidence import Handshake
from exporter.model.inquiry import Scanning
from exporter.model.memory import Memory
from exporter.model.place import Address
from exporter.model.scan import Scan, Transcript


def stand_in(place: Address, dossier: Dossier) -> Scanning | None:
    """The question in the place of the visit: of no forced one, and never of two in a row."""
    memory, policy = dossier.memory, dossier.target.policy
    transcript = memory.transcripts.get(place.address)
    if transcript is None or dossier.is_forced or is_at_once(policy):
        return None
    if memory.report is None or not waits_for_visit(transcript, policy):
        return None
    asked_at = transcript.found.taken_at if transcript.found else None
    if asked_at == memory.report.evidence.started_at or not was_healthy(place, memory):
        return None
    return Scanning(place, transcript)


def was_healthy(place: Address, memory: Memory) -> bool:
    """Whether there is a handshake to be told of meanwhile."""
    sighting = last_sighting(place, memory)
    return sighting is not None and sighting.found(Handshake) is not None


def was_reached(attempts: Attempts) -> bool:
    """Whether the question came to the server, be it that no answer came back."""
    match attempts[0].outcome:
        case Transcript():
            return True
        case Scan(is_cut_off=False) as scan:
            return bool(scan.enabled)
        case _:
            return False


def answers_of(dossier: Dossier) -> Mapping[Address, Attempts]:
    """What came of each question that stood in for a visit."""
    return {
        inquiry.place: attempts
        for inquiry, attempts in dossier.answers.items()
        if isinstance(inquiry, Scanning) and inquiry.so_far is not None
    }
