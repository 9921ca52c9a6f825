"""Tables whose columns come from several queries, joined by the labels that these share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from dashboards.parts.look import Json, Link, Look
from dashboards.parts.panel import Kind, Panel, override, ref_id
from dashboards.parts.query import Query


class Cell(Enum):
    """How a table's cell shows its value; the value is Grafana's cell options."""

    PLAIN = (("type", "auto"),)
    COLORED_TEXT = (("type", "color-text"),)
    FILLED = (("type", "color-background"), ("mode", "basic"))
    GAUGE = (("type", "gauge"), ("mode", "basic"), ("valueDisplayMode", "text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: the values of a query, or a label."""

    name: str
    expr: str = ""
    label: str = ""
    look: Look = Look()
    cell: Cell = Cell.PLAIN
    width: int = 0
    """In pixels; 0 shares what is left."""

    def properties(self) -> Json:
        """What sets the column apart from the others."""
        found: Json = dict(self.look.properties()) if self.expr else {}
        if self.look.links:
            found["links"] = [link.json() for link in self.look.links]
        if self.cell is not Cell.PLAIN:
            found["custom.cellOptions"] = dict(self.cell.value)
        if self.look.words:
            found["custom.align"] = "center" if self.cell is Cell.FILLED else "left"
        if self.width:
            found["custom.width"] = self.width
        return found


def label(name: str, label_name: str, *links: Link, width: int = 0) -> Column:
    """A column that shows a label."""
    return Column(name=name, label=label_name, look=Look(links=links), width=width)


def table(
    title: str,
    columns: Sequence[Column],
    *,
    description: str,
    height: int = 8,
    labels_from: Sequence[str] = (),
    rows_from: str = "",
    sort_by: str = "",
    is_descending: bool = False,
    may_be_empty: str = "",
) -> Panel:
    """A table; of `labels_from` and `rows_from` only the labels are shown.

    Rows are merged where no label differs, and a later query fills all rows that earlier ones made:
    the queries with most labels come first, `rows_from` (for rows that nothing else makes) last.
    """
    values = [column.expr for column in columns if column.expr]
    exprs = (*labels_from, *values, *((rows_from,) if rows_from else ()))
    names = {expr: value_field(exprs, index) for index, expr in enumerate(exprs)}
    fields = [names[column.expr] if column.expr else column.label for column in columns]
    hidden = [names[expr] for expr in exprs if expr not in values]
    return Panel(
        kind=Kind.TABLE,
        title=title,
        description=description,
        height=height,
        queries=tuple(Query(expr=expr) for expr in exprs),
        may_be_empty=may_be_empty,
        options={
            "cellHeight": "sm",
            "footer": {"show": False, "reducer": [], "countRows": False},
            "showHeader": True,
            "sortBy": [{"displayName": sort_by, "desc": is_descending}] if sort_by else [],
        },
        custom={"align": "auto", "cellOptions": {"type": "auto"}, "inspect": True},
        overrides=tuple(column_overrides(columns)),
        transformations=(
            {"id": "merge", "options": {}},
            organized(fields, [column.name for column in columns], hidden),
        ),
    )


def value_field(exprs: Sequence[str], index: int) -> str:
    """What Grafana calls the values of a query: after the query where there are several."""
    return f"Value #{ref_id(index)}" if len(exprs) > 1 else "Value"


def column_overrides(columns: Sequence[Column]) -> Iterator[Json]:
    """One for each column that needs it."""
    for column in columns:
        if properties := column.properties():
            yield override("byName", column.name, properties)


def organized(fields: Sequence[str], names: Sequence[str], hidden: Sequence[str]) -> Json:
    """The transformation that orders, names and hides columns."""
    return {
        "id": "organize",
        "options": {
            "excludeByName": dict.fromkeys(["Time", *hidden], True),
            "indexByName": {name: index for index, name in enumerate(fields)},
            "renameByName": dict(zip(fields, names, strict=True)),
        },
    }
