"""The exposition: whole pages as expected, readable by the official parsers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporter.model.report import Report
from exporter.model.target import Target
from exporter.views.exposition import exposition
from exporter.views.metrics.fact import ChangesWith, Fact
from exporter.views.metrics.table import TARGET_FACTS, TARGET_FAMILIES, Table
from exporter.views.rendering import RenderedReport, render
from exporter.views.wording import printable
from tests.deployments import LEAF, NOW, SITE, assessment, closed
from tests.unit.views.scenes import SCANNED, WATCHED, broken, healthy, unresolved

GOLDEN = Path(__file__).parent / "golden"
REPORTS: dict[str, Callable[[], Report]] = {
    "healthy": healthy,
    "broken": broken,
    "unresolved": unresolved,
}
HOSTILE = 'CN=a"} 1\ntls_probe_success{target="bank'


def text_of(
    rendered: Iterable[RenderedReport],
    *,
    now: datetime = NOW,
    openmetrics: bool = False,
    names: frozenset[str] = frozenset(),
    table: Table = TARGET_FACTS,
) -> str:
    """The pieces of an exposition, put together."""
    made = exposition(tuple(rendered), table, now=now, openmetrics=openmetrics, names=names)
    return b"".join(made).decode()


def page(*reports: Report, openmetrics: bool = False) -> str:
    """The exposition of the reports."""
    rendered = [render(report, TARGET_FACTS) for report in reports]
    return text_of(rendered, openmetrics=openmetrics)


def with_subject(subject: str, issuer: str = "CN=Issuing CA") -> Report:
    """A healthy report but for the names in its certificate."""
    leaf = replace(LEAF, subject=subject, issuer=issuer)
    return WATCHED.serving(assessment(leaf)).report()


def parsed(text: str) -> dict[str, Metric]:
    """The families of a page in the text format, by name."""
    return {family.name: family for family in parse_text(text)}


@pytest.mark.parametrize("openmetrics", [False, True])
@pytest.mark.parametrize("name", REPORTS)
def test_a_whole_exposition_is_as_expected(
    name: str, golden: Callable[[Path, str], str], *, openmetrics: bool
) -> None:
    """Every line, header and order of three reports in both formats."""
    file = GOLDEN / f"{name}.{'openmetrics' if openmetrics else 'txt'}"
    text = page(REPORTS[name](), openmetrics=openmetrics)
    assert text == golden(file, text)


@pytest.mark.parametrize("name", REPORTS)
def test_both_formats_are_read_alike_by_the_official_parsers(name: str) -> None:
    """The same families with the same samples, gauges all of them."""
    report = REPORTS[name]()
    text = list(parse_text(page(report)))
    openmetrics = list(parse_openmetrics(page(report, openmetrics=True) + "# EOF\n"))
    assert [family.samples for family in text] == [family.samples for family in openmetrics]
    assert {family.type for family in (*text, *openmetrics)} == {"gauge"}


def test_openmetrics_states_units() -> None:
    """Seconds and days, for the families whose names end in them, and no others."""
    families = parse_openmetrics(page(healthy(), openmetrics=True) + "# EOF\n")
    units = {family.name: family.unit for family in families}
    assert units["tls_probe_duration_seconds"] == "seconds"
    assert units["tls_certificate_expiry_days"] == "days"
    assert units["tls_chain_length"] == ""


def test_labels_stand_in_a_fixed_order() -> None:
    """First the target, then its own labels by name, then those of the family."""
    line = next(line for line in page(healthy()).splitlines() if line.startswith("tls_port_open"))
    labels = [label.partition("=")[0] for label in line.split("{")[1].split(",")]
    assert labels == ["target", "env", "team", "address", "role"]


def test_days_left_are_counted_at_the_scrape() -> None:
    """One rendering gives fewer days at a later scrape, and negative ones after the end."""
    rendered = [render(healthy(), TARGET_FACTS)]
    for days in (0, 1.5, 61):
        text = text_of(rendered, now=NOW + timedelta(days=days))
        (sample,) = parsed(text)["tls_certificate_expiry_days"].samples
        assert sample.value == pytest.approx(60 - days, abs=1e-5)


def test_families_are_grouped_over_all_reports() -> None:
    """One header for each family, however many targets have series of it."""
    other = replace(healthy(), target=replace(WATCHED.target, name="other"))
    text = page(healthy(), other)
    headers = [line for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(headers) == len(set(headers))
    targets = [sample.labels["target"] for sample in parsed(text)["tls_probe_success"].samples]
    assert targets == ["www", "other"]


def test_names_choose_families() -> None:
    """Only what was asked for, in the table's order; unknown names give nothing."""
    names = frozenset({"tls_port_open", "tls_certificate_expiry_days", "up"})
    text = text_of([render(healthy(), TARGET_FACTS)], names=names)
    assert list(parsed(text)) == ["tls_port_open", "tls_certificate_expiry_days"]


def test_nothing_probed_is_an_empty_exposition() -> None:
    """No headers without series."""
    assert page() == ""


