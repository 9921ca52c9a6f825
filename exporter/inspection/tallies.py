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
SOON = 3
"""Looks in a row without it, after which what is seen to at once is gone if it never came back."""
NOT_SO_SOON = 6
"""The same where it did."""


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


def is_soon_gone(tally: Tally, now: datetime) -> bool:
    """Whether it stays away for some looks in a row."""
    most = NOT_SO_SOON if tally.has_returned else SOON
    return tally.missed >= most or now - tally.last_seen >= LONGEST


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
