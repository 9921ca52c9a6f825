"""A fact about a target: the family that publishes it, where it is read, and what changes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from exporter.model.report import Report
from exporter.views.metrics.family import Family
from exporter.words.series_group import SeriesGroup

Reading: TypeAlias = tuple[tuple[str, ...], float]
"""The values of a family's labels in their order, empty where one does not apply, and the value."""
Read: TypeAlias = Callable[[Report], Iterable[Reading]]
"""Every reading that is known, and no other."""
Applies: TypeAlias = Callable[[Report], bool]
"""Whether a report has anything of the kind that a fact is read from; facts that ask for the same share it."""


class ChangesWith(Enum):
    """What a fact is taken from: while that is the same, so is the fact."""

    CLOCK = auto()
    """The times of every probe."""
    PROBE = auto()
    """What a probe saw, or how it was judged."""
    CHAIN = auto()
    """The judgement on the chains that were presented."""
    SCAN = auto()
    """What the last scans found, and which clients get through by it."""
    SCANNING = auto()
    """The last scans themselves, which mostly find what was found before."""
    CONFIG = auto()
    """The configuration of the target."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact(Family):
    """One fact, declared: the gauge that publishes it, and the rest."""

    read: Read
    changes_with: ChangesWith
    applies: Applies | None = None
    """Where it says no, there is nothing to be read; None: there mostly is something."""
    group: SeriesGroup = SeriesGroup.CORE
    """With which a target publishes it, or leaves it out."""
    worst: Callable[[float, float], float] = max
    """Of two values, where series carry no address: `max` or `min`."""
    counts_down: bool = False
    """What is read is an instant (Unix time); the days until then are counted at each scrape."""
