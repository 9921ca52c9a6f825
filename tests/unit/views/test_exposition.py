"""The exposition: whole pages as expected, readable by the official parsers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporter.model.report import Report
from exporter.model.target import Target
from exporter.views.catalogue import CLIENT_SUPPORTED, TARGET_FAMILIES
from exporter.views.exposition import join, render
from tests.unit.views.maker import Maker

GOLDEN = Path(__file__).parent / "golden"
REPORTS: dict[str, Callable[[Maker], Report]] = {
    "healthy": Maker.report,
    "broken": Maker.broken,
    "unresolved": Maker.unresolved,
}
HOSTILE = 'CN=a"} 1\ntls_probe_success{target="bank'


def page(*reports: Report, now: datetime = Maker.now, openmetrics: bool = False) -> str:
    """The exposition of the reports."""
    return join(map(render, reports), now=now, openmetrics=openmetrics).decode()


def parsed(text: str) -> dict[str, Metric]:
    """The families of a page in the text format, by name."""
    return {family.name: family for family in parse_text(text)}


@pytest.mark.parametrize("openmetrics", [False, True])
@pytest.mark.parametrize("name", REPORTS)
def test_a_whole_exposition_is_as_expected(make: Maker, name: str, *, openmetrics: bool) -> None:
    """Every line, header and order of three reports in both formats."""
    file = GOLDEN / f"{name}.{'openmetrics' if openmetrics else 'txt'}"
    assert page(REPORTS[name](make), openmetrics=openmetrics) == file.read_text()


@pytest.mark.parametrize("name", REPORTS)
def test_both_formats_are_read_alike_by_the_official_parsers(make: Maker, name: str) -> None:
    """The same families with the same samples, gauges all of them."""
    report = REPORTS[name](make)
    text = list(parse_text(page(report)))
    openmetrics = list(parse_openmetrics(page(report, openmetrics=True) + "# EOF\n"))
    assert [family.samples for family in text] == [family.samples for family in openmetrics]
    assert {family.type for family in (*text, *openmetrics)} == {"gauge"}


def test_lines_about_a_scan_are_kept_until_the_next_one(make: Maker) -> None:
    """The very same bytes, but only for the very same scan of the very same target."""
    first = make.report()
    rendered = render(first)
    place = TARGET_FAMILIES.index(CLIENT_SUPPORTED)
    again = replace(first, evidence=replace(first.evidence, duration=7.0))
    kept = render(again, rendered)
    assert kept.lines[place] is rendered.lines[place]
    assert kept.lines == render(again).lines
    other_scan = make.report(make.endpoint(scan=replace(make.scan(), dh_bits=1024)))
    renamed = replace(again, target=replace(again.target, name="other"))
    for changed in (other_scan, renamed, replace(again, clients={})):
        assert render(changed, rendered).lines == render(changed).lines


def test_openmetrics_states_units(make: Maker) -> None:
    """Seconds and days, for the families whose names end in them, and no others."""
    families = parse_openmetrics(page(make.report(), openmetrics=True) + "# EOF\n")
    units = {family.name: family.unit for family in families}
    assert units["tls_probe_duration_seconds"] == "seconds"
    assert units["tls_certificate_expiry_days"] == "days"
    assert units["tls_chain_length"] == ""


def test_labels_stand_in_a_fixed_order(make: Maker) -> None:
    """First the target, then its own labels by name, then those of the catalogue."""
    line = next(
        line for line in page(make.report()).splitlines() if line.startswith("tls_port_open")
    )
    labels = [label.partition("=")[0] for label in line.split("{")[1].split(",")]
    assert labels == ["target", "env", "team", "address", "role"]


def test_days_left_are_counted_at_the_scrape(make: Maker) -> None:
    """One rendering gives fewer days at a later scrape, and negative ones after the end."""
    rendered = [render(make.report())]
    for days in (0, 1.5, 61):
        now = make.now + timedelta(days=days)
        text = join(rendered, now=now, openmetrics=False).decode()
        (sample,) = parsed(text)["tls_certificate_expiry_days"].samples
        assert sample.value == pytest.approx(60 - days, abs=1e-5)


def test_families_are_grouped_over_all_reports(make: Maker) -> None:
    """One header for each family, however many targets have series of it."""
    other = replace(make.report(), target=replace(make.target, name="other"))
    text = page(make.report(), other)
    headers = [line for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(headers) == len(set(headers))
    targets = [sample.labels["target"] for sample in parsed(text)["tls_probe_success"].samples]
    assert targets == ["www", "other"]


def test_names_choose_families(make: Maker) -> None:
    """Only what was asked for, in the catalogue's order; unknown names give nothing."""
    names = frozenset({"tls_port_open", "tls_certificate_expiry_days", "up"})
    text = join([render(make.report())], now=make.now, openmetrics=False, names=names)
    assert list(parsed(text.decode())) == ["tls_port_open", "tls_certificate_expiry_days"]


