"""Every query is PromQL over series that exist, and obeys what the reader chooses."""

import re
from collections.abc import Iterator
from typing import Any

from promql_parser import (
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    MatrixSelector,
    StringLiteral,
    VectorSelector,
)

from dashboards.parts.measures import stale
from exporter.guide.ladder import ALL_KINDS
from exporter.views.exporter_catalogue import EXPORTER_FAMILIES
from exporter.views.metrics.table import TARGET_FAMILIES
from exporter.words.cipher_class import CipherClass
from exporter.words.groups import Group
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.step import Step
from tests.alerts.expression import LABELS_OF_METRIC, SCRAPED, nodes, selectors
from tests.alerts.pack import alerts
from tests.dashboards.grafana import EXPORTED, queries

Json = dict[str, Any]
OF_ALERTS = {"alertname", "alertstate", "severity", "target", "address", "step", "code"}
LABELS = {
    **LABELS_OF_METRIC,
    "tls_exporter_schedule_delay_seconds_bucket": SCRAPED | {"le"},
    "ALERTS": SCRAPED | OF_ALERTS,
    **dict.fromkeys(
        (
            "scrape_duration_seconds",
            "scrape_samples_scraped",
            "process_cpu_seconds_total",
            "process_max_fds",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
        ),
        SCRAPED,
    ),
}
"""Every series that a panel may ask for, with its labels."""
OF_TARGETS = {family.name for family in TARGET_FAMILIES} | {"ALERTS"}
VALUES: dict[str, set[str]] = {
    "step": {*Step},
    "severity": {*Severity, "critical"},
    "code": {kind.code for kind in ALL_KINDS},
    "phase": {*Phase},
    "protocol": {*Protocol},
    "cipher_class": {*CipherClass},
    "group": {group.name for group in Group},
    "rrtype": {"A", "AAAA"},
    "alertstate": {"pending", "firing"},
}
"""What a query may ask of a label with a closed list of values."""
CUMULATIVE = ("_total", "_bucket", "_count", "_sum")


def test_query_is_promql(dashboard: Json) -> None:
    """Prometheus's grammar accepts it once the variables are filled in."""
    for asked in queries(dashboard):
        assert list(selectors(asked.tree))


def test_query_asks_for_series_that_exist(dashboard: Json) -> None:
    """Families of the catalogue, the usual ones of a process, or those that Prometheus makes."""
    for asked in queries(dashboard):
        for selector in selectors(asked.tree):
            assert selector.name in LABELS
            for matcher in selector.matchers.matchers:
                assert matcher.name in LABELS[selector.name]


def test_query_asks_for_values_that_exist(dashboard: Json) -> None:
    """Steps, codes, phases and their like are words of the exporter."""
    for asked in queries(dashboard):
        for selector in selectors(asked.tree):
            for matcher in selector.matchers.matchers:
                if matcher.name in VALUES:
                    assert matcher.value in VALUES[matcher.name]


def test_query_obeys_the_variables(dashboard: Json) -> None:
    """Each series is of a chosen job, and of a chosen target or exporter."""
    for asked in queries(dashboard):
        for selector in re.findall(r"\w+\{[^}]*\}", asked.expr):
            assert 'job=~"$job"' in selector
            name = selector.partition("{")[0]
            assert 'target=~"$target"' in selector or 'instance=~"$instance"' in selector
            if name not in OF_TARGETS:
                assert 'target=~"$target"' not in selector
        in_tree = [node for node in nodes(asked.tree) if isinstance(node, VectorSelector)]
        assert len(re.findall(r"\w+\{", asked.expr)) == len(in_tree)


def test_labels_in_use_are_labels_of_the_series(dashboard: Json) -> None:
    """What is grouped by, matched on, or put into a legend, some selected series has."""
    for asked in queries(dashboard):
        known = {"job", "instance"}.union(*(LABELS[name] for name in names(asked.tree)))
        known |= set(new_labels(asked.tree))
        assert set(labels_in_use(asked.tree)) <= known
        assert set(re.findall(r"\{\{(\w+)\}\}", asked.target["legendFormat"])) <= known


