"""Equal values as one object: thousands of servers are configured alike, and seen alike."""

import pickle
from collections.abc import Hashable
from functools import cache
from typing import TypeVar, cast

from exporter.model.recent import Recent

T = TypeVar("T", bound=Hashable)
MOST_BYTES = 8 * 1024 * 1024
"""Of values that are remembered, as pickled: servers of strangers choose how heavy theirs are."""


def weight(value: Hashable) -> int:
    """Bytes of a value when pickled, where what occurs in it several times counts once."""
    return len(pickle.dumps(value))


@cache
def remembered() -> Recent[Hashable, Hashable]:
    """The values of late, each under itself."""
    return Recent(MOST_BYTES, weight=weight)


def shared(value: T) -> T:
    """The value, or one equal to it that was given of late.

    What is kept for every target costs memory, and time at each of the collector's rounds.
    """
    values = remembered()
    known = values.get(value)
    return cast("T", values.put(value, value) if known is None else known)
