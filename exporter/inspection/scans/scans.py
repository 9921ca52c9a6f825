"""When an address is scanned anew, and which scan tells of it at present."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from exporter.inspection.dossier import Dossier
from exporter.inspection.kept import is_postponed, last_sighting
from exporter.inspection.scans.bans import cut_off, waits_until
from exporter.inspection.scans.joined_scan import joined
from exporter.inspection.scans.merged_scans import completed, updated
from exporter.inspection.scans.other_certificates import told_others
from exporter.inspection.scans.swinging import held
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Handshake
from exporter.model.inquiry import Visit
from exporter.model.memory import Memory, Swinging
from exporter.model.outcome import NO_PORT, NO_TLS, Failed, Outcome, Skipped
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.model.target import Policy
from exporter.words.phase import Phase
from exporter.words.protocol import Support
from exporter.words.reason import OF_OUR_OWN, Reason

IS_OFF = Skipped(needs="scan_interval above 0")
IS_TO_COME = Skipped(needs="the answers of a scan, which comes with time")
WITHOUT_TLS = frozenset({Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT})
"""Failures after which a scan would learn nothing; who hangs up may be too old for our handshake."""
SOONER = 6
"""By so many times, where answers are unknown or outdated."""


def is_worth_a_scan(visited: Attempts) -> bool:
    """Whether something at the address may speak TLS."""
    return without_tls(visited) is None


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


def is_due(place: Address, dossier: Dossier, now: datetime) -> bool:
    """Whether to begin a scan now: by force, for the first time, or after the interval.

    Once there is one of the target, new addresses wait for their turn: some names lead to others at
    each look.
    """
    memory, interval = dossier.memory, timedelta(seconds=dossier.target.policy.scan_interval)
    if place.address in memory.transcripts:
        return False
    scan, ban = memory.scans.get(place.address), memory.bans.get(place.address)
    if dossier.is_forced:
        return True
    if ban and ban.asked_at <= now < waits_until(ban, dossier.target.policy.scan_interval):
        return False
    if scan is None:
        return is_past(latest(memory), interval, now)
    if is_enough(place, dossier, now):
        return False
    is_soon = (
        has_unknown_versions(scan)
        or is_contradicted(place, dossier)
        or has_renewed_one_of_several(place, scan, memory)
    )
    return is_past(scan.taken_at, interval / SOONER if is_soon else interval, now)


def is_enough(place: Address, dossier: Dossier, now: datetime) -> bool:
    """Whether within the interval as many other addresses were scanned as are visited at one look."""
    interval = timedelta(seconds=dossier.target.policy.scan_interval)
    others = (scan for at, scan in dossier.memory.scans.items() if at != place.address)
    lately = sum(not is_past(scan.taken_at, interval, now) for scan in others)
    return lately >= len(dossier.visits)


def to_confirm(place: Address, dossier: Dossier) -> Scan | None:
    """The scan that another one has only to confirm, or to bring to its end; none where that is doubted."""
    scan = dossier.memory.scans.get(place.address)
    if scan is None or dossier.is_forced or is_contradicted(place, dossier):
        return None
    return scan


def latest(memory: Memory) -> datetime | None:
    """When a question was last asked in a scan of any address."""
    under_way = (one.found for one in memory.transcripts.values() if one.found)
    return max((scan.taken_at for scan in (*memory.scans.values(), *under_way)), default=None)


def is_past(begun: datetime | None, interval: timedelta, now: datetime) -> bool:
    """Whether the time after something is over; what lies ahead is of a clock since corrected."""
    return begun is None or not begun <= now < begun + interval


def has_unknown_versions(scan: Scan) -> bool:
    """Whether it is open of any version that was asked for whether it is accepted."""
    return any(support is Support.UNKNOWN for _, support in scan.protocols)


def is_contradicted(place: Address, dossier: Dossier) -> bool:
    """Whether the handshake agreed on a version that the scan found off, and not by turns."""
    scan = told(place, dossier.memory)
    versions = (shake.protocol for shake in handshakes(dossier.answers[Visit(place)]))
    return scan is not None and any(scan.support(one) is Support.NO for one in versions)


def has_renewed_one_of_several(place: Address, scan: Scan, memory: Memory) -> bool:
    """Whether the ordinary certificate was replaced since the scan, and others perhaps with it."""
    present = memory.leaves.get(place.address, ())[-1:]
    replaced = (leaf.replaced_another for leaf in present if leaf.replaced_another)
    return bool(memory.others.get(place.address)) and any(when > scan.taken_at for when in replaced)


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
        return (Attempt(phase=Phase.SCAN, outcome=skipped or IS_OFF),)
    if skipped and not (known and (is_postponed(visited) or is_our_failure(visited))):
        return (Attempt(phase=Phase.SCAN, outcome=skipped),)
    if any(isinstance(attempt.outcome, Scan) for attempt in made) or (made and known is None):
        swinging = memory.swinging.get(place.address, {})
        outcomes = (completed_outcome(each.outcome, known, swinging) for each in made)
        return tuple(
            replace(each, outcome=present(outcome, visited))
            for each, outcome in zip(made, outcomes, strict=True)
        )
    outcome = IS_TO_COME if known is None else unchanged(place, known, visited, memory)
    failed = tuple(attempt for attempt in made if isinstance(attempt.outcome, Failed))
    return (Attempt(phase=Phase.SCAN, outcome=outcome), *failed)


def completed_outcome(
    outcome: Outcome[object], last: Scan | None, swinging: Mapping[str, Swinging]
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
    return present(known, visited)


def handshakes(visited: Attempts) -> tuple[Handshake, ...]:
    """Those that came about."""
    return tuple(each.outcome for each in visited if isinstance(each.outcome, Handshake))


def told(place: Address, memory: Memory) -> Scan | None:
    """The last scan, with what the one under way has settled since."""
    last, under_way = memory.scans.get(place.address), memory.transcripts.get(place.address)
    found = under_way.found if under_way else None
    if found is None:
        return last and held(last, memory.swinging.get(place.address, {}))
    if last is None:
        return replace(found, is_complete=None)
    return held(updated(last, found), memory.swinging.get(place.address, {}))


def is_our_failure(visited: Attempts) -> bool:
    """Whether the handshake failed for a reason of our own, which changes nothing of the server."""
    failures = (each.outcome for each in visited if isinstance(each.outcome, Failed))
    return any(failed.reason in OF_OUR_OWN for failed in failures)


def present(outcome: Outcome[object], visited: Attempts) -> Outcome[object]:
    """The scan, with what the ordinary handshake proves today."""
    if not isinstance(outcome, Scan):
        return outcome
    for handshake in handshakes(visited):
        outcome = joined(outcome, handshake)
    return outcome
