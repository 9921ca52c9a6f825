"""How fast a scan may go on, so that nobody counts it as an attack."""

from datetime import datetime, timedelta
from hashlib import sha256

from exporter.model.scan import Transcript
from exporter.model.target import Policy

FIRST_SCANS_WITHIN = 60.0
"""Seconds over which the first scans of all targets are spread: after a restart they are all due."""
ONE_MORE = 300.0
"""Seconds between visits beside which a single connection more is no ban: it makes four in ten minutes."""
FEW_VISITS = 1800.0
"""Seconds between visits from which on questions at the pace `SELDOM` are asked between them."""
SELDOM = 900.0
"""Seconds: beside few visits, two connections in ten minutes at most."""


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
    if is_counted(transcript) and policy.interval >= FEW_VISITS:
        seconds = max(seconds, SELDOM)
    return timedelta(seconds=seconds)


def waits_for_visit(transcript: Transcript, policy: Policy) -> bool:
    """Whether its next question takes the place of a visit, as one connection more may be too many.

    fail2ban bans at the fifth match in ten minutes, and reckons with an estimate of earlier ones
    where they never cease (`adjustTime` of its tickets): beside a visit each five minutes, one
    connection more is borne, and a second one is not, however much later it comes.
    """
    if not is_counted(transcript) or policy.interval >= FEW_VISITS:
        return False
    is_one_more = transcript.is_first and transcript.found is None
    return not (is_one_more and policy.interval >= ONE_MORE)


def is_counted(transcript: Transcript) -> bool:
    """Whether each connection may be taken for a failed login.

    Filters of mail servers count what hung up before anybody logged in. Dovecot, whose filter
    counts all of them, hangs up on what it refuses; who says why is another.
    """
    return not transcript.speaks_http and not transcript.says_why
