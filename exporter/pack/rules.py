"""The rules of the pack: what is recorded, and what wakes somebody."""

from collections.abc import Iterator
from typing import Any

from exporter.pack.alert import Alert, alerts, recordings
from exporter.pack.annotations import annotations
from exporter.pack.expression import FOR, LOOKING_BACK, condition, exporters_known
from exporter.pack.setting import Setting

KEEP = "15m"
"""An alert stays through two probes of the default interval that got no answer, as one does that looks back for as long."""
KEEP_OF_EXPORTER = "30m"
"""A cause outlasts the effects that it inhibits."""


def rules(setting: Setting) -> dict[str, Any]:
    """The groups: one alone, as what is recorded must be there when its alerts are evaluated."""
    return {"groups": [{"name": "tls-exporter", "rules": [*recorded(setting), *alerting(setting)]}]}


def recorded(setting: Setting) -> Iterator[dict[str, Any]]:
    """The recording rules."""
    for name, expression in recordings().items():
        known = exporters_known(setting.job)
        yield {"record": name, "expr": known if expression == "KNOWN" else expression}


def alerting(setting: Setting) -> Iterator[dict[str, Any]]:
    """The alerting rules."""
    for alert in alerts():
        yield {
            "alert": alert.name,
            "expr": condition(alert),
            "for": alert.after or FOR[alert.pace],
            **kept(alert),
            "labels": dict(labels(alert, setting)),
            "annotations": dict(annotations(alert, setting)),
        }


def kept(alert: Alert) -> dict[str, str]:
    """For how long it stays when its condition is over."""
    if alert.codes and LOOKING_BACK[alert.pace]:
        return {}
    return {"keep_firing_for": KEEP if alert.codes else KEEP_OF_EXPORTER}


def labels(alert: Alert, setting: Setting) -> Iterator[tuple[str, str]]:
    """By which notifications are routed and inhibited."""
    yield "severity", setting.severity(alert.severity.value)
    if alert.step:
        yield "step", alert.step.value
