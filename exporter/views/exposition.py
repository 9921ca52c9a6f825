"""Rendered reports as an exposition in the Prometheus text format or in OpenMetrics, piece by piece."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from operator import itemgetter

from exporter.views.metrics.family import Family
from exporter.views.metrics.table import Column, Table
from exporter.views.rendering import RenderedReport

DAY = 86400.0
PIECE = 1 << 17
"""Bytes of a piece, what is joined last not counted."""
TOGETHER = 16
"""Reports whose lines are joined at once, some KiB of each at most: nobody else computes meanwhile."""


def exposition(
    reports: Iterable[RenderedReport],
    table: Table,
    *,
    now: datetime,
    openmetrics: bool,
    names: frozenset[str] = frozenset(),
) -> Iterator[bytes]:
    """The families of all reports, or those in `names`, in pieces; `# EOF` is left to the last part.

    The exporter's own families follow (`ExporterMetrics.exposition`) and end an OpenMetrics page.
    Nothing is done before the first piece is asked for: a look at 20,000 reports takes 30 ms.
    """
    lines = [report.lines for report in reports]
    chosen = (column for column in table.columns if not names or column.fact.name in names)
    yield from pieces(
        text
        for column in chosen
        for text in headed(header(column.fact, openmetrics=openmetrics), texts(column, lines, now))
    )


def texts(column: Column, lines: list[tuple[bytes, ...]], now: datetime) -> Iterable[bytes]:
    """What the reports have in this column at the time of the scrape."""
    cell = itemgetter(column.place)
    starts = range(0, len(lines), TOGETHER)
    kept = (b"".join(map(cell, lines[start : start + TOGETHER])) for start in starts)
    return counted_down(kept, now) if column.fact.counts_down else kept


def pieces(texts: Iterable[bytes]) -> Iterator[bytes]:
    """The same text, cut where a piece is full."""
    piece = bytearray()
    for text in texts:
        piece += text
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def headed(head: bytes, texts: Iterable[bytes]) -> Iterable[bytes]:
    """The texts below their header; nothing where all are empty."""
    filled = filter(None, texts)
    first = next(filled, b"")
    return chain((head, first), filled) if first else ()


def counted_down(texts: Iterable[bytes], now: datetime) -> Iterator[bytes]:
    """The days from `now` to the instant that stands as the value of each line."""
    instant = now.timestamp()
    for text in filter(None, texts):
        for line in text[:-1].split(b"\n"):
            series, _, until = line.rpartition(b" ")
            yield b"%b %.5f\n" % (series, (float(until) - instant) / DAY)


def header(family: Family, *, openmetrics: bool) -> bytes:
    """What stands above the lines of a family; only OpenMetrics knows units."""
    lines = [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.type}"]
    if openmetrics and family.unit:
        lines.append(f"# UNIT {family.name} {family.unit}")
    return ("\n".join(lines) + "\n").encode()
