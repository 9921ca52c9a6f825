"""Reports in the Prometheus text format and in OpenMetrics, which share their sample lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from exporter.model.certificate import ChainAssessment
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.views.catalogue import CERTIFICATE_EXPIRY_DAYS, TARGET_FAMILIES, Family
from exporter.views.samples import SCAN_FAMILIES, Sample, samples, scan_samples

DAY = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A line whose value is made when it is scraped: the time left until `not_after`."""

    series: bytes
    not_after: float
    """Unix time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedReport:
    """The lines of one report, ready to be joined with those of others."""

    lines: tuple[bytes, ...]
    """Those of each family in the order of `TARGET_FAMILIES`; empty where it has no series."""
    expiries: tuple[Expiry, ...]
    report: Report


def template(family: Family) -> str:
    """A sample line of the family, to be filled with own labels, label values and value."""
    labels = "".join(f',{name}="%s"' for name in family.labels)
    return f"{family.name}{{%s{labels}}} %s\n"


TEMPLATES = {family: template(family) for family in TARGET_FAMILIES}


def render(report: Report, before: RenderedReport | None = None) -> RenderedReport:
    """The series of a report; made once, when the report is.

    Lines about scans are those of the target's report `before`, if no scan was made since.
    """
    own = own_labels(report.target)
    text = text_of(samples(report), own)
    kept = before.lines if before and is_scanned_alike(report, before.report) else ()
    if not kept:
        text |= text_of(scan_samples(report), own)
    lines = (
        kept[place] if kept and family in SCAN_FAMILIES else encoded(text.get(family, ""))
        for place, family in enumerate(TARGET_FAMILIES)
    )
    return RenderedReport(lines=tuple(lines), expiries=tuple(expiries(report, own)), report=report)


def text_of(series: Iterable[Sample], own: str) -> defaultdict[Family, str]:
    """The sample lines of each family."""
    # A mapping, as no series may stand twice.
    values = {(family, labels): value for family, labels, value in series}
    text: defaultdict[Family, str] = defaultdict(str)
    for (family, labels), value in values.items():
        text[family] += TEMPLATES[family] % (own, *all_escaped(labels), value)
    return text


def is_scanned_alike(report: Report, before: Report) -> bool:
    """Whether two reports on one target rest on the very same scans and verdicts on clients."""
    return report.target == before.target and identities(report) == identities(before)


def identities(report: Report) -> list[tuple[str, int, int]]:
    """Which scan and verdicts stand at each address; both reports live while they are compared."""
    places = ((seen.endpoint.address, seen.present_scan) for seen in report.evidence.endpoints)
    return [(address, id(scan), id(report.clients.get(address))) for address, scan in places]


def expiries(report: Report, own: str) -> Iterator[Expiry]:
    """One for each address whose certificate was seen."""
    ends = {
        seen.endpoint.address: seen.chain.leaf.not_after
        for seen in report.evidence.endpoints
        if isinstance(seen.chain, ChainAssessment)
    }
    for address, not_after in ends.items():
        series = f'{CERTIFICATE_EXPIRY_DAYS.name}{{{own},address="{escaped(address)}"}}'
        yield Expiry(series=encoded(series), not_after=not_after.timestamp())


def own_labels(target: Target) -> str:
    """The labels that all series of a target carry; the configuration refuses names of ours."""
    pairs = {"target": target.name, **dict(sorted(target.labels.items()))}
    return ",".join(f'{name}="{escaped(value)}"' for name, value in pairs.items())


def escaped(value: str) -> str:
    """A label value as both formats want it between quotes."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def all_escaped(values: tuple[str, ...]) -> tuple[str, ...]:
    """The same for many; one look at all of them is quicker, and nearly none needs an escape."""
    text = "".join(values)
    if "\\" in text or '"' in text or "\n" in text:
        return tuple(map(escaped, values))
    return values


def encoded(text: str) -> bytes:
    """The text in UTF-8; a lone surrogate, which has no encoding, becomes a question mark."""
    return text.encode(errors="replace")


def join(
    rendered: Iterable[RenderedReport],
    *,
    now: datetime,
    openmetrics: bool,
    names: frozenset[str] = frozenset(),
) -> bytes:
    """All reports as one exposition, or the families in `names`; `# EOF` is left to the last part.

    The exporter's own families follow (`ExporterMetrics.exposition`) and end an OpenMetrics page.
    """
    reports = tuple(rendered)
    columns = zip(*(report.lines for report in reports), strict=True)
    parts: list[bytes] = []
    for family, lines in zip(TARGET_FAMILIES, columns, strict=False):
        if names and family.name not in names:
            continue
        text = b"".join(lines)
        if family is CERTIFICATE_EXPIRY_DAYS:
            text = expiry_lines(reports, now)
        if text:
            parts += (header(family, openmetrics=openmetrics), text)
    return b"".join(parts)


def expiry_lines(reports: tuple[RenderedReport, ...], now: datetime) -> bytes:
    """The days left of every certificate, right at this moment."""
    instant = now.timestamp()
    return b"".join(
        b"%b %.5f\n" % (expiry.series, (expiry.not_after - instant) / DAY)
        for report in reports
        for expiry in report.expiries
    )


def header(family: Family, *, openmetrics: bool) -> bytes:
    """What stands above the lines of a family; only OpenMetrics knows units."""
    lines = [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.type}"]
    if openmetrics and family.unit:
        lines.append(f"# UNIT {family.name} {family.unit}")
    return ("\n".join(lines) + "\n").encode()