def test_no_family_outside_the_table_is_rendered() -> None:
    """Nor one with other labels than the family's, the target's name and its own."""
    declared = {family.name: set(family.labels) for family in TARGET_FAMILIES}
    for family in parsed(page(healthy(), broken(), unresolved())).values():
        for sample in family.samples:
            assert set(sample.labels) <= {"target", "team", "env", *declared[sample.name]}


def test_a_series_never_stands_twice() -> None:
    """An address that is seen twice, as resolved and as origin, gives each series once."""
    again = replace(closed(), chain=SITE.chain, scan=SITE.scan)
    report = replace(WATCHED, sites=(SCANNED, again)).report()
    families = parsed(page(report)).values()
    series = [(one.name, *one.labels.items()) for family in families for one in family.samples]
    assert len(series) == len(set(series))


@given(
    name=st.text(),
    label=st.text(),
    subject=st.text(max_size=40),
)
def test_every_label_value_is_read_back(name: str, label: str, subject: str) -> None:
    """Quotes, backslashes, line ends: both parsers give back the text, a stranger's made visible."""
    target = Target(name=name, host="h", server_name="h", labels=MappingProxyType({"team": label}))
    report = replace(with_subject(subject), target=target)
    openmetrics = parse_openmetrics(page(report, openmetrics=True) + "# EOF\n")
    for families in (parsed(page(report)), {family.name: family for family in openmetrics}):
        (sample,) = families["tls_certificate_info"].samples
        assert sample.labels["target"] == name
        assert sample.labels["team"] == label
        assert sample.labels.get("subject", "") == printable(subject)


def test_a_subject_steers_no_terminal() -> None:
    """Neither ESC nor a right-to-left override stands raw in what `curl` shows."""
    text = page(with_subject("CN=\x1b[31m\u202ered"))
    assert r'subject="CN=\\x1b[31m\\u202ered"' in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_hostile_subject_cannot_add_a_series() -> None:
    """What looks like a line of the format stays inside its label."""
    families = parsed(page(with_subject(HOSTILE)))
    assert families["tls_certificate_info"].samples[0].labels["subject"] == printable(HOSTILE)
    assert len(families["tls_probe_success"].samples) == 1


def test_an_endless_subject_is_cut() -> None:
    """Whoever made the certificate does not decide how large a scrape is."""
    endless = with_subject("CN=" + "x" * 100_000, issuer="CN=" + "y" * 100_000)
    assert len(page(endless)) < 20_000


def test_a_lone_surrogate_does_not_break_the_scrape() -> None:
    """JSON and YAML can write one; it has no UTF-8 form."""
    target = replace(WATCHED.target, labels=MappingProxyType({"team": "web\ud800"}))
    families = parsed(page(replace(healthy(), target=target)))
    assert families["tls_probe_success"].samples[0].labels["team"] == "web?"


def test_a_label_without_a_value_is_absent() -> None:
    """A finding about the target as a whole has no address, file or resolver."""
    finding = next(line for line in page(broken()).splitlines() if "dns_resolvers_disagree" in line)
    assert finding.endswith(
        'team="web",step="dns",code="dns_resolvers_disagree",severity="warning"} 1'
    )


def test_an_exposition_comes_in_pieces() -> None:
    """None is much larger than 128 KiB, however many targets there are."""
    rendered = (render(healthy(), TARGET_FACTS),) * 2000
    sizes = [len(piece) for piece in exposition(rendered, TARGET_FACTS, now=NOW, openmetrics=False)]
    assert len(sizes) > 100
    assert max(sizes) <= 256 * 1024
    assert min(sizes[:-1]) >= 128 * 1024


def test_no_report_is_looked_at_before_the_first_piece_is_asked_for() -> None:
    """Who asks may be in a thread, where it holds nobody up."""
    looks: list[str] = []

    class Watched:
        @property
        def lines(self) -> tuple[bytes, ...]:
            looks.append("lines")
            return render(healthy(), TARGET_FACTS).lines

    reports = cast("tuple[RenderedReport, ...]", (Watched(), Watched()))
    pieces = exposition(reports, TARGET_FACTS, now=NOW, openmetrics=False)
    assert not looks
    next(pieces)
    assert looks == ["lines", "lines"]


def test_other_tables_can_be_published() -> None:
    """A table is an argument: facts of its own, by names of its own."""
    seconds = Fact(
        name="ssl_cert_not_after",
        labels=("cn",),
        help="When the leaf ends.",
        changes_with=ChangesWith.CHAIN,
        read=lambda report: [
            ((chain.leaf.subject,), chain.leaf.not_after.timestamp())
            for _, chain in report.assessments()
        ],
    )
    table = Table(seconds)
    (sample,) = parsed(text_of([render(healthy(), table)], table=table))[
        "ssl_cert_not_after"
    ].samples
    assert sample.labels["cn"] == "CN=www.example.com"
    assert sample.value == 1785499200
