"""One broken thing, one page: what must hold of the root-cause graph."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from graphlib import TopologicalSorter

import pytest
from promql_parser import parse_duration

from exporter.pack.expression import LOOKING_BACK
from exporter.pack.matcher import Matcher
from tests.alerts.inhibition import (
    Edge,
    InhibitRule,
    edges,
    holds,
    inhibit_rules,
    labels_by_finding,
)
from tests.alerts.pack import Alert, alerts
from tests.alerts.test_rules import SEVERITIES

EDGES = tuple(edges())
RULES = inhibit_rules()
each_rule = pytest.mark.parametrize("rule", RULES, ids=range(1, len(RULES) + 1))


HIDDEN = {alert.name: {*alert.declared.causes} for alert in alerts()}
"""By alert, the findings behind which it is not told at their addresses."""


def edges_without(is_met: Callable[[Edge], bool]) -> list[str]:
    """The edges that do not meet a demand."""
    return [str(edge) for edge in EDGES if not is_met(edge)]


def test_no_alert_silences_itself_through_others() -> None:
    """Inhibition is transitive: a cycle would silence everything on it."""
    effects = defaultdict(set)
    for edge in EDGES:
        effects[edge.cause.name].add(edge.effect.name)
    for effect in alerts():
        for cause in alerts():
            if HIDDEN[effect.name] & {*cause.codes}:
                effects[cause.name].add(effect.name)
    TopologicalSorter(effects).prepare()


def test_what_hides_an_alert_is_told_by_one_as_severe() -> None:
    """No warning hides a page, and nothing is hidden behind what nobody tells."""
    for effect in alerts():
        for code in HIDDEN[effect.name]:
            told = [cause for cause in alerts() if code in cause.codes]
            gravest = min(SEVERITIES.index(cause.severity) for cause in told)
            assert gravest <= SEVERITIES.index(effect.severity), (effect.name, code)


def test_a_cause_is_as_severe_as_its_effect() -> None:
    """No warning hides a page."""

    def is_as_severe(edge: Edge) -> bool:
        return SEVERITIES.index(edge.cause.severity) <= SEVERITIES.index(edge.effect.severity)

    assert edges_without(is_as_severe) == []


def test_a_cause_fires_no_later_than_its_effect() -> None:
    """Rules of one group are evaluated at the same instant, others up to a minute apart."""

    def is_as_early(edge: Edge) -> bool:
        apart = timedelta(minutes=0 if edge.cause.group == edge.effect.group else 1)
        return edge.cause.hold + apart <= edge.effect.hold

    assert edges_without(is_as_early) == []


def test_an_effect_does_not_outlast_its_cause() -> None:
    """Otherwise the symptom would page once its cause is repaired."""
    assert edges_without(lambda edge: stays(edge.effect) <= stays(edge.cause)) == []


def stays(alert: Alert) -> timedelta:
    """For how long, once its findings are over: it looks back, or fires on."""
    back = LOOKING_BACK[alert.declared.pace] if alert.codes else ""
    return alert.keep + (parse_duration(back) if back else timedelta())


def test_both_alerts_have_the_labels_that_must_be_equal() -> None:
    """A label that both lack would count as equal."""

    def have_the_labels(edge: Edge) -> bool:
        return edge.rule.equal <= edge.cause.label_names & edge.effect.label_names

    assert edges_without(have_the_labels) == []


@each_rule
def test_a_rule_about_one_target_demands_a_target(rule: InhibitRule) -> None:
    """Also of alerts that are none of this pack's."""
    if "target" in rule.equal:
        assert Matcher(name="target", operator="!=", value="") in rule.target


@each_rule
def test_a_rule_names_what_exists(rule: InhibitRule) -> None:
    """Every alert, step, severity and finding in a matcher is that of an alert."""
    known = [labels for alert in alerts() for labels in labels_by_finding(alert)]
    for matcher in (*rule.source, *rule.target):
        for value in matcher.value.split("|"):
            exact = Matcher(name=matcher.name, operator="=~", value=value)
            assert any(holds(exact, labels) for labels in known), value


@each_rule
def test_a_rule_silences_something(rule: InhibitRule) -> None:
    """Each has at least one cause and one effect."""
    assert any(edge.rule == rule for edge in EDGES)
