"""Which scan tells of an address at present."""

from collections.abc import Mapping
from dataclasses import replace

from exporter.inspection.kept import is_postponed, last_sighting
from exporter.inspection.scans.bans import cut_off
from exporter.inspection.scans.joined_scan import joined
from exporter.inspection.scans.merged_scans import completed, updated
from exporter.inspection.scans.other_certificates import told_others
from exporter.inspection.scans.swinging import held
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Handshake
from exporter.model.memory import Memory, Swinging, Thing
from exporter.model.outcome import NO_PORT, NO_SCAN, NO_TLS, Failed, Outcome, Skipped
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.model.target import Policy
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN, Reason

IS_TO_COME = Skipped(needs="the answers of a scan, which comes with time")
WITHOUT_TLS = frozenset({Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT})
"""Failures after which a scan would learn nothing; who hangs up may be too old for our handshake."""


def scan_attempts(
    place: Address, visited: Attempts, policy: Policy, memory: Memory, made: Attempts = ()
) -> Attempts:
    """What tells of the address at present: the scan, a ban that followed on it, other certificates."""
    scans = present_scan(place, visited, policy, memory, made)
    if ban := memory.bans.get(place.address):
        scans = (*scans, Attempt(phase=Phase.SCAN, outcome=cut_off(ban, policy.scan_interval)))
    return (*scans, *told_others(visited, scans, memory.others.get(place.address, ())))


def present_scan(
    place: Address, visited: Attempts, policy: Policy, memory: Memory, made: Attempts
) -> Attempts:
    """The last scan, unless there is a newer one.

    A scan that was tried in vain stands beside the last one.
    """
    known, skipped = told(place, memory), without_tls(visited)
    made = tuple(attempt for attempt in made if attempt.phase is Phase.SCAN)
    if not policy.scan_interval:
        return (Attempt(phase=Phase.SCAN, outcome=skipped or NO_SCAN),)
    if skipped and not (known and (is_postponed(visited) or is_our_failure(visited))):
        return (Attempt(phase=Phase.SCAN, outcome=skipped),)
    if any(isinstance(attempt.outcome, Scan) for attempt in made) or (made and known is None):
        swinging = memory.swinging.get(place.address, {})
        outcomes = (completed_outcome(each.outcome, known, swinging) for each in made)
        return tuple(
            replace(each, outcome=present(outcome, visited, swinging))
            for each, outcome in zip(made, outcomes, strict=True)
        )
    outcome = IS_TO_COME if known is None else unchanged(place, known, visited, memory)
    failed = tuple(attempt for attempt in made if isinstance(attempt.outcome, Failed))
    return (Attempt(phase=Phase.SCAN, outcome=outcome), *failed)


def completed_outcome(
    outcome: Outcome[object], last: Scan | None, swinging: Mapping[Thing, Swinging]
) -> Outcome[object]:
    """What came of a scan at one go; of what it had no time for, the last one tells on."""
    return held(completed(outcome, last), swinging) if isinstance(outcome, Scan) else outcome


def unchanged(place: Address, known: Scan, visited: Attempts, memory: Memory) -> Outcome[object]:
    """The scan as the last report tells it, if both it and the handshake are those of then.

    Putting them together takes as long as a tenth of a probe.
    """
    before = last_sighting(place, memory)
    scan = before.found(Scan) if before else None
    if before and scan and place.address not in memory.transcripts:
        is_same_scan = (scan.taken_at, scan.connections) == (known.taken_at, known.connections)
        if is_same_scan and tuple(before.every(Handshake)) == handshakes(visited):
            return scan
    return present(known, visited, memory.swinging.get(place.address, {}))


def told(place: Address, memory: Memory) -> Scan | None:
    """The last scan, with what the one under way has settled since."""
    last, under_way = memory.scans.get(place.address), memory.transcripts.get(place.address)
    found = under_way.found if under_way else None
    swinging = memory.swinging.get(place.address)
    if last is None:
        return found and replace(found, is_complete=None)
    present = updated(last, found) if found else last
    return held(present, swinging) if swinging else present


def present(
    outcome: Outcome[object], visited: Attempts, swinging: Mapping[Thing, Swinging]
) -> Outcome[object]:
    """The scan, with what the ordinary handshake proves today, be it of one of several servers."""
    if not isinstance(outcome, Scan):
        return outcome
    for handshake in handshakes(visited):
        outcome = joined(outcome, handshake)
    return held(outcome, swinging)


def handshakes(visited: Attempts) -> tuple[Handshake, ...]:
    """Those that came about."""
    return tuple(each.outcome for each in visited if isinstance(each.outcome, Handshake))


def is_our_failure(visited: Attempts) -> bool:
    """Whether the handshake failed for a reason of our own, which changes nothing of the server."""
    failures = (each.outcome for each in visited if isinstance(each.outcome, Failed))
    return any(failed.reason in OF_OUR_OWN for failed in failures)


def without_tls(visited: Attempts) -> Skipped | None:
    """Why a scan would learn nothing there, if so."""
    if any(isinstance(attempt.outcome, Handshake) for attempt in visited):
        return None
    if not any(isinstance(attempt.outcome, Connection) for attempt in visited):
        return NO_PORT
    for attempt in visited:
        outcome = attempt.outcome
        if isinstance(outcome, Failed) and outcome.reason in WITHOUT_TLS | OF_OUR_OWN:
            return NO_TLS
    return None
