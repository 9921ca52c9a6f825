"""The kinds of panels, by what they are for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dashboards.parts.look import Json, Link, Look
from dashboards.parts.query import Query
from dashboards.parts.words import Words, mapping


class Kind(StrEnum):
    """A panel plugin of Grafana; the value is its id."""

    STAT = "stat"
    TABLE = "table"
    TIME_SERIES = "timeseries"
    STATE_TIMELINE = "state-timeline"
    BAR_GAUGE = "bargauge"
    TEXT = "text"

    @property
    def shows_history(self) -> bool:
        """Whether its queries run over the whole time range."""
        return self in {Kind.TIME_SERIES, Kind.STATE_TIMELINE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel that has no place yet."""

    kind: Kind
    title: str
    description: str
    height: int
    queries: tuple[Query, ...] = ()
    look: Look = Look()
    color_mode: str = "thresholds"
    options: Json = field(default_factory=dict)
    custom: Json = field(default_factory=dict)
    overrides: tuple[Json, ...] = ()
    transformations: tuple[Json, ...] = ()
    interval: str = ""
    """The least time between two points, which `$__interval` stands for in queries."""
    may_be_empty: str = ""
    """Why it has no data at times; a panel that leaves this open promises to have some."""


def stat(
    title: str,
    query: Query,
    look: Look,
    *,
    description: str,
    height: int = 4,
    is_filled: bool = False,
    may_be_empty: str = "",
) -> Panel:
    """One number or word, or one for each series."""
    return Panel(
        kind=Kind.STAT,
        title=title,
        description=description,
        height=height,
        queries=(query,),
        look=look,
        may_be_empty=may_be_empty,
        options={
            "reduceOptions": LAST,
            "colorMode": "background_solid" if is_filled else "value",
            "graphMode": "none",
            "justifyMode": "auto",
            "orientation": "auto",
            "percentChangeColorMode": "standard",
            "showPercentChange": False,
            "textMode": "auto",
            "wideLayout": True,
        },
    )


def time_series(
    title: str,
    queries: Iterable[Query],
    look: Look,
    *,
    description: str,
    height: int = 8,
    is_stacked: bool = False,
    has_many_lines: bool = False,
    shows_thresholds: bool = False,
    may_be_empty: str = "",
) -> Panel:
    """Lines over time, each named in the legend."""
    return Panel(
        kind=Kind.TIME_SERIES,
        title=title,
        description=description,
        height=height,
        queries=tuple(queries),
        look=look,
        color_mode="palette-classic",
        may_be_empty=may_be_empty,
        options={
            "legend": LEGEND_BESIDE if has_many_lines else LEGEND_BELOW,
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        custom={
            "drawStyle": "line",
            "fillOpacity": 30 if is_stacked else 0,
            "lineInterpolation": "stepAfter" if is_stacked else "linear",
            "lineWidth": 1,
            "showPoints": "never",
            "spanNulls": False,
            "stacking": {"mode": "normal" if is_stacked else "none", "group": "A"},
            "thresholdsStyle": {"mode": "dashed" if shows_thresholds else "off"},
        },
    )


def bars(
    title: str, query: Query, look: Look, *, description: str, interval: str, height: int = 8
) -> Panel:
    """Events counted over time, each bar for `interval` at least."""
    return Panel(
        kind=Kind.TIME_SERIES,
        title=title,
        description=description,
        height=height,
        interval=interval,
        queries=(query,),
        look=look,
        color_mode="palette-classic",
        options={
            "legend": LEGEND_BELOW,
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        custom={
            "drawStyle": "bars",
            "fillOpacity": 80,
            "lineWidth": 1,
            "showPoints": "never",
            "stacking": {"mode": "none", "group": "A"},
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """States over time that share their words."""

    query: Query
    words: Words


def state_timeline(
    title: str,
    lanes: Sequence[Lane],
    *,
    description: str,
    height: int = 8,
    links: tuple[Link, ...] = (),
    may_be_empty: str = "",
) -> Panel:
    """What held when, in words; a gap means that it was not known."""
    return Panel(
        kind=Kind.STATE_TIMELINE,
        title=title,
        description=description,
        height=height,
        queries=tuple(lane.query for lane in lanes),
        look=Look(links=links),
        may_be_empty=may_be_empty,
        overrides=tuple(
            override("byFrameRefID", ref_id(index), {"mappings": [mapping(lane.words)]})
            for index, lane in enumerate(lanes)
        ),
        options={
            "alignValue": "left",
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False},
            "mergeValues": True,
            "rowHeight": 0.8,
            "showValue": "auto",
            "tooltip": {"mode": "single", "sort": "none"},
        },
        custom={"fillOpacity": 75, "lineWidth": 0, "spanNulls": False},
    )


def bar_gauge(
    title: str,
    query: Query,
    look: Look,
    *,
    description: str,
    height: int = 8,
    may_be_empty: str = "",
) -> Panel:
    """One bar for each series."""
    return Panel(
        kind=Kind.BAR_GAUGE,
        title=title,
        description=description,
        height=height,
        queries=(query,),
        look=look,
        may_be_empty=may_be_empty,
        options={
            "displayMode": "basic",
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False},
            "maxVizHeight": 32,
            "minVizHeight": 16,
            "minVizWidth": 8,
            "namePlacement": "left",
            "orientation": "horizontal",
            "reduceOptions": LAST,
            "showUnfilled": True,
            "sizing": "manual",
            "valueMode": "text",
        },
    )


def text(title: str, markdown: str, *, description: str, height: int) -> Panel:
    """Words for the reader, in Markdown."""
    return Panel(
        kind=Kind.TEXT,
        title=title,
        description=description,
        height=height,
        options={"mode": "markdown", "content": markdown},
    )


LAST: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
LEGEND_BELOW: Json = {
    "calcs": [],
    "displayMode": "list",
    "placement": "bottom",
    "showLegend": True,
}
LEGEND_BESIDE: Json = LEGEND_BELOW | {"placement": "right"}


def override(matcher: str, options: str, properties: Json) -> Json:
    """A field configuration for the fields that match."""
    return {
        "matcher": {"id": matcher, "options": options},
        "properties": [{"id": name, "value": value} for name, value in properties.items()],
    }


def ref_id(index: int) -> str:
    """The letter of a query: A, B, … Z."""
    return chr(ord("A") + index)
