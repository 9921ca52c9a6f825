"""How fast a scan may go on, so that nobody counts it as an attack."""

from datetime import datetime, timedelta
from hashlib import sha256
from math import floor

from exporter.model.scan import Transcript
from exporter.model.target import Policy

FIRST_SCANS_WITHIN = 60.0
"""Seconds over which the first scans of all targets are spread: after a restart they are all due."""
WINDOW = 610.0
"""Seconds: ten minutes, as fail2ban's `findtime`, and a margin for clocks and time-outs."""
MOST_IN_WINDOW = 4
"""Connections of probes and scans together that log nobody in: fail2ban bans at the fifth."""


def is_at_once(policy: Policy) -> bool:
    """Whether scans are made at one go, in the course of a probe."""
    return policy.scan_pace == 0


def first_due(address: str, policy: Policy, *, name: str, now: datetime) -> datetime:
    """When the first scan of an address of the target of that name begins."""
    digest = sha256(f"{name} {address}".encode(errors="surrogatepass")).digest()
    share = int.from_bytes(digest[:6], "big") / 2**48
    return now + timedelta(seconds=share * min(FIRST_SCANS_WITHIN, policy.scan_interval / 2))


def pause(transcript: Transcript, policy: Policy) -> timedelta:
    """The time from one question of a scan to the next."""
    seconds = policy.scan_pace
    if is_counted(transcript):
        seconds = max(seconds, counted_pace(policy.interval))
    return timedelta(seconds=seconds)


def is_counted(transcript: Transcript) -> bool:
    """Whether each connection may be taken for a failed login.

    Filters of mail servers count what hung up before anybody logged in. Dovecot, whose filter
    counts all of them, hangs up on what it refuses; who says why is another.
    """
    return not transcript.speaks_http and not transcript.says_why


def counted_pace(interval: float) -> float:
    """Seconds between two questions, beside probes at that interval, where each of both is counted."""
    probes = floor(WINDOW / interval) + 1
    return WINDOW / max(1, MOST_IN_WINDOW - probes)
