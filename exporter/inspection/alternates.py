"""The chains that one address presents by turns, where several servers answer behind it."""

from dataclasses import replace
from datetime import datetime, timedelta

from exporter.inspection.other_certificates import light, presentations
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Presentation
from exporter.model.memory import Alternate
from exporter.words.phase import Phase

LONGEST = timedelta(days=1)
"""What was not presented for so long is none of them any more."""
BY_CHANCE = 1e-5
"""Nor is one that a share as it had before would have stayed away by chance less often than this."""
MOST = 4
"""Kept of one address: those that were presented last."""


def with_presented(
    known: tuple[Alternate, ...], presented: Presentation, now: datetime
) -> tuple[Alternate, ...]:
    """What an address presented of late, with what it presents now, which comes last.

    A chain that was never met begins the count anew for all.
    """
    before = next((one for one in known if one.presentation.chain == presented.chain), None)
    if before:
        present = replace(
            before,
            presentation=presented,
            last_seen=now,
            probes=before.probes + 1,
            missed=0,
            has_returned=before.has_returned or before.missed > 0,
        )
        others = (replace(one, missed=one.missed + 1) for one in known if one is not before)
    else:
        present = Alternate(presentation=presented, first_seen=now, last_seen=now)
        others = (replace(one, probes=1, missed=1) for one in known)
    left = tuple(one for one in others if not is_gone(one, known, now))
    return kept((*left, present))


def is_gone(one: Alternate, known: tuple[Alternate, ...], now: datetime) -> bool:
    """Whether it stays away for longer than chance would have it."""
    until_then = 1 + sum(each.probes for each in known) - one.missed
    share = one.probes / max(until_then, one.probes + 1)
    by_chance = (1 - share) ** one.missed
    return now - one.last_seen >= LONGEST or (one.has_returned and by_chance < BY_CHANCE)


def kept(alternates: tuple[Alternate, ...]) -> tuple[Alternate, ...]:
    """The last of them, as many as may be remembered."""
    newest_first = alternates[: -MOST - 1 : -1]
    several = tuple(light(one.presentation for one in newest_first))
    return newest_first[: max(1, len(several))][::-1]


def told_alternates(visited: Attempts, known: tuple[Alternate, ...]) -> Attempts:
    """Those that come by turns, beside the one of this visit: each of them has gone and come back."""
    ordinary = next(presentations(visited), None)
    returned = sorted((one for one in known if one.has_returned), key=lambda one: one.first_seen)
    if ordinary is None or len(returned) < 2:
        return ()
    others = (one.presentation for one in returned if one.presentation.chain != ordinary.chain)
    return tuple(Attempt(phase=Phase.CERTIFICATE, outcome=one) for one in others)
