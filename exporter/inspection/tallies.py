"""How often each of several things comes, where they come by turns."""

import math
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from exporter.model.memory import Tally

K = TypeVar("K", bound=Hashable)
IsGone: TypeAlias = Callable[[Tally, datetime], bool]
"""Whether something stays away for too long to be one of those that come by turns."""
LONGEST = timedelta(days=1)
"""What has not come for so long is none of them any more."""
BY_CHANCE = 1e-3
"""Nor is one that stays away for so long by chance less often than this, as it came until then."""
BY_CHANCE_OF_SCANS = 1e-2
"""The same of scans, which are a tenth as frequent as probes: both are wrong as seldom in a day."""
SELDOM = 10
"""Looks in a row without it, after which what may be an accident is gone if it is not frequent."""


def counted(
    known: Mapping[K, Tally], present: Collection[K], now: datetime, is_gone: IsGone
) -> Mapping[K, Tally]:
    """What is counted after one look more, at which these were present; they come last.

    Where all others are gone, nothing comes by turns any more.
    """
    missed = {key: missed_once_more(tally) for key, tally in known.items() if key not in present}
    left = {key: tally for key, tally in missed.items() if not is_gone(tally, now)}
    seen = seen_once_more if left else seen_alone
    return {**left, **{key: seen(known.get(key), now) for key in present}}


def seen_alone(tally: Tally | None, now: datetime) -> Tally:
    """It was there, and nothing else comes by turns with it."""
    return Tally(first_seen=tally.first_seen if tally else now, last_seen=now)


def missed_once_more(tally: Tally) -> Tally:
    """It was not among those present."""
    return replace(tally, looks=tally.looks + 1, missed=tally.missed + 1)


def seen_once_more(tally: Tally | None, now: datetime) -> Tally:
    """It was there; nothing is counted as long as it always is."""
    if tally is None or tally.looks == tally.seen:
        return seen_alone(tally, now)
    return Tally(
        first_seen=tally.first_seen,
        last_seen=now,
        looks=tally.looks + 1,
        seen=tally.seen + 1,
    )


def is_soon_gone(tally: Tally, now: datetime, by_chance: float = BY_CHANCE) -> bool:
    """The same of what may be an accident: until it is frequent, it has to come back soon.

    It is taken to come as often as it did, however few looks that rests on, so that three accidents close
    together are over soon.
    """
    if not tally.is_frequent:
        return tally.missed >= SELDOM or now - tally.last_seen >= LONGEST
    share = tally.seen / (tally.looks - tally.missed)
    return (1 - share) ** tally.missed < by_chance or now - tally.last_seen >= LONGEST


def is_by_chance_gone(tally: Tally, now: datetime) -> bool:
    """Whether it stays away for longer than chance would have it, if it ever came back."""
    is_unlikely = tally.has_returned and chance_of_absence(tally) < BY_CHANCE
    return is_unlikely or now - tally.last_seen >= LONGEST


def chance_of_absence(tally: Tally) -> float:
    """How likely it is to be missed so often in a row, by how it came until then.

    Of what comes at random with a share that nobody knows (Laplace's rule of succession). Counting began
    with a look at which it was there.
    """
    came = float(tally.seen)
    stayed_away = float(tally.looks - tally.missed - tally.seen + 1)
    return math.exp(
        math.lgamma(stayed_away + tally.missed)
        - math.lgamma(stayed_away)
        + math.lgamma(came + stayed_away)
        - math.lgamma(came + stayed_away + tally.missed)
    )
