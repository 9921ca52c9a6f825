"""The page on alerts says what the alert pack and the lab have."""

from exporter.lab.scenarios import all_scenarios
from tests.alerts.document import alerts_document
from tests.alerts.pack import PACK, alerts
from tests.alerts.root_causes import NOT_BY_A_DEPLOYMENT, ROOT_CAUSES

SCENARIOS = all_scenarios()


def test_the_page_is_up_to_date() -> None:
    """`make docs` writes it anew."""
    assert (PACK.parent / "docs" / "alerts.md").read_text() == alerts_document()


def test_every_alert_is_shown_in_one_way() -> None:
    """By deployments of the lab, or otherwise."""
    by_deployment = {*ROOT_CAUSES.values()}
    assert by_deployment | NOT_BY_A_DEPLOYMENT.keys() == {alert.name for alert in alerts()}
    assert not by_deployment & NOT_BY_A_DEPLOYMENT.keys()


def test_every_deployment_with_a_fault_has_its_alert() -> None:
    """A cut port is one of the closed ones; the exporter must be in its process to see it."""
    faulty = {scenario.name for scenario in SCENARIOS if scenario.expectation.findings}
    assert faulty == ROOT_CAUSES.keys() | {"port-cut", "large-hello-dropped"}


def test_a_deployment_fires_on_what_is_found_there() -> None:
    """Each alert that names a cause is one for a finding of that deployment."""
    codes = {alert.name: {*alert.codes} for alert in alerts()}
    for scenario in SCENARIOS:
        if scenario.name in ROOT_CAUSES:
            assert codes[ROOT_CAUSES[scenario.name]] & scenario.expectation.findings
