"""What must hold of every alert: it can fire, it can be routed, it helps whoever is woken."""

import json
import re
from collections import defaultdict

import pytest
from promql_parser import BinaryExpr, Expr, LabelModifierType, parse

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages as runbook
from exporter.views.runbook import LANGUAGES
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
DASHBOARDS = PACK.parent / "dashboards"
STEP_OF_CODE = {kind.code: kind.step for kind in ALL_KINDS}
LABEL_SHOWN = re.compile(r"\$labels\.(\w+)")
TEMPLATE = re.compile(r"\{\{.*?\}\}")
QUERY = re.compile(r'query \(printf "(\w+\{.*?\})')
GUIDE = (
    "{{ with $externalLabels.tls_exporter_url }}{{ . }}"
    "{{ else }}http://{{ $labels.instance }}{{ end }}/guide/"
)
GUIDE_OF_NO_EXPORTER = "{{ $externalLabels.tls_exporter_url }}/guide/"
GRAFANA = "{{ $externalLabels.grafana_url }}/d/"
ONE_TARGET = "?var-target={{ $labels.target | urlquery }}"
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
        assert {"job", "instance", "target"} <= {*matching.labels} <= both


@each_alert
def test_labels_are_from_closed_lists(alert: Alert) -> None:
    """A severity, and the step of the findings unless it is about the exporter."""
    assert alert.severity in SEVERITIES
    assert {STEP_OF_CODE[code] for code in alert.codes} == (
        {Step(alert.step)} if alert.step else set()
    )
    assert alert.labels.keys() <= {"severity", "step"}


@each_alert
def test_a_summary_is_constant(alert: Alert) -> None:
    """It is what a notification of many alerts has in common."""
    summary = alert.annotations["summary"]
    assert "{{" not in summary
    assert not summary.endswith(".")


@each_alert
def test_a_description_is_made_of_sentences(alert: Alert) -> None:
    """It fits a small screen, and ends."""
    description = alert.annotations["description"]
    assert description.endswith(".")
    assert len(TEMPLATE.sub("", description)) < 250


ABOUT_FILES = {
    "TLSServerConfigInvalid",
    "TLSServerFileUnusable",
    "TLSCertificateFileFaulty",
    "TLSServerNameNotConfigured",
    "TLSPrivateKeyMismatch",
    "TLSFileUnreadable",
    "TLSPrivateKeyExposed",
}


@each_alert
def test_templates_show_only_labels_that_are_there(alert: Alert) -> None:
    """A finding is about an address, a file, a resolver, or the whole target."""
    present = labels_yielded(alert.expression)
    if alert.step:
        present -= {"address", "file"} if alert.step == Step.DNS else {"resolver"}
    present -= {"address"} if alert.name in ABOUT_FILES else {"file"}
    if alert.name == "TLSDNSResolversDisagree":
        present -= {"resolver"}
    for annotation in alert.annotations.values():
        assert {*LABEL_SHOWN.findall(annotation)} <= present


@each_alert
def test_a_template_asks_for_what_is_exported(alert: Alert) -> None:
    """About the target and the exporter that the alert is about, no other."""
    for query in QUERY.findall(alert.annotations["description"]):
        (selector,) = selectors(parse(query.replace("%q", '""')))
        asked_for = {matcher.name for matcher in selector.matchers.matchers}
        assert {"job", "instance", "target"} <= asked_for <= LABELS_OF_METRIC[selector.name or ""]


def test_a_template_names_the_clients_shut_out() -> None:
    """Whoever is woken need not look them up."""
    (alert,) = (each for each in ALERTS if each.name == "TLSClientShutOut")
    (query,) = QUERY.findall(alert.annotations["description"])
    assert query.startswith("tls_client_supported{")


@each_alert
def test_the_runbook_is_there_in_every_language(alert: Alert) -> None:
    """The page of each finding that the link can lead to, or the exporter's own."""
    guide = GUIDE if "instance" in alert.label_names else GUIDE_OF_NO_EXPORTER
    url = alert.annotations["runbook_url"]
    assert url.startswith(guide)
    written = url.removeprefix(guide)
    pages = {written.replace("{{ $labels.code }}", code) for code in alert.codes or ("",)}
    assert pages == ({f"finding/{code}" for code in alert.codes} or {"exporter"})
    for language in LANGUAGES:
        assert pages <= runbook(language).keys()


@each_alert
def test_the_dashboard_is_one_of_ours(alert: Alert) -> None:
    """That of the target, which can be chosen in it, or that of the exporter."""
    url = alert.annotations["dashboard_url"]
    assert url == f"{GRAFANA}tls-target{ONE_TARGET}" if alert.codes else f"{GRAFANA}tls-exporter"
    uid, _, target = url.removeprefix(GRAFANA).partition("?")
    dashboard = json.loads((DASHBOARDS / f"{uid}.json").read_text())
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert dashboard["uid"] == uid
    assert not target or "target" in variables


@each_alert
def test_an_alert_says_what_where_and_whither(alert: Alert) -> None:
    """These four annotations, no others."""
    assert alert.annotations.keys() == {"summary", "description", "runbook_url", "dashboard_url"}


def test_every_finding_has_one_alert_or_two_that_complement_each_other() -> None:
    """No finding goes unheard, and none is told twice."""
    conditions = defaultdict(list)
    for alert in ALERTS:
        for code in alert.codes:
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
