"""No finding comes alone: each has its alert, promtool case, cause or effect, pages, and scenario in the lab."""

import pytest

from exporter.guide.ladder import ALL_KINDS
from exporter.guide.runbook import pages as runbook
from exporter.lab.scenarios import all_scenarios
from exporter.words.language import LANGUAGES
from tests.alerts.inhibition import edges
from tests.alerts.pack import Alert, alerts, unit_tests

NOT_IN_THE_LAB = {
    # Loopback has no router that could answer "host unreachable".
    "port_unreachable",
    # The lab lives at loopback addresses, so that its targets deny none.
    "client_cache_old_certificate_left",
    "dns_sinkhole",
    # What the lab expects of series names each address.
    "dns_many_addresses",
    # They take two name servers of one zone: tests/real/test_zones.py has them.
    "dns_authority_behind",
    "dns_lame_delegation",
    # They take a server that bans after a scan, and two with certificates of their own behind one address.
    "compatibility_scan_cut_off",
    "certificate_varies",
    # It takes a CA that CAA records are known of.
    "dns_caa_forbids_issuer",
    # The lab's resolver is none of the internet.
    "dns_private_address",
}
NOT_IN_PROMTOOL = {
    # Each fires an alert of several findings, which is tested with others of them.
    "port_unreachable",
    "port_reset",
    "server_config_leaf_not_first",
    "server_config_name_not_covered",
    "dns_dangling_alias",
}
CODES = {kind.code for kind in ALL_KINDS}
SERIES = [series["series"] for group in unit_tests() for series in group.get("input_series", ())]
BOUND = {alert.name for edge in edges() for alert in (edge.cause, edge.effect)}


def alerts_on(code: str) -> list[Alert]:
    """Those that a finding fires."""
    return [alert for alert in alerts() if code in alert.codes]


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_finding_has_an_alert_a_cause_or_effect_and_pages(code: str) -> None:
    """It is told, not beside what it follows from, and what to do stands in every language."""
    assert alerts_on(code)
    assert all(alert.name in BOUND for alert in alerts_on(code))
    assert all(f"finding/{code}" in runbook(language) for language in LANGUAGES)


def test_every_finding_is_in_a_promtool_case() -> None:
    """By its own code, or for the reason given by that of another that fires the same alert."""
    tested = {code for code in CODES if any(f'code="{code}"' in series for series in SERIES)}
    assert tested == CODES - NOT_IN_PROMTOOL


def test_the_lab_shows_every_finding_that_loopback_can_show() -> None:
    """A kind of finding comes with a scenario that has it, or with the reason why none can."""
    shown = {code for scenario in all_scenarios() for code in scenario.expectation.findings}
    assert shown == CODES - NOT_IN_THE_LAB
