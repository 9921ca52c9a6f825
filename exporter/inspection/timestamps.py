"""Certificate timestamps that servers send in the handshake: asked for once in a while, as that is dear."""

from dataclasses import replace
from datetime import datetime

from exporter.inspection.dossier import Dossier
from exporter.inspection.kept import seen_before
from exporter.model.attempt import Attempts
from exporter.model.evidence import Presentation
from exporter.model.memory import Memory
from exporter.model.place import Address

ONCE_IN = 3600
"""Seconds. OpenSSL tells of each of a score of messages; a server has its timestamps from a file."""


def is_time_for_timestamps(place: Address, dossier: Dossier, now: datetime) -> bool:
    """Whether to ask now: by force, in each hour first, and until a chain's are known."""
    report = dossier.memory.report
    if dossier.is_forced or report is None or hour(report.evidence.started_at) != hour(now):
        return True
    last = last_presentation(seen_before(place, dossier.memory))
    return last is None or last.enclosed.timestamps is None


def hour(time: datetime) -> int:
    """Its number since the epoch."""
    return int(time.timestamp() // ONCE_IN)


def with_known_timestamps(attempts: Attempts, place: Address, memory: Memory) -> Attempts:
    """The attempts, with the timestamps that came with the same chain when they were asked for."""
    present = last_presentation(attempts)
    if present is None or present.enclosed.timestamps is not None:
        return attempts
    before = last_presentation(seen_before(place, memory))
    if before is None or before.chain != present.chain:
        return attempts
    told = before  # as it nearly always is
    if before.enclosed.staple != present.enclosed.staple:
        told = replace(before, enclosed=replace(before.enclosed, staple=present.enclosed.staple))
    return tuple(replace(one, outcome=told) if one.outcome is present else one for one in attempts)


def last_presentation(attempts: Attempts) -> Presentation | None:
    """What the ordinary handshake brought."""
    found = (one.outcome for one in attempts if isinstance(one.outcome, Presentation))
    return next(found, None)
