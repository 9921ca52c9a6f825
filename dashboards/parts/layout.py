"""Where panels stand on Grafana's grid of 24 columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashboards.parts.panel import Panel

WIDTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Panels of one width, one below the other."""

    width: int
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Stacks side by side, under a row's title where there is one."""

    stacks: tuple[Stack, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A rectangle of the grid."""

    x: int
    y: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """The first line of the grid below it."""
        return self.y + self.height


def side_by_side(*panels: Panel, title: str = "") -> Band:
    """Panels that share the width evenly; the last takes what is left."""
    share = WIDTH // len(panels)
    widths = [*([share] * (len(panels) - 1)), WIDTH - share * (len(panels) - 1)]
    return Band(
        title=title,
        stacks=tuple(
            Stack(width=width, panels=(panel,)) for width, panel in zip(widths, panels, strict=True)
        ),
    )


def placed(bands: Iterable[Band]) -> Iterator[tuple[Panel | str, Place]]:
    """Panels, and titles of rows, with their places from top to bottom."""
    top = 0
    for band in bands:
        if band.title:
            yield band.title, Place(x=0, y=top, width=WIDTH, height=1)
            top += 1
        places = list(placed_stacks(band.stacks, top))
        yield from places
        top = max(place.bottom for _, place in places)


def placed_stacks(stacks: Iterable[Stack], top: int) -> Iterator[tuple[Panel, Place]]:
    """The panels of one band."""
    left = 0
    for stack in stacks:
        y = top
        for panel in stack.panels:
            yield panel, Place(x=left, y=y, width=stack.width, height=panel.height)
            y += panel.height
        left += stack.width
