"""What is kept by address: of as many as were met last."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

MOST_ADDRESSES = 64
"""Of one target, beyond those visited last: names of a CDN lead to others at each look."""

T = TypeVar("T")


def refreshed(known: Mapping[str, T], new: Mapping[str, T]) -> Mapping[str, T]:
    """The mapping with new values, which come last; of the others as many as are kept."""
    others = [(address, value) for address, value in known.items() if address not in new]
    return MappingProxyType(dict((*others[-MOST_ADDRESSES:], *new.items())))
