"""A deployment breaks, somebody is told the one cause, and then its repair: with real programs.

The lab's deployments, the exporter, Prometheus with the alert pack, Alertmanager with the
example's inhibition rules, a webhook. Times are cut down; nothing else is changed.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from exporter.lab.deployment import FIRST_ADDRESS, SECOND_ADDRESS, Deployment, DnsAnswer, TlsServer
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from tests.alerts.pack import alerts
from tests.alerts.root_causes import ROOT_CAUSES
from tests.real.conftest import Program
from tests.real.programs.alertmanager import Alertmanager
from tests.real.programs.exporter import Exporter, running_exporter
from tests.real.programs.http import get
from tests.real.programs.laboratory import Laboratory, running_laboratory
from tests.real.programs.process import poll_until
from tests.real.programs.prometheus import Prometheus, alerting_prometheus
from tests.real.programs.webhook import Notice, Webhook

SCENARIOS = all_scenarios()

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

HASTE = 120
"""An hour passes in half a minute."""
PATIENCE = 400
"""Seconds, for alerts that take an hour; on a busy machine some come to an end and begin anew."""
Told = set[tuple[str, str]]
"""Targets, each with the name of an alert."""

SEVERITIES = {alert.name: alert.severity for alert in alerts()}
# Between two processes a reset comes only after the connection is made, as in `reset`.
# A scan that meets silence takes longer than the time-out of this test.
IN_ONE_PROCESS_ONLY = {"port-cut", "large-hello-dropped"}
# A record that is wrong, and can be put right, without leaving this machine.
ANOTHER_ADDRESS = Deployment(
    servers={SECOND_ADDRESS: TlsServer()},
    answer=DnsAnswer(addresses=(SECOND_ADDRESS,)),
)


def deployable(scenario: Scenario) -> Scenario:
    """The scenario as it can be repaired while another process watches."""
    if scenario.name not in {"wrong-address", "wrong-record"}:
        return scenario
    watch = {**scenario.watch, "expected_ips": [FIRST_ADDRESS]}
    return replace(scenario, watch=watch, deployment=ANOTHER_ADDRESS)


DEPLOYED = tuple(
    deployable(scenario) for scenario in SCENARIOS if scenario.name not in IN_ONE_PROCESS_ONLY
)
NAMES = {scenario.name for scenario in DEPLOYED}
HEALTHY = sorted(NAMES - ROOT_CAUSES.keys())
CAUSES = {*ROOT_CAUSES.items()}
ABOUT_THE_EXPORTER: Told = {
    ("", "TLSExporterConfigReloadFailed"),
    ("", "TLSExporterTargetFilesBroken"),
}
EXPECTED = {
    (target, alert) for target, alert in ROOT_CAUSES.items() if SEVERITIES[alert] != "info"
} | ABOUT_THE_EXPORTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was told while all was broken, and what after the repair."""

    broken: tuple[Notice, ...]
    alone: Told
    """The causes that fired at a moment when Alertmanager told of their target nothing else.

    An hour passes in half a minute: before a cause is heard of, what it holds back may have been told.
    """
    fired: Told
    """In Prometheus, while all was broken; told or not."""
    pages: Mapping[str, bytes]
    """What the links to the guide led to."""
    repaired: tuple[Notice, ...]
    remaining: Told
    """What stood when the end of everything had been told."""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    """The deployments."""
    with running_laboratory(DEPLOYED) as laboratory:
        yield laboratory


@pytest.fixture(scope="module")
def configuration(laboratory: Laboratory, folder: Path) -> dict[str, Any]:
    """A configuration that is in order, but for the file of targets that it names."""
    file = folder / "targets.yml"
    file.write_text("[")
    discovery = {"file_sd": [{"files": [str(file)], "refresh_interval": "1s"}]}
    return laboratory.configuration(folder) | {"discovery": discovery}


@pytest.fixture(scope="module")
def exporter(folder: Path, configuration: dict[str, Any]) -> Iterator[Exporter]:
    """The exporter, after it has refused a new configuration."""
    with running_exporter(folder, configuration) as exporter:
        exporter.reconfigure({"targets": "none"})
        yield exporter


@pytest.fixture(scope="module")
def prometheus(
    program: Program, folder: Path, exporter: Exporter, alertmanager: Alertmanager
) -> Iterator[Prometheus]:
    """Prometheus with the alert pack."""
    with alerting_prometheus(
        program("prometheus"),
        folder,
        exporter_url=exporter.url,
        alertmanager_url=alertmanager.url,
        haste=HASTE,
    ) as prometheus:
        yield prometheus


@pytest.fixture(scope="module")
def story(
    laboratory: Laboratory,
    configuration: dict[str, Any],
    exporter: Exporter,
    prometheus: Prometheus,
    alertmanager: Alertmanager,
) -> Story:
    """Everything is broken until all of it is told, then repaired until that is told."""
    webhook = alertmanager.webhook
    await_told(webhook, "firing")
    fired, alone = watched(prometheus, alertmanager)
    alertmanager.settle()
    broken = tuple(webhook.notices)
    links = {notice.annotations.get("runbook_url", "") for notice in broken} - {""}
    laboratory.repair()
    exporter.reconfigure(configuration)
    Path(configuration["discovery"]["file_sd"][0]["files"][0]).write_text("[]")
    await_told(webhook, "resolved")
    poll_until(lambda: not standing(alertmanager), patience=PATIENCE)
    alertmanager.settle()
    return Story(
        broken=broken,
        alone=alone,
        fired=fired,
        pages={link: get(link) for link in links},
        repaired=tuple(webhook.notices[len(broken) :]),
        remaining=standing(alertmanager),
    )


