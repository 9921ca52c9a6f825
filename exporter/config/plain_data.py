"""Plain data of any shape, taken as the shape that is hoped for."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Plain: TypeAlias = Mapping[str, object]


def mapping(value: object) -> Plain:
    """The value if it is a mapping; otherwise nothing."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[tuple[int, Plain]]:
    """The mappings in a list with their index."""
    return ((index, item) for index, item in enumerate(items(value)) if isinstance(item, dict))


def items(value: object) -> list[object]:
    """The value if it is a list; otherwise nothing."""
    return value if isinstance(value, list) else []


def read_or_none(read: Callable[[object], T], value: object) -> T | None:
    """What `read` makes of the value; None where it refuses it."""
    try:
        return read(value)
    except ValueError:
        return None
