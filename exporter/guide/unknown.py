"""Places where a step is not established, in words."""

from collections.abc import Iterator

from exporter.model.report import Unknown
from exporter.words.wording import listed

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
    by_need: dict[str, list[str]] = {}
    for one in unknown:
        by_need.setdefault(one.needs, []).append(str(one.place or "the target"))
    named = list(by_need.items())[:MOST_NAMED]
    for needs, places in named:
        verb = "needs" if len(places) == 1 else "need"
        yield f"{listed(places, MOST_NAMED)} {verb} {needs}"
    if left := len(unknown) - sum(len(places) for _, places in named):
        yield f"and {left} more"
