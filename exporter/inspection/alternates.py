"""The chains that one address presents by turns, where several servers answer behind it."""

from datetime import datetime

from exporter.inspection.other_certificates import light, presentations
from exporter.inspection.tallies import counted
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Presentation
from exporter.model.memory import Alternate
from exporter.words.phase import Phase

MOST = 4
"""Kept of one address: those that were presented last."""


def with_presented(
    known: tuple[Alternate, ...], presented: Presentation, now: datetime
) -> tuple[Alternate, ...]:
    """What an address presented of late, with what it presents now, which comes last."""
    latest = {one.presentation.chain: one.presentation for one in known}
    latest[presented.chain] = presented
    tallies = {one.presentation.chain: one.tally for one in known}
    after = counted(tallies, (presented.chain,), now).items()
    return kept(tuple(Alternate(presentation=latest[chain], tally=one) for chain, one in after))


def kept(alternates: tuple[Alternate, ...]) -> tuple[Alternate, ...]:
    """The last of them, as many as may be remembered."""
    newest_first = alternates[: -MOST - 1 : -1]
    several = tuple(light(one.presentation for one in newest_first))
    return newest_first[: max(1, len(several))][::-1]


def told_alternates(visited: Attempts, known: tuple[Alternate, ...]) -> Attempts:
    """Those that come by turns, beside the one of this visit: each of them has gone and come back."""
    ordinary = next(presentations(visited), None)
    returned = [one for one in known if one.tally.has_returned]
    if ordinary is None or len(returned) < 2:
        return ()
    returned.sort(key=lambda one: one.tally.first_seen)
    others = (one.presentation for one in returned if one.presentation.chain != ordinary.chain)
    return tuple(Attempt(phase=Phase.CERTIFICATE, outcome=one) for one in others)
