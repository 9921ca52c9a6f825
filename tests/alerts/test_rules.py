"""What must hold of every alert: it can fire, it can be routed, it helps whoever is woken."""

import json
import re
from collections import defaultdict

import pytest
from promql_parser import BinaryExpr, Expr, LabelModifierType, parse

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages as runbook
from exporter.words.language import LANGUAGES
from exporter.words.step import Step
from tests.alerts.expression import (
    LABELS_OF_METRIC,
    compares,
    labels_yielded,
    selectors,
    set_operations,
)
from tests.alerts.pack import PACK, Alert, alerts, recordings

SEVERITIES = ("critical", "warning", "info")
"""The closed list, most severe first."""
ALERTS = alerts()
DASHBOARDS = PACK.parent / "exporter" / "pack" / "dashboards"
STEP_OF_CODE = {kind.code: kind.step for kind in ALL_KINDS}
LABEL_SHOWN = re.compile(r"\$labels\.(\w+)")
TEMPLATE = re.compile(r"\{\{.*?\}\}")
QUERY = re.compile(r"query \(printf `(.*?)`")
EXPORTER = (
    "{{ with $externalLabels.tls_exporter_url }}{{ . }}"
    "{{ else }}http://{{ $labels.instance }}{{ end }}"
)
GRAFANA = "{{ with $externalLabels.grafana_url }}{{ . }}/d/"
ONE_TARGET = "?var-target={{ $labels.target | urlquery }}"
OF_ALERTS = "ALERTS_FOR_STATE"
"""Prometheus's own series of when each alert began."""
each_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)


def test_every_alert_has_a_name_of_its_own() -> None:
    """Names are what people silence and search for."""
    assert len({alert.name for alert in ALERTS}) == len(ALERTS)


@pytest.mark.parametrize(
    "expression",
    [*recordings().values(), *(alert.expression for alert in ALERTS)],
    ids=[*recordings(), *(alert.name for alert in ALERTS)],
)
def test_a_rule_selects_what_is_exported(expression: Expr) -> None:
    """Every metric is in the catalogue, with the labels that are asked for."""
    for selector in selectors(expression):
        asked_for = {matcher.name for matcher in selector.matchers.matchers}
        assert selector.name in LABELS_OF_METRIC
        assert asked_for <= LABELS_OF_METRIC[selector.name]


@each_alert
def test_a_condition_compares(alert: Alert) -> None:
    """A series that merely exists is no reason to wake anybody."""
    assert compares(alert.expression)


@each_alert
def test_two_conditions_meet_on_one_target_of_one_exporter(alert: Alert) -> None:
    """Both sides of `and` and `unless` have the labels on which they meet."""
    for operation in set_operations(alert.expression):
        matching = operation.modifier.matching if operation.modifier else None
        assert matching
        assert matching.type is LabelModifierType.Include
        both = labels_yielded(operation.lhs) & labels_yielded(operation.rhs)
        about = {"job", "instance", "target"} if alert.codes else {"job", "instance"}
        assert about <= {*matching.labels} <= both


@each_alert
def test_a_fault_of_a_target_is_one_alert(alert: Alert) -> None:
    """However many of its addresses, files or resolvers are concerned, or in which way they fail."""
    yielded = labels_yielded(alert.expression)
    assert ("target" in yielded) is bool(alert.codes)
    if alert.codes:
        assert not yielded & {"address", "file", "resolver", "code", "key_type"}


@each_alert
def test_labels_are_from_closed_lists(alert: Alert) -> None:
    """A severity, and the first step of the findings unless it is about the exporter."""
    assert alert.severity in SEVERITIES
    steps = list(dict.fromkeys(STEP_OF_CODE[code] for code in alert.codes))
    assert steps[:1] == ([Step(alert.step)] if alert.step else [])
    assert len(steps) <= 1 or alert.name == "TLSFailsAtTimes"
    assert alert.labels.keys() <= {"severity", "step"}


@each_alert
def test_a_summary_names_what_it_is_about(alert: Alert) -> None:
    """The target or the exporter, for whoever sees nothing else; there is none where none is known."""
    summary = alert.annotations["summary"]
    about = "target" if alert.codes else "instance"
    assert (f"$labels.{about}" in summary) is (about in alert.label_names)
    assert not summary.endswith(".")


@each_alert
def test_a_description_is_made_of_sentences(alert: Alert) -> None:
    """It fits a small screen, and ends."""
    for language in LANGUAGES:
        text = alert.declared.text[language]
        assert text.endswith(".") if language == "en" else text.endswith("。")
        assert len(text) < 300
    assert alert.declared.text.keys() == alert.declared.summary.keys() == LANGUAGES.keys()


@each_alert
def test_templates_show_only_labels_that_are_there(alert: Alert) -> None:
    """Those that the alert itself has."""
    present = labels_yielded(alert.expression)
    for annotation in alert.annotations.values():
        assert {*LABEL_SHOWN.findall(annotation)} <= present


