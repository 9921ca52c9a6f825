"""When an address is scanned anew, and which scan tells of it at present."""

from datetime import datetime, timedelta

from exporter.inspection.dossier import Dossier
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Connection, Handshake
from exporter.model.inquiry import Scanning, Visit
from exporter.model.outcome import NO_PORT, NO_TLS, Failed, Outcome, Skipped
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.words.phase import Phase
from exporter.words.protocol import Support
from exporter.words.reason import OUR_SHORTAGES, Reason

IS_OFF = Skipped(needs="scan_interval above 0")
IS_OUTDATED = Skipped(needs="a new scan, as the server was changed after the last one")
WITHOUT_TLS = frozenset({Reason.TLS_NOT_TLS, Reason.TLS_TIMEOUT})
"""Failures after which a scan would learn nothing; who hangs up may be too old for our handshake."""
SOONER = 6
"""By so many times, where answers are unknown or outdated."""


def is_worth_a_scan(visited: Attempts) -> bool:
    """Whether something at the address may speak TLS."""
    return without_tls(visited) is None


def without_tls(visited: Attempts) -> Skipped | None:
    """Why a scan would learn nothing there, if so."""
    if not any(isinstance(attempt.outcome, Connection) for attempt in visited):
        return NO_PORT
    for attempt in visited:
        outcome = attempt.outcome
        if isinstance(outcome, Failed) and outcome.reason in WITHOUT_TLS | OUR_SHORTAGES:
            return NO_TLS
    return None


def is_due(place: Address, dossier: Dossier, now: datetime) -> bool:
    """Whether to scan now: by force, for the first time, or after the interval."""
    scan = dossier.memory.scans.get(place.address)
    if scan is None or dossier.is_forced:
        return True
    interval = timedelta(seconds=dossier.target.policy.scan_interval)
    is_soon = has_unknown_versions(scan) or is_contradicted(scan, dossier.answers[Visit(place)])
    # A scan from the future was made before the clock was corrected.
    return not scan.taken_at <= now < scan.taken_at + (interval / SOONER if is_soon else interval)


def has_unknown_versions(scan: Scan) -> bool:
    """Whether it is open of any version that was asked for whether it is accepted."""
    return any(support is Support.UNKNOWN for _, support in scan.protocols)


def is_contradicted(scan: Scan, visited: Attempts) -> bool:
    """Whether the handshake agreed on a version that the scan found off."""
    return any(
        isinstance(each.outcome, Handshake) and scan.support(each.outcome.protocol) is Support.NO
        for each in visited
    )


def scan_attempts(place: Address, visited: Attempts, dossier: Dossier) -> Attempts:
    """What tells of the address at present, the last scan unless there is a newer one.

    A scan that was tried in vain stands beside the last one.
    """
    known, skipped = dossier.memory.scans.get(place.address), without_tls(visited)
    if not dossier.target.policy.scan_interval:
        return (Attempt(phase=Phase.SCAN, outcome=skipped or IS_OFF),)
    if skipped and not (known and is_our_failure(visited)):
        return (Attempt(phase=Phase.SCAN, outcome=skipped),)
    made = dossier.answers.get(Scanning(place), ())
    if known is None or any(isinstance(attempt.outcome, Scan) for attempt in made):
        return tuple(
            Attempt(phase=Phase.SCAN, outcome=present(each.outcome, visited), seconds=each.seconds)
            for each in made
        )
    failed = tuple(attempt for attempt in made if isinstance(attempt.outcome, Failed))
    return (Attempt(phase=Phase.SCAN, outcome=present(known, visited)), *failed)


def is_our_failure(visited: Attempts) -> bool:
    """Whether the handshake failed for a reason of our own, which changes nothing of the server."""
    failures = (each.outcome for each in visited if isinstance(each.outcome, Failed))
    return any(failed.reason in OUR_SHORTAGES for failed in failures)


def present(outcome: Outcome[object], visited: Attempts) -> Outcome[object]:
    """The scan, unless the server was changed since: then nothing of it need be true."""
    if isinstance(outcome, Scan) and is_contradicted(outcome, visited):
        return IS_OUTDATED
    return outcome
