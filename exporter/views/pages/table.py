"""What an address accepts and who gets through, as tables."""

from dataclasses import dataclass
from itertools import chain

from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.words.protocol import Protocol, Support

SIGNS = {Support.YES: "✓", Support.NO: "✗", Support.UNKNOWN: "?"}
WORDS = {Support.YES: "accepted", Support.NO: "refused", Support.UNKNOWN: "not known"}
FROM_HERE = Protocol.TLS1_2
"""Versions below this one are weak where they are accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One answer: a sign, the words that say the same, and how it is to be seen."""

    sign: str
    words: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """The answers of one address, or on some clients."""

    title: str
    cells: tuple[Cell, ...]
    note: str = ""


ORDER = ("failing", "partial", "passed")
CLIENT_CELLS = {
    Support.NO: Cell(sign="✗", words="shut out", style="failing"),
    Support.UNKNOWN: Cell(sign="?", words="not known", style="partial"),
    Support.YES: Cell(sign="✓", words="gets through", style="passed"),
}


def protocol_table(report: Report) -> tuple[TableLine, ...]:
    """For each address that was scanned, whether it accepts each version, the newest first."""
    scans = ((place, seen.found(Scan)) for place, seen in report.evidence.at_addresses())
    return tuple(
        TableLine(
            title=str(place),
            cells=tuple(version_cell(one, dict(scan.protocols)) for one in reversed(Protocol)),
        )
        for place, scan in scans
        if scan
    )


def version_cell(version: Protocol, found: dict[Protocol, Support]) -> Cell:
    """Whether a version is accepted: good news of new ones, bad news of old ones."""
    support = found.get(version, Support.UNKNOWN)
    is_weak = version.strength < FROM_HERE.strength
    good, bad = (Support.NO, Support.YES) if is_weak else (Support.YES, Support.NO)
    style = {good: "passed", bad: "warning" if is_weak else "unchecked"}.get(support, "partial")
    return Cell(sign=SIGNS[support], words=WORDS[support], style=style)


def client_table(report: Report) -> tuple[TableLine, ...]:
    """Who gets through wherever the name leads; those together that meet the same, the shut out first."""
    supports: dict[str, list[Support]] = {}
    why: dict[str, dict[str, None]] = {}
    for one in chain.from_iterable(report.clients.values()):
        supports.setdefault(one.client, []).append(one.support)
        why.setdefault(one.client, {}).update(dict.fromkeys(one.obstacles))
    alike: dict[tuple[Cell, str], list[str]] = {}
    for client, found in supports.items():
        alike.setdefault((client_cell(found), " and ".join(why[client])), []).append(client)
    lines = (
        TableLine(title=", ".join(clients), cells=(cell,), note=note)
        for (cell, note), clients in alike.items()
    )
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.cells[0].style)))


def client_cell(supports: list[Support]) -> Cell:
    """The worst over the addresses."""
    worst = (one for one in (Support.NO, Support.UNKNOWN) if one in supports)
    return CLIENT_CELLS[next(worst, Support.YES)]