def test_nothing_probed_is_an_empty_exposition() -> None:
    """No headers without series."""
    assert page() == ""


def test_no_family_outside_the_catalogue_is_rendered(make: Maker) -> None:
    """Nor one with other labels than the catalogue's, the target's name and its own."""
    declared = {family.name: set(family.labels) for family in TARGET_FAMILIES}
    for family in parsed(page(make.report(), make.broken(), make.unresolved())).values():
        for sample in family.samples:
            assert set(sample.labels) == {"target", "team", "env", *declared[sample.name]}


def test_a_series_never_stands_twice(make: Maker) -> None:
    """An address that is seen twice, as resolved and as origin, gives each series once."""
    seen = make.endpoint()
    origin = replace(make.closed(seen.endpoint.address), chain=seen.chain, scan=seen.scan)
    families = parsed(page(make.report(seen, origin))).values()
    series = [(one.name, *one.labels.items()) for family in families for one in family.samples]
    assert len(series) == len(set(series))


@given(
    name=st.text(),
    label=st.text(),
    subject=st.text(max_size=40),
)
def test_every_label_value_is_read_back(name: str, label: str, subject: str) -> None:
    """Quotes, backslashes, line ends, control characters: both parsers give back the text."""
    make = Maker()
    make.leaf = replace(make.leaf, subject=subject)
    target = Target(name=name, host="h", server_name="h", labels=MappingProxyType({"team": label}))
    report = replace(make.report(), target=target)
    openmetrics = parse_openmetrics(page(report, openmetrics=True) + "# EOF\n")
    for families in (parsed(page(report)), {family.name: family for family in openmetrics}):
        (sample,) = families["tls_certificate_info"].samples
        assert sample.labels["target"] == name
        assert sample.labels["team"] == label
        assert sample.labels["subject"] == subject


def test_a_hostile_subject_cannot_add_a_series(make: Maker) -> None:
    """What looks like a line of the format stays inside its label."""
    make.leaf = replace(make.leaf, subject=HOSTILE)
    families = parsed(page(make.report()))
    assert families["tls_certificate_info"].samples[0].labels["subject"] == HOSTILE
    assert len(families["tls_probe_success"].samples) == 1


def test_an_endless_subject_is_cut(make: Maker) -> None:
    """Whoever made the certificate does not decide how large a scrape is."""
    make.leaf = replace(make.leaf, subject="CN=" + "x" * 100_000, issuer="CN=" + "y" * 100_000)
    assert len(page(make.report())) < 20_000


def test_a_lone_surrogate_does_not_break_the_scrape(make: Maker) -> None:
    """JSON and YAML can write one; it has no UTF-8 form."""
    target = replace(make.target, labels=MappingProxyType({"team": "web\ud800"}))
    families = parsed(page(replace(make.report(), target=target)))
    assert families["tls_probe_success"].samples[0].labels["team"] == "web?"
