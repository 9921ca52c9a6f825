"""Places where a step is not established, in words."""

from collections.abc import Iterator

from exporter.model.place import Place
from exporter.model.report import Unknown

MOST_NAMED = 3
"""Places in a list, and needs in a sentence."""


def needed(unknown: tuple[Unknown, ...]) -> str:
    """What it takes where a step is established at no place."""
    needs = {one.needs for one in unknown}
    return f"needs {needs.pop()}" if len(needs) == 1 else told(unknown)


def told(unknown: tuple[Unknown, ...]) -> str:
    """Which places need what, those together that need the same."""
    return "; ".join(phrases(unknown))


def phrases(unknown: tuple[Unknown, ...]) -> Iterator[str]:
    """One phrase for each need, and how many places are left over."""
    by_need: dict[str, list[Place | None]] = {}
    for one in unknown:
        by_need.setdefault(one.needs, []).append(one.place)
    named = list(by_need.items())[:MOST_NAMED]
    for needs, places in named:
        verb = "needs" if len(places) == 1 else "need"
        yield f"{listed(places)} {verb} {needs}"
    if left := len(unknown) - sum(len(places) for _, places in named):
        yield f"and {left} more"


def listed(places: list[Place | None]) -> str:
    """The first few by name, and how many there are besides."""
    names = ", ".join(str(place or "the target") for place in places[:MOST_NAMED])
    more = len(places) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names
