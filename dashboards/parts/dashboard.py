"""A dashboard, and the JSON in which Grafana imports it (the classic schema, version 42)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.parts.annotations import Annotation
from dashboards.parts.layout import Band, Place, placed
from dashboards.parts.links import EXPORTER
from dashboards.parts.look import Json
from dashboards.parts.panel import Panel, ref_id
from dashboards.parts.query import Query
from dashboards.parts.variables import DATA_SOURCE

SCHEMA_VERSION = 42
MADE_FOR = "12.2.0"
"""The version of Grafana's panels that the options are written for."""
TAG = "tls-exporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One dashboard; `uid` is part of its address and of the links in alerts."""

    uid: str
    title: str
    description: str
    variables: tuple[Json, ...]
    bands: tuple[Band, ...]
    annotations: tuple[Annotation, ...] = ()
    period: str = "now-24h"

    def panels(self) -> Iterator[Panel]:
        """The panels from top to bottom, left to right by stacks."""
        for item, _ in placed(self.bands):
            if isinstance(item, Panel):
                yield item

    def json(self) -> Json:
        """As Grafana imports it."""
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.description,
            "tags": [TAG],
            "schemaVersion": SCHEMA_VERSION,
            "editable": False,
            "timezone": "browser",
            "refresh": "1m",
            "time": {"from": self.period, "to": "now"},
            "graphTooltip": 1,
            "links": list(LINKS),
            "annotations": {"list": [annotation.json() for annotation in self.annotations]},
            "templating": {"list": list(self.variables)},
            "panels": [
                panel_json(item, place, number)
                for number, (item, place) in enumerate(placed(self.bands), start=1)
            ],
        }

    def text(self) -> str:
        """The file."""
        return json.dumps(self.json(), indent=2, ensure_ascii=False) + "\n"


LINKS: tuple[Json, ...] = (
    {
        "type": "dashboards",
        "title": "TLS",
        "tags": [TAG],
        "asDropdown": False,
        "includeVars": True,
        "keepTime": True,
        "targetBlank": False,
        "icon": "dashboard",
        "tooltip": "",
        "url": "",
    },
    {
        "type": "link",
        "title": "Exporter",
        "url": EXPORTER + "/",
        "icon": "external link",
        "tooltip": "The status page of the exporter, with the guide",
        "tags": [],
        "asDropdown": False,
        "includeVars": False,
        "keepTime": False,
        "targetBlank": False,
    },
)


def panel_json(item: Panel | str, place: Place, number: int) -> Json:
    """A panel, or a row where only a title stands."""
    position = {"x": place.x, "y": place.y, "w": place.width, "h": place.height}
    if isinstance(item, str):
        return {
            "type": "row",
            "id": number,
            "title": item,
            "gridPos": position,
            "collapsed": False,
            "panels": [],
        }
    panel: Json = {
        "type": item.kind.value,
        "id": number,
        "title": item.title,
        "description": description(item),
        "gridPos": position,
        "pluginVersion": MADE_FOR,
        "options": item.options,
    }
    return panel | data_json(item) if item.queries else panel


def description(panel: Panel) -> str:
    """What the panel shows, and what it means when it shows nothing."""
    if panel.may_be_empty:
        return f"{panel.description} No data: {panel.may_be_empty}."
    return panel.description


def data_json(panel: Panel) -> Json:
    """What a panel asks, and how it shows the answer."""
    defaults: Json = {
        "color": {"mode": panel.color_mode},
        "custom": panel.custom,
        **dict(panel.look.properties()),
    }
    found: Json = {
        "datasource": DATA_SOURCE,
        "targets": [
            query_json(query, panel, ref_id(index)) for index, query in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": defaults, "overrides": list(panel.overrides)},
    }
    if panel.interval:
        found["interval"] = panel.interval
    if panel.transformations:
        found["transformations"] = list(panel.transformations)
    return found


def query_json(query: Query, panel: Panel, letter: str) -> Json:
    """One query: over time for history, at the end of the time range for the rest."""
    from_range = panel.kind.shows_history
    return {
        "refId": letter,
        "datasource": DATA_SOURCE,
        "editorMode": "code",
        "expr": query.expr,
        "legendFormat": query.legend,
        "format": "table" if panel.kind == "table" else "time_series",
        "instant": not from_range,
        "range": from_range,
    }
