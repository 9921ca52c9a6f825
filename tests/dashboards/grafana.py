"""What Grafana makes of a dashboard: variables filled in, every panel, query and link found."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from promql_parser import Expr, parse

from dashboards import DASHBOARDS

Json = dict[str, Any]
VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
BUILT_IN = MappingProxyType({"__rate_interval": "5m", "__range": "24h", "__interval": "1m"})
"""Variables of Grafana's own in queries, with what they may stand for."""
CHOSEN = MappingProxyType(
    {"job": "tls-exporter", "target": "www|mail", "instance": "localhost:9843"}
)
EXPORTED: Mapping[str, Json] = MappingProxyType(
    {dashboard.uid: dashboard.json() for dashboard in DASHBOARDS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query of one panel."""

    panel: Json
    target: Json

    @property
    def expr(self) -> str:
        """The expression, with Grafana's variables in it."""
        return str(self.target["expr"])

    @property
    def tree(self) -> Expr:
        """The expression as Prometheus reads it."""
        return parse(filled(self.expr))


def filled(text: str, values: Mapping[str, str] = CHOSEN) -> str:
    """The text with every variable that a query may have replaced by a value."""
    known = {**BUILT_IN, **values}

    def value(match: re.Match[str]) -> str:
        return known.get(match[1] or match[2], match[0])

    return VARIABLE.sub(value, text)


def variables_in(text: str) -> set[str]:
    """The names of the variables in a text; `$1` belongs to label_replace."""
    names = {match[1] or match[2] for match in VARIABLE.finditer(text)}
    return {name for name in names if not name.isdigit()}


def panels(dashboard: Json) -> list[Json]:
    """Its panels, rows left out."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def queries(dashboard: Json) -> list[Asked]:
    """Every query of every panel."""
    return [
        Asked(panel=panel, target=target)
        for panel in panels(dashboard)
        for target in panel.get("targets", [])
    ]


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON value, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list():
            for each in value:
                yield from strings(each)
        case _:
            pass


def values_of(key: str, value: object) -> Iterator[Any]:
    """Everything that stands under a key in a JSON value, however deep."""
    match value:
        case dict():
            yield from (each for name, each in value.items() if name == key)
            for each in value.values():
                yield from values_of(key, each)
        case list():
            for each in value:
                yield from values_of(key, each)
        case _:
            pass


def column_names(panel: Json) -> list[str]:
    """The headings of a table."""
    (organize,) = (each for each in panel["transformations"] if each["id"] == "organize")
    return list(organize["options"]["renameByName"].values())
