"""The promtool tests leave no alert and no threshold out."""

from collections import defaultdict
from typing import Any

import pytest
from promql_parser import parse_duration

from tests.alerts.pack import Alert, alerts, unit_tests

CLAIMS = {"fires", "is silent", "boundary"}
"""How the name of a test goes on after that of its alert."""
LONGEST_INTERVAL = parse_duration("5m")
"""Samples further apart than Prometheus looks back would make every test pass."""
each_alert = pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)


def groups(alert: Alert) -> dict[str, list[dict[str, Any]]]:
    """The test groups of an alert by their claim."""
    found = defaultdict(list)
    for group in unit_tests():
        name, _, rest = group["name"].partition(": ")
        if name == alert.name:
            found[next(claim for claim in CLAIMS if rest.startswith(claim))].append(group)
    return found


@each_alert
def test_an_alert_has_a_firing_a_silent_and_a_boundary_case(alert: Alert) -> None:
    """The name of each promtool test says which it is."""
    assert groups(alert).keys() == CLAIMS


@each_alert
def test_the_text_of_an_alert_is_expected_word_for_word(alert: Alert) -> None:
    """What a person reads at night was read before, in the first firing case."""
    (case,) = groups(alert)["fires"][0]["alert_rule_test"]
    (expected,) = case["exp_alerts"]
    assert case["alertname"] == alert.name
    assert expected["exp_annotations"].keys() == alert.annotations.keys()


@each_alert
def test_silence_is_that_of_the_alert(alert: Alert) -> None:
    """Neither firing nor pending, after longer than it would take."""
    for group in groups(alert)["is silent"]:
        case = group["promql_expr_test"][0]
        assert case["expr"] == f'ALERTS{{alertname="{alert.name}"}}'
        assert "exp_samples" not in case
        assert parse_duration(case["eval_time"]) > alert.hold


@each_alert
def test_the_boundary_is_crossed_within_a_minute_both_ways(alert: Alert) -> None:
    """It does not fire, fires a minute later, fires on, and ends a minute later."""
    for group in groups(alert)["boundary"]:
        cases = group["promql_expr_test"]
        assert [bool(case.get("exp_samples")) for case in cases][-4:] == [False, True, True, False]
        before, first, last, after = (parse_duration(case["eval_time"]) for case in cases[-4:])
        minute = parse_duration("1m")
        assert (first - before, after - last) == (minute, minute)
        assert first >= alert.hold


@pytest.mark.parametrize("group", unit_tests(), ids=lambda group: group["name"])
def test_samples_stand_close_enough(group: dict[str, Any]) -> None:
    """Prometheus forgets a series five minutes after its last sample."""
    assert parse_duration(group["interval"]) <= LONGEST_INTERVAL


def test_every_test_is_about_an_alert_or_the_recordings() -> None:
    """A renamed alert leaves no test behind."""
    names = {group["name"].partition(": ")[0] for group in unit_tests()}
    assert names == {alert.name for alert in alerts()} | {"recorded"}
