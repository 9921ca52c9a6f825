"""The alert pack as values: its rules and their promtool tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from promql_parser import Expr, parse, parse_duration

from exporter.pack.alert import Alert as Declared
from exporter.pack.alert import alerts as declared
from tests.alerts.expression import labels_yielded
from tests.yaml_files import read_yaml

PACK = Path(__file__).parents[2] / "alerts"
RULES = PACK / "tls.rules.yml"
ALERTMANAGER = PACK / "alertmanager.example.yml"
DECLARED = {alert.name: alert for alert in declared()}
"""What the rules were made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alerting rule."""

    name: str
    group: str
    expression: Expr
    hold: timedelta
    """`for`."""
    keep: timedelta
    """`keep_firing_for`."""
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def severity(self) -> str:
        """Who is woken."""
        return self.labels["severity"]

    @property
    def step(self) -> str:
        """The step of the guide; empty for the exporter's own health."""
        return self.labels.get("step", "")

    @property
    def declared(self) -> Declared:
        """What it was made from."""
        return DECLARED[self.name]

    @property
    def codes(self) -> tuple[str, ...]:
        """The finding codes on which it fires, in its own order."""
        return self.declared.codes

    @property
    def label_names(self) -> frozenset[str]:
        """The labels that every one of its instances has."""
        return labels_yielded(self.expression) | self.labels.keys()


@cache
def alerts() -> tuple[Alert, ...]:
    """Every alert of the pack, in the order of the file."""
    return tuple(alert(group, rule) for group, rule in rules() if "alert" in rule)


def alert(group: str, rule: Mapping[str, Any]) -> Alert:
    """An alerting rule as a value."""
    return Alert(
        name=rule["alert"],
        group=group,
        expression=parse(rule["expr"]),
        hold=parse_duration(rule["for"]),
        keep=parse_duration(rule["keep_firing_for"]) if "keep_firing_for" in rule else timedelta(),
        labels=rule["labels"],
        annotations=rule["annotations"],
    )


def recordings() -> dict[str, Expr]:
    """The expression of every recording rule by its name."""
    return {rule["record"]: parse(rule["expr"]) for _, rule in rules() if "record" in rule}


@cache
def rules() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every rule with the name of its group."""
    groups = read_yaml(RULES)["groups"]
    return tuple((group["name"], rule) for group in groups for rule in group["rules"])


@cache
def unit_tests() -> tuple[dict[str, Any], ...]:
    """Every test group in every file for promtool."""
    files = sorted((PACK / "tests").glob("*.test.yml"))
    return tuple(group for file in files for group in read_yaml(file)["tests"])
