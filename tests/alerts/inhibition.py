"""Alertmanager's inhibition rules as a graph over the alerts of the pack."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from operator import eq, ne
from typing import Any

from exporter.pack.matcher import Matcher, matcher
from tests.alerts.pack import ALERTMANAGER, Alert, alerts
from tests.yaml_files import read_yaml

OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "=": eq,
    "!=": ne,
    "=~": lambda label, pattern: re.fullmatch(pattern, label) is not None,
    "!~": lambda label, pattern: re.fullmatch(pattern, label) is None,
}


def holds(one: Matcher, labels: Mapping[str, str]) -> bool:
    """Whether labels meet a matcher."""
    return OPERATORS[one.operator](labels.get(one.name, ""), one.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class InhibitRule:
    """Alerts that meet `source` silence those that meet `target`, where `equal` is equal."""

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A cause that silences an effect."""

    cause: Alert
    effect: Alert
    rule: InhibitRule

    def __str__(self) -> str:
        return f"{self.cause.name} → {self.effect.name}"


def inhibit_rules() -> tuple[InhibitRule, ...]:
    """The inhibition rules of the example, in its order."""
    configuration: dict[str, Any] = read_yaml(ALERTMANAGER)
    return tuple(
        InhibitRule(
            source=tuple(matcher(written) for written in rule["source_matchers"]),
            target=tuple(matcher(written) for written in rule["target_matchers"]),
            equal=frozenset(rule["equal"]),
        )
        for rule in configuration["inhibit_rules"]
    )


def edges() -> Iterator[Edge]:
    """Every pair of alerts of which one can silence the other."""
    for rule in inhibit_rules():
        causes = [alert for alert in alerts() if all_hold(rule.source, alert)]
        effects = [alert for alert in alerts() if all_hold(rule.target, alert)]
        for cause, effect in product(causes, effects):
            if cause is not effect:
                yield Edge(cause=cause, effect=effect, rule=rule)


def all_hold(matchers: tuple[Matcher, ...], alert: Alert) -> bool:
    """Whether an alert meets all matchers on one of its findings, as far as its rule decides."""
    return any(
        all(holds(matcher, labels) for matcher in matchers) for labels in labels_by_finding(alert)
    )


def labels_by_finding(alert: Alert) -> Iterator[Mapping[str, str]]:
    """The labels of an alert for each finding that fires it; what series bring is "given"."""
    given = dict.fromkeys(alert.label_names, "given")
    for code in alert.codes or ("",):
        yield given | {"alertname": alert.name, "code": code} | dict(alert.labels)