def watched(prometheus: Prometheus, alertmanager: Alertmanager) -> tuple[Told, Told]:
    """What fired, and each cause that did so alone, until all of them have; or patience ends.

    On a busy machine one of so many has just ended whenever one looks: each needs a moment, not the same one.
    """
    fired: Told = set()
    alone: Told = set()

    def is_complete() -> bool:
        now = firing(prometheus)
        stands = standing(alertmanager)
        fired.update(now)
        alone.update(
            cause
            for cause in now & CAUSES
            if {told for told in stands if told[0] == cause[0]} == {cause} & EXPECTED
        )
        return alone >= CAUSES

    poll_until(is_complete, patience=PATIENCE)
    return fired, alone


def standing(alertmanager: Alertmanager) -> Told:
    """What is about a target now, is worth telling, and is not held back by another."""
    return {
        (target, alert)
        for target, alert in alertmanager.standing()
        if target in NAMES and SEVERITIES[alert] != "info"
    }


def firing(prometheus: Prometheus) -> Told:
    """The alerts that fire now."""
    return {
        (sample.labels.get("target", ""), sample.labels["alertname"])
        for sample in prometheus.samples('ALERTS{alertstate="firing"}')
    }


def await_told(webhook: Webhook, status: str) -> None:
    """Returns as soon as everything expected was told."""
    poll_until(lambda: webhook.said(status) >= EXPECTED, patience=PATIENCE)
    assert EXPECTED - webhook.said(status) == set()


def about(target: str, notices: tuple[Notice, ...], *statuses: str) -> Told:
    """What was told of a target; of any status, or of these."""
    return {
        (notice.target, notice.name)
        for notice in notices
        if notice.target == target and (notice.status in statuses or not statuses)
    }


@pytest.mark.parametrize("target", ROOT_CAUSES)
def test_one_cause_is_told(story: Story, target: str) -> None:
    """The alert that names it, and no other stands; information is told to nobody, but fires."""
    cause = (target, ROOT_CAUSES[target])
    assert about(target, story.broken) >= {cause} & EXPECTED
    assert cause in story.alone, about(target, story.broken)


@pytest.mark.parametrize("target", ROOT_CAUSES)
def test_the_repair_is_told(story: Story, target: str) -> None:
    """Of the cause that was told; nothing new breaks and stays.

    What a cause inhibits may outlive it by the second in which Prometheus comes to its rules.
    """
    cause = {(target, ROOT_CAUSES[target])} & EXPECTED
    over = about(target, story.repaired, "resolved")
    assert cause <= over | about(target, story.broken, "resolved")
    assert about(target, story.repaired, "firing") - over <= cause
    assert target not in {name for name, _ in story.remaining}


@pytest.mark.parametrize("target", HEALTHY)
def test_health_is_not_told(story: Story, target: str) -> None:
    """Nothing fires for a deployment that is in order."""
    assert target not in {firing for firing, _ in story.fired}
    assert about(target, story.broken + story.repaired) == set()


def test_the_exporters_own_faults_are_told(story: Story) -> None:
    """A refused configuration and a broken file of targets, and nothing else."""
    # Prometheus takes five seconds before it first scrapes anything: ten minutes of the pack. A
    # scrape has a second, which is not enough on a machine that is busy with other things.
    of_haste = {("", "TLSExporterAbsent"), ("", "TLSExporterDown")}
    assert about("", story.broken) - of_haste == ABOUT_THE_EXPORTER
    assert about("", story.repaired, "resolved") >= ABOUT_THE_EXPORTER


def test_every_link_leads_to_its_page(story: Story) -> None:
    """The exporter that found the fault serves the page, with the title of the finding."""
    assert story.pages
    for page in story.pages.values():
        assert b"<h1" in page


def test_links_leave_no_labels(story: Story) -> None:
    """The external labels that make links absolute are in no alert."""
    for notice in story.broken:
        assert not notice.labels.keys() & {"tls_exporter_url", "grafana_url"}


def test_an_exporter_that_ends_is_told_and_repairs_nothing(
    story: Story, exporter: Exporter, alertmanager: Alertmanager, webhook: Webhook
) -> None:
    """Its end is the one thing that is known."""
    told_before = len(webhook.notices)
    assert story.repaired
    os.kill(exporter.pid, signal.SIGTERM)
    down = ("", "TLSExporterDown")
    assert poll_until(lambda: down in alertmanager.standing(), patience=PATIENCE)
    alertmanager.settle()
    told = webhook.notices[told_before:]
    assert {notice.name for notice in told} - {"Settled"} <= {"TLSExporterDown"}
