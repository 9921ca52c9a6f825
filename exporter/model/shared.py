"""Equal values as one object: thousands of servers are configured alike, and seen alike."""

from collections.abc import Hashable
from functools import lru_cache
from typing import TypeVar, cast

T = TypeVar("T", bound=Hashable)
MOST_VALUES = 4096


def shared(value: T) -> T:
    """The value, or one equal to it that was given before.

    What is kept for every target costs memory, and time at each of the collector's rounds.
    """
    return cast("T", first_equal(value))


@lru_cache(maxsize=MOST_VALUES)
def first_equal(value: Hashable) -> Hashable:
    """The first of those that are equal to the value, as far as remembered."""
    return value
