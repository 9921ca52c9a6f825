"""When an address is scanned anew."""

from datetime import datetime, timedelta

from exporter.inspection.dossier import Dossier
from exporter.inspection.scans.bans import waits_until
from exporter.inspection.scans.told_scan import handshakes, told, without_tls
from exporter.model.attempt import Attempts
from exporter.model.inquiry import Visit
from exporter.model.memory import Memory
from exporter.model.place import Address
from exporter.model.scan import Scan
from exporter.words.protocol import Support

SOONER = 6
"""By so many times, where answers are unknown or outdated."""


def is_worth_a_scan(visited: Attempts) -> bool:
    """Whether something at the address may speak TLS."""
    return without_tls(visited) is None


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
