"""How the values of a panel or of a table's column look: unit, words, colours, links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from dashboards.parts.words import PLAIN, Words, mapping

Json: TypeAlias = dict[str, object]
Thresholds: TypeAlias = tuple[tuple[float, str], ...]
"""Colours by the value from which they hold; the first holds for everything below, too."""

NO_THRESHOLDS: Thresholds = ((0, PLAIN),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a click on a value leads."""

    title: str
    url: str

    def json(self) -> Json:
        """As Grafana stores it."""
        return {"title": self.title, "url": self.url, "targetBlank": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The field configuration of values."""

    unit: str = "none"
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    words: Words = ()
    thresholds: Thresholds = NO_THRESHOLDS
    links: tuple[Link, ...] = ()

    def properties(self) -> Iterator[tuple[str, object]]:
        """What is said of the values, by Grafana's names."""
        yield "unit", self.unit
        yield "thresholds", thresholds(self.thresholds)
        if self.decimals is not None:
            yield "decimals", self.decimals
        if self.minimum is not None:
            yield "min", self.minimum
        if self.maximum is not None:
            yield "max", self.maximum
        if self.words:
            yield "mappings", [mapping(self.words)]
        if self.links:
            yield "links", [link.json() for link in self.links]


def thresholds(steps: Thresholds) -> Json:
    """Thresholds as Grafana stores them: the lowest has no bound."""
    bounds = [None, *(bound for bound, _ in steps[1:])]
    colors = (color for _, color in steps)
    return {
        "mode": "absolute",
        "steps": [
            {"color": color, "value": bound} for color, bound in zip(colors, bounds, strict=True)
        ],
    }
