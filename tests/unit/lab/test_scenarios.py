"""The list of scenarios: complete, coherent and readable, as it is what the lab promises."""

from collections import Counter
from pathlib import Path

import pytest

from exporter.config import data_file
from exporter.guide.ladder import ALL_KINDS
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.expectation import ABSENT
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios, scenarios
from exporter.lab.scenarios import scenario as read_scenario
from exporter.model.target import Policy
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step

SCENARIOS = all_scenarios()

KINDS = {kind.code: kind for kind in ALL_KINDS}
each_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, id=scenario.name) for scenario in SCENARIOS]
)


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
def test_each_is_watched_by_a_target_of_its_name(scenario: Scenario) -> None:
    """Whose other keys are those of a configuration."""
    target = scenario.target(8443, Policy(trust=()))
    assert (target.name, target.host, target.port) == (scenario.name, scenario.host, 8443)


def test_a_slip_in_what_watches_it_is_told_with_its_name() -> None:
    """By the words that an operator reads."""
    slip = read_scenario({"name": "slip", "title": "A slip", "watch": {"origin": ["127.0.0.1"]}})
    with pytest.raises(ValueError, match=r"^slip: unknown key; did you mean `origins`\?$"):
        slip.target(8443, Policy())


@each_scenario
def test_titles_fit_a_line_of_the_table(scenario: Scenario) -> None:
    """A title is a sentence without its full stop, short enough to be read at a glance."""
    assert len(scenario.name) <= 20
    assert 10 <= len(scenario.title) <= 65
    assert not scenario.title.endswith(".")


@each_scenario
def test_findings_are_expected_as_grave_as_the_guide_has_them(scenario: Scenario) -> None:
    """Both are written by hand."""
    for code, severity in scenario.expectation.severities:
        assert KINDS[code].severity is severity


@each_scenario
def test_steps_are_expected_in_one_way(scenario: Scenario) -> None:
    """A step fails by an error of its own, and is not said to be anything else beside that."""
    expected = scenario.expectation
    assert expected.failing == {KINDS[code].step for code in expected.errors}
    assert not expected.partly & (expected.failing | expected.unchecked)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"sever": "closed"}, "sever"),
        ({"server": {"strongst": "TLSv1.2"}}, "strongst"),
        ({"server": "shut"}, "shut"),
        ({"server": {"legacy": {"suites": ["TLS_NO_SUCH_SUITE"]}}}, "TLS_NO_SUCH_SUITE"),
        ({"expect": {"erors": ["port_refused"]}}, "erors"),
        ({"expect": {"baseline": "sond"}}, "sond"),
        ({"expect": {"protocols": ["TLSv1.4"]}}, "TLSv1.4"),
        ({"dns": {"rcode": "NXDOMAN"}}, "NXDOMAN"),
    ],
)
def test_a_slip_of_the_pen_is_named(written: dict[str, object], named: str) -> None:
    """A key or a word that nobody knows is an error that tells the file and the scenario."""
    slip = {"name": "slip", "title": "A slip of the pen", **written}
    with pytest.raises(ValueError, match=rf"(?s)^dns\.yml, slip: .*{named}"):
        tuple(scenarios("dns", [slip]))


def test_a_key_that_appears_twice_is_told_with_file_and_line(tmp_path: Path) -> None:
    """Neither of the two wins silently."""
    file = tmp_path / "dns.yml"
    file.write_text("- name: twice\n  title: All is well\n  name: again\n")
    with pytest.raises(ValueError, match=r"dns\.yml:3: \[0\]\.name: appears again"):
        data_file.written(file)


def test_little_need_be_written() -> None:
    """A sound server where the name leads, of which nothing but good is expected."""
    brief = read_scenario({"name": "brief", "title": "All is well"})
    assert brief.deployment.servers == {"127.0.0.1": TlsServer()}
    assert brief.expectation.standing is Standing.HEALTHY
    assert brief.host == "brief.test"


@each_scenario
def test_host_side_steps_are_expected_to_pass_only_with_files(scenario: Scenario) -> None:
    """A step without evidence is not passed."""
    hidden = {Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS}
    assert scenario.deployment.files or not scenario.expectation.passed & hidden


@each_scenario
def test_every_scenario_asserts_metrics_of_each_passed_step(scenario: Scenario) -> None:
    """A passed step is not taken at its word: a fact of that step is expected as well."""
    family_of = {
        Step.PORT: "tls_port_open",
        Step.CERTIFICATE: "tls_certificate_expiry_days",
        Step.DNS: "tls_dns_lookup_success",
        Step.CLIENT_CACHE: "tls_certificate_info",
        Step.CHAIN: "tls_chain_length",
        Step.COMPATIBILITY: "tls_protocol_enabled",
        Step.SERVER_CONFIG: "tls_served_certificate_matches_file",
        Step.PRIVATE_KEY: "tls_private_key_matches_certificate",
        Step.PERMISSIONS: "tls_file_readable",
    }
    known = {one.family for one in scenario.expectation.all_metrics() if one.value is not ABSENT}
    passed = {step for step, status in scenario.expectation.ladder if status is Status.PASSED}
    assert {family_of[step] for step in passed} <= known
