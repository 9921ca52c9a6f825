"""The list of scenarios: complete, coherent and readable, as it is what the lab promises."""

from collections import Counter

import pytest

from exporter.guide.ladder import ALL_KINDS
from exporter.lab.deployment import FIRST_ADDRESS
from exporter.lab.expectation import ABSENT
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import SCENARIOS
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step

CANNOT_BE_SHOWN = {
    # Loopback has no router that could answer "host unreachable".
    "port_unreachable"
}
KINDS = {kind.code: kind for kind in ALL_KINDS}
each_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, id=scenario.name) for scenario in SCENARIOS]
)


def test_the_lab_shows_every_finding_that_loopback_can_show() -> None:
    """A kind of finding comes with a scenario that has it, or with the reason why none can."""
    shown = {code for scenario in SCENARIOS for code in scenario.expectation.findings}
    assert shown == KINDS.keys() - CANNOT_BE_SHOWN


def test_the_lab_shows_healthy_deployments_too() -> None:
    """What is in order must stay silent, and there are several ways to be in order."""
    healthy = [scenario for scenario in SCENARIOS if not scenario.expectation.findings]
    assert len(healthy) >= 5


def test_names_are_unique() -> None:
    """A scenario is found again by the name of its target."""
    repeated = [name for name, count in Counter(s.name for s in SCENARIOS).items() if count > 1]
    assert repeated == []


def test_hosts_are_unique() -> None:
    """No scenario can answer for another, or be answered for in DNS."""
    hosts = [scenario.host for scenario in SCENARIOS]
    assert len(set(hosts)) == len(hosts)


@each_scenario
def test_hosts_stay_on_the_machine(scenario: Scenario) -> None:
    """Names end in `.test` (RFC 6761, section 6.2), which no public resolver knows."""
    assert scenario.host.endswith(".test") or scenario.host == FIRST_ADDRESS


@each_scenario
def test_titles_fit_a_line_of_the_table(scenario: Scenario) -> None:
    """A title is a sentence without its full stop, short enough to be read at a glance."""
    assert len(scenario.name) <= 20
    assert 10 <= len(scenario.title) <= 65
    assert not scenario.title.endswith(".")


@each_scenario
def test_steps_fail_exactly_where_an_error_is_expected(scenario: Scenario) -> None:
    """Findings and ladder, both written by hand, say the same."""
    expected = scenario.expectation
    errors = {
        KINDS[code].step for code in expected.findings if KINDS[code].severity is Severity.ERROR
    }
    assert expected.failing == errors
    assert not expected.failing & expected.passed
    assert not expected.partly & (expected.passed | expected.failing)


@each_scenario
def test_a_scenario_stands_by_the_gravest_that_is_expected(scenario: Scenario) -> None:
    """Failing by an error; otherwise by what is not known, then by a warning."""
    expected = scenario.expectation
    severities = {KINDS[code].severity for code in expected.findings}
    if Severity.ERROR in severities:
        assert expected.standing is Standing.FAILING
    elif expected.partly or Step.CERTIFICATE not in expected.passed:
        assert expected.standing in {Standing.PARTLY_UNKNOWN, Standing.UNKNOWN}
    else:
        warned = Severity.WARNING in severities
        assert expected.standing is (Standing.WARNING if warned else Standing.HEALTHY)


@each_scenario
def test_host_side_steps_are_never_expected_to_pass(scenario: Scenario) -> None:
    """The lab shows the exporter no files, and a step without evidence is not passed."""
    hidden = {Step.SERVER_CONFIG, Step.CLIENT_CACHE, Step.PRIVATE_KEY, Step.PERMISSIONS}
    assert not scenario.expectation.passed & hidden


@each_scenario
def test_every_scenario_asserts_metrics_of_each_passed_step(scenario: Scenario) -> None:
    """A passed step is not taken at its word: a fact of that step is expected as well."""
    family_of = {
        Step.PORT: "tls_port_open",
        Step.CERTIFICATE: "tls_certificate_expiry_days",
        Step.DNS: "tls_dns_lookup_success",
        Step.CHAIN: "tls_chain_length",
        Step.COMPATIBILITY: "tls_protocol_enabled",
    }
    known = {
        expected.family for expected in scenario.expectation.metrics if expected.value is not ABSENT
    }
    passed = {step for step, status in scenario.expectation.ladder if status is Status.PASSED}
    assert {family_of[step] for step in passed} <= known