def test_counters_are_asked_for_their_increase(dashboard: Json) -> None:
    """By rate over Grafana's own interval, or by increase over the whole time range."""
    for asked in queries(dashboard):
        increases = {
            id_of(node.args[0].vector_selector): node.func.name
            for node in nodes(asked.tree)
            if isinstance(node, Call) and node.func.name in {"rate", "increase"}
            if isinstance(node.args[0], MatrixSelector)
        }
        for selector in selectors(asked.tree):
            is_cumulative = str(selector.name).endswith(CUMULATIVE)
            assert (id_of(selector) in increases) == is_cumulative
        assert len(re.findall(r"\brate\(", asked.expr)) == asked.expr.count("[$__rate_interval]")
        assert "increase" not in asked.expr or "[$__range]" in asked.expr


def test_query_runs_as_its_panel_shows_it(dashboard: Json) -> None:
    """History over the time range; everything else at its end, tables as tables."""
    for asked in queries(dashboard):
        kind = asked.panel["type"]
        has_history = kind in {"timeseries", "state-timeline"}
        assert (asked.target["range"], asked.target["instant"]) == (has_history, not has_history)
        assert asked.target["format"] == ("table" if kind == "table" else "time_series")


def test_tables_show_only_labels_that_are_columns(dashboard: Json) -> None:
    """Whatever a table groups by is shown, so that no two rows look the same."""
    for asked in queries(dashboard):
        if asked.panel["type"] != "table":
            continue
        (organize,) = (each for each in asked.panel["transformations"] if each["id"] == "organize")
        grouping = next(
            node.modifier.labels
            for node in nodes(asked.tree)
            if isinstance(node, AggregateExpr) and node.modifier
        )
        assert set(grouping) <= set(organize["options"]["renameByName"])


def test_own_labels_can_be_filtered_by() -> None:
    """Where Grafana adds filters to every selector, all series carry a target's own labels."""
    for uid, dashboard in EXPORTED.items():
        asked_for = {name for asked in queries(dashboard) for name in names(asked.tree)}
        types = {variable["type"] for variable in dashboard["templating"]["list"]}
        assert ("adhoc" in types) == (asked_for <= OF_TARGETS), uid


def test_staleness_is_what_the_alert_says() -> None:
    """The dashboards count as stale what TLSProbeStale tells of."""
    (alert,) = (alert for alert in alerts() if alert.name == "TLSProbeStale")
    plain = stale(lambda family, *_, **__: family)
    said = re.sub(r"last_over_time\((\w+)\[3m\]\)", r"\1", alert.declared.expr)
    assert said == f"count by (job, instance) (\n  {plain}\n) > 0"


def test_every_family_is_shown() -> None:
    """Everything that is exported stands on a panel; what is new needs a place, too."""
    shown = {
        name
        for dashboard in EXPORTED.values()
        for asked in queries(dashboard)
        for name in names(asked.tree)
    }
    exported = {family.name for family in (*TARGET_FAMILIES, *EXPORTER_FAMILIES)}
    histograms = {name.removesuffix("_bucket") for name in shown}
    assert exported - shown - histograms == set(NOT_SHOWN)


NOT_SHOWN: dict[str, str] = {}
"""Families that no panel shows, each with the reason."""


def names(tree: Expr) -> set[str]:
    """The metrics that a query selects."""
    return {str(selector.name) for selector in selectors(tree)}


def labels_in_use(tree: Expr) -> Iterator[str]:
    """The labels of every `by` and `on`."""
    for node in nodes(tree):
        match node:
            case AggregateExpr(modifier=modifier) if modifier:
                yield from modifier.labels
            case BinaryExpr(modifier=modifier) if modifier and modifier.matching:
                yield from modifier.matching.labels
            case _:
                pass


def new_labels(tree: Expr) -> Iterator[str]:
    """The labels that count_values and label_replace make."""
    for node in nodes(tree):
        match node:
            case AggregateExpr(param=StringLiteral(val=name)):
                yield name
            case Call(args=[_, StringLiteral(val=name), *_]) if node.func.name == "label_replace":
                yield name
            case _:
                pass


def id_of(selector: VectorSelector) -> str:
    """What tells a selector apart from others of the same expression."""
    return selector.prettify()
