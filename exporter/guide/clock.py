"""Whether the certificates of many servers speak against this machine's clock."""

from collections.abc import Callable, Iterable
from datetime import datetime

from exporter.model.certificate import Certificate, ChainAssessment
from exporter.model.report import Report

FEWEST = 3
"""Certificates, of which no two are the same, that have to say so."""
SHARE_TO_COME = 1 / 2
"""Of all, that begin in the future: hardly any server shows such a one."""
SHARE_OVER = 2 / 3
"""Of all, that are over: where renewals failed for weeks, some are too."""


def clock_doubt(reports: Iterable[Report]) -> str:
    """Why the clock is suspected, in a sentence; empty where it is not."""
    leaves = {
        chain.leaf.fingerprint_sha256: (chain.leaf, report.evidence.started_at)
        for report in reports
        for served in report.chains
        if isinstance(chain := served.assessment, ChainAssessment)
    }
    seen = tuple(leaves.values())
    to_come = count(seen, lambda leaf, now: now < leaf.not_before)
    over = count(seen, lambda leaf, now: now > leaf.not_after)
    if to_come >= max(FEWEST, SHARE_TO_COME * len(seen)):
        return suspected(to_come, len(seen), "not valid yet", seen)
    if over >= max(FEWEST, SHARE_OVER * len(seen)):
        return suspected(over, len(seen), "over", seen)
    return ""


def count(
    seen: Iterable[tuple[Certificate, datetime]], is_so: Callable[[Certificate, datetime], bool]
) -> int:
    """Of how many it is so at the time at which they were seen."""
    return sum(is_so(leaf, now) for leaf, now in seen)


def suspected(
    number: int, total: int, what: str, seen: Iterable[tuple[Certificate, datetime]]
) -> str:
    """The sentence."""
    latest = max(now for _, now in seen)
    return (
        f"This machine's clock is suspected: by it, {latest:%Y-%m-%d %H:%M} UTC, {number} of {total} "
        f"certificates are {what}. Look at it, with `timedatectl`, before them."
    )
