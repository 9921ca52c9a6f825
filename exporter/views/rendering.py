"""Sample lines of a report, which both exposition formats share; made again only where it changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.views.metrics.fact import Applies, ChangesWith, Reading
from exporter.views.metrics.table import TARGET_FACTS, Column, Table
from exporter.views.wording import printable
from exporter.words.address_family import AddressFamily
from exporter.words.address_label import AddressLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedReport:
    """The lines of one report, ready to be joined with those of others."""

    lines: tuple[bytes, ...]
    """Those of each column of a table; empty where it has no series."""
    own: str
    """The labels that all of them carry."""
    report: Report


def render(report: Report, table: Table, before: RenderedReport | None = None) -> RenderedReport:
    """The facts of a report; those that are as in the target's report `before` are kept."""
    if before is None or not is_labelled_alike(report, before.report):
        own = own_labels(report.target)
        lines = [text for _, text in texts_of(table.columns, report, own)]
    else:
        own = before.own
        lines = list(before.lines)
        for change in changes(report, before.report):
            for place, text in texts_of(table.changing(change), report, own):
                lines[place] = text
    return RenderedReport(lines=tuple(lines), own=own, report=report)


def render_target(report: Report, before: RenderedReport | None = None) -> RenderedReport:
    """The same by the table of this exporter's own names."""
    return render(report, TARGET_FACTS, before)


def changes(report: Report, before: Report) -> Iterator[ChangesWith]:
    """What differs between two reports on one target; the very same object is no difference."""
    yield ChangesWith.CLOCK
    is_as_before = (report.changed, report.others_changed) == (
        before.changed,
        before.others_changed,
    )
    is_same_chains = report.chains is before.chains and report.remembered is before.remembered
    if not (is_same_chains and is_as_before):
        yield ChangesWith.CHAIN
    if report.ladder is not before.ladder or report.scans is not before.scans:
        yield ChangesWith.SCANNING
    if report.ladder is not before.ladder:
        yield ChangesWith.PROBE
        if known_by_scans(report) != known_by_scans(before):
            yield ChangesWith.SCAN


def is_labelled_alike(report: Report, before: Report) -> bool:
    """Whether the configuration says the same of both, and series have the same labels."""
    is_same = report.target is before.target or report.target == before.target
    return is_same and report.address_label is before.address_label


def known_by_scans(report: Report) -> list[tuple[str, int, int]]:
    """Which scan and verdicts stand at each address; both reports live while they are compared."""
    return [
        (place.address, id(sighting.found(Scan)), id(report.clients.get(place.address)))
        for place, sighting in report.evidence.at_addresses()
    ]


def texts_of(columns: Iterable[Column], report: Report, own: str) -> Iterator[tuple[int, bytes]]:
    """The sample lines of each of the columns, with its place; what does not apply is not read."""
    asked: dict[Applies, bool] = {}
    for column in columns:
        applies = column.fact.applies
        if applies and applies not in asked:
            asked[applies] = applies(report)
        is_there = applies is None or asked[applies]
        yield column.place, text_of(column, report, own) if is_there else b""


def text_of(column: Column, report: Report, own: str) -> bytes:
    """The sample lines of one fact, in UTF-8; none where the target does not publish its group."""
    if column.fact.group not in report.target.policy.publish:
        return b""
    found = column.fact.read(report)
    if column.address is not None and report.address_label is not AddressLabel.ADDRESS:
        found = worst(column, column.address, found, report)
    values = dict(found)  # a mapping, as no series may stand twice
    if not values:
        return b""
    lines = [line(column, own, labels, value) for labels, value in values.items()]
    text = lines[0] if len(lines) == 1 else "".join(lines)
    # A lone surrogate, which has no encoding, becomes a question mark.
    return text.encode(errors="replace")


def worst(
    column: Column, place: int, found: Iterable[Reading], report: Report
) -> Iterable[Reading]:
    """What a fact says where series carry no address: the worst of those that become one."""
    worst: dict[tuple[str, ...], float] = {}
    for labels, value in found:
        told = (*labels[:place], in_place_of(labels[place], report), *labels[place + 1 :])
        worst[told] = column.fact.worst(value, worst.get(told, value))
    return worst.items()


def in_place_of(address: str, report: Report) -> str:
    """What a label has instead of an address; nothing stays nothing."""
    if not address or report.address_label is AddressLabel.NONE:
        return ""
    return AddressFamily.of(address)


def line(column: Column, own: str, labels: tuple[str, ...], value: float) -> str:
    """One sample; a label that is empty is left out, which means the same (+ makes a bool a number)."""
    if not labels:
        return column.template % (own, +value)
    # One look at all of them is quicker, and nearly none needs an escape.
    text = "".join(labels)
    if all(labels) and "\\" not in text and '"' not in text and text.isprintable():
        return column.template % (own, *labels, +value)
    pairs = zip(column.fact.labels, labels, strict=True)
    present = "".join([f',{name}="{shown(text)}"' for name, text in pairs if text])
    return f"{column.fact.name}{{{own}{present}}} {+value}\n"


def own_labels(target: Target) -> str:
    """The labels that all series of a target carry; the configuration refuses names of ours."""
    pairs = {"target": target.name, **dict(sorted(target.labels.items()))}
    return ",".join(f'{name}="{escaped(value)}"' for name, value in pairs.items())


def shown(value: str) -> str:
    """What a stranger may have chosen: nothing in it steers the terminal of who reads it."""
    return escaped(printable(value))


def escaped(value: str) -> str:
    """A label value as both formats want it between quotes."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
