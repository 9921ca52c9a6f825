"""What is believed of a visit: a hello that fares badly for the first time may have met with an accident."""

from dataclasses import replace
from datetime import datetime

from exporter.inspection.scans.bans import excused
from exporter.inspection.scans.told_scan import handshakes
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Handshake
from exporter.model.memory import Memory
from exporter.model.target import Policy
from exporter.words.hello_form import HelloForm


def believed(
    visited: Attempts, address: str, memory: Memory, policy: Policy, now: datetime
) -> Attempts:
    """What a visit came to, but for what we have brought about ourselves, or what may be an accident."""
    known = excused(visited, memory.bans.get(address), policy.scan_interval, now)
    return doubted(known, address, memory)


def doubted(visited: Attempts, address: str, memory: Memory) -> Attempts:
    """What the visit came to; that an ordinary hello was declined is told the second time in a row.

    At a first look it is told at once, as nothing speaks against it.
    """
    is_declined = any(shake.declined for shake in handshakes(visited))
    if not is_declined or memory.report is None or needed_another(address, memory):
        return visited
    return tuple(map(without_reproach, visited))


def needed_another(address: str, memory: Memory) -> bool:
    """Whether a handshake came about at the last look, and not by the ordinary hello."""
    looks = memory.report.evidence.at_addresses() if memory.report else ()
    shakes = (seen.found(Handshake) for place, seen in looks if place.address == address)
    return any(shake and shake.form is not HelloForm.ORDINARY for shake in shakes)


def without_reproach(attempt: Attempt[object]) -> Attempt[object]:
    """The attempt, and nothing about the hello that did not get through."""
    match attempt.outcome:
        case Handshake(declined=declined) as shake if declined:
            return replace(attempt, outcome=replace(shake, declined=""))
        case _:
            return attempt