@each_alert
def test_a_template_asks_for_what_is_exported(alert: Alert) -> None:
    """About the target and the exporter that the alert is about, no other; and since when it has stood."""
    about = {"job", "instance", "target"} if alert.codes else {"job", "instance"}
    for annotation in alert.annotations.values():
        for query in QUERY.findall(annotation):
            for selector in selectors(parse(query.replace("%q", '""'))):
                if selector.name == OF_ALERTS:
                    continue
                asked_for = {matcher.name for matcher in selector.matchers.matchers}
                assert about <= asked_for <= LABELS_OF_METRIC[selector.name or ""]


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("TLSClientShutOut", "tls_client_shut_out"),
        ("TLSCertificateUntrusted", "tls_certificate_trust_failure"),
        ("TLSCertificateNotYetValid", "tls_certificate_not_before_timestamp_seconds"),
        ("TLSCertificateExpired", "tls_certificate_expiry_days"),
        ("TLSCertificateHostnameMismatch", "tls_certificate_info"),
    ],
)
def test_a_proof_is_in_the_text_where_a_series_has_it(name: str, metric: str) -> None:
    """Whoever is woken need not look it up."""
    (alert,) = (each for each in ALERTS if each.name == name)
    queries = (one.replace("%q", '""') for one in QUERY.findall(alert.annotations["description"]))
    assert metric in {selector.name for one in queries for selector in selectors(parse(one))}


@each_alert
def test_host_port_and_places_are_in_the_text(alert: Alert) -> None:
    """A target's name need not tell where it is."""
    description = alert.annotations["description"]
    assert ("{{ .Labels.host }}:{{ .Labels.port }}" in description) is bool(alert.codes)
    if alert.codes and alert.declared.at != "nothing":
        assert f"$at.Labels.{alert.declared.at}" in description


@each_alert
def test_the_page_is_that_of_the_target(alert: Alert) -> None:
    """Or the exporter's first; there is none of an exporter that does not answer."""
    page = alert.annotations.get("page_url", "")
    if alert.name in {"TLSExporterDown", "TLSExporterAbsent"}:
        assert not page
    else:
        name = '{{ reReplaceAll "[+]" "%20" (urlquery $labels.target) }}'
        assert page == EXPORTER + (f"/targets/{name}" if alert.codes else "/")


@each_alert
def test_the_runbook_is_there_in_every_language(alert: Alert) -> None:
    """The page of each finding that the link can lead to, for its target, or the exporter's own."""
    pages = {f"finding/{code}" for code in alert.codes} or {"exporter"}
    for language in LANGUAGES:
        assert pages <= runbook(language).keys()
    if alert.name in {"TLSExporterDown", "TLSExporterAbsent"}:
        assert "runbook_url" not in alert.annotations
    else:
        url = alert.annotations["runbook_url"]
        assert url.startswith(f"{EXPORTER}/guide/")
        address, _, paragraph = url.removeprefix(f"{EXPORTER}/guide/").partition("#")
        page, _, query = address.partition("?")
        assert len(alert.codes) > 1 or {page} == pages
        assert paragraph == ("" if alert.codes else alert.name)
        assert query == ("target={{ $labels.target | urlquery }}" if alert.codes else "")


@each_alert
def test_the_text_ends_with_since_when(alert: Alert) -> None:
    """Prometheus keeps when each alert began, as what mails and chats show it does not have to be."""
    asked = f'min(ALERTS_FOR_STATE{{alertname="{alert.name}"'
    assert asked in alert.annotations["description"]
    assert alert.annotations["description"].rpartition("}.")[0].count(" Since ") == 1


@each_alert
def test_the_dashboard_is_one_of_ours(alert: Alert) -> None:
    """That of the target, which can be chosen in it, or that of the exporter."""
    url = alert.annotations["dashboard_url"].removesuffix("{{ end }}")
    assert url == f"{GRAFANA}tls-target{ONE_TARGET}" if alert.codes else f"{GRAFANA}tls-exporter"
    uid, _, target = url.removeprefix(GRAFANA).partition("?")
    dashboard = json.loads((DASHBOARDS / f"{uid}.json").read_text())
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert dashboard["uid"] == uid
    assert not target or "target" in variables


@each_alert
def test_an_alert_says_what_where_and_whither(alert: Alert) -> None:
    """These annotations, no others."""
    links = {"page_url", "runbook_url", "dashboard_url"}
    assert {"summary", "description"} <= alert.annotations.keys()
    assert alert.annotations.keys() <= {"summary", "description"} | links


def test_every_finding_has_one_alert_or_two_that_complement_each_other() -> None:
    """No finding goes unheard, and none is told twice; what fails seldom is in none but `TLSFailsAtTimes`."""
    conditions = defaultdict(list)
    for alert in ALERTS:
        is_seldom = alert.name == "TLSFailsAtTimes"
        assert ("address:tls_finding:at_times" in str(alert.expression)) is is_seldom
        for code in () if is_seldom else alert.codes:
            conditions[code].append(alert.expression)
    assert conditions.keys() == STEP_OF_CODE.keys()
    for code, expressions in conditions.items():
        assert len(expressions) == 1 or are_complements(*expressions), code


def are_complements(one: Expr, other: Expr) -> bool:
    """Whether what the one leaves is just what the other leaves out."""
    assert isinstance(one, BinaryExpr)
    assert isinstance(other, BinaryExpr)
    sides = {(each.lhs.prettify(), each.rhs.prettify()) for each in (one, other)}
    return len(sides) == 1 and {str(one.op), str(other.op)} == {"and", "unless"}
