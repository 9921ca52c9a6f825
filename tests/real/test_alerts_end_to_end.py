"""A deployment breaks, somebody is told the one cause, and then its repair: with real programs.

Two of the lab's deployments, the exporter, Prometheus with the alert pack, Alertmanager with the example's inhibition
rules, a webhook. Times are cut down; nothing else is changed. `test_every_cause.py` has all deployments.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exporter.lab.scenarios import all_scenarios
from tests.real.conftest import Program
from tests.real.programs.alertmanager import Alertmanager
from tests.real.programs.exporter import Exporter, running_exporter
from tests.real.programs.http import get
from tests.real.programs.laboratory import Laboratory, running_laboratory
from tests.real.programs.process import poll_until
from tests.real.programs.prometheus import Prometheus, alerting_prometheus
from tests.real.programs.webhook import Notice, Webhook

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

HASTE = 120
"""An hour passes in half a minute."""
PATIENCE = 400
"""Seconds, on a machine that is busy with other things."""
Told = set[tuple[str, str]]
"""Targets, each with the name of an alert."""

DEPLOYED = tuple(one for one in all_scenarios() if one.name in {"healthy", "expired"})
CAUSE = ("expired", "TLSCertificateExpired")
ABOUT_THE_EXPORTER: Told = {
    ("", "TLSExporterConfigReloadFailed"),
    ("", "TLSExporterTargetFilesBroken"),
}
EXPECTED = {CAUSE} | ABOUT_THE_EXPORTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was told while all was broken, and what after the repair."""

    broken: tuple[Notice, ...]
    pages: Mapping[str, bytes]
    """What the links to the guide led to."""
    repaired: tuple[Notice, ...]


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
    del prometheus  # it tells Alertmanager
    webhook = alertmanager.webhook
    await_told(webhook, "firing")
    alertmanager.settle()
    broken = tuple(webhook.notices)
    links = {notice.annotations.get("runbook_url", "") for notice in broken} - {""}
    laboratory.repair()
    exporter.reconfigure(configuration)
    Path(configuration["discovery"]["file_sd"][0]["files"][0]).write_text("[]")
    await_told(webhook, "resolved")
    alertmanager.settle()
    return Story(
        broken=broken,
        pages={link: get(link) for link in links},
        repaired=tuple(webhook.notices[len(broken) :]),
    )


def await_told(webhook: Webhook, status: str) -> None:
    """Returns as soon as everything expected was told."""
    poll_until(lambda: webhook.said(status) >= EXPECTED, patience=PATIENCE)
    assert EXPECTED - webhook.said(status) == set()


def about(target: str, notices: tuple[Notice, ...], *statuses: str) -> Told:
    """What was told of a target, of these statuses."""
    return {
        (notice.target, notice.name)
        for notice in notices
        if notice.target == target and notice.status in statuses
    }


def test_one_cause_is_told(story: Story) -> None:
    """The alert that names it, and no other."""
    assert about("expired", story.broken, "firing") == {CAUSE}


def test_the_repair_is_told(story: Story) -> None:
    """Of the cause, and nothing new breaks."""
    assert about("expired", story.repaired, "resolved") == {CAUSE}
    assert about("expired", story.repaired, "firing") <= {CAUSE}


def test_health_is_not_told(story: Story) -> None:
    """Nothing is, of a deployment that is in order."""
    assert about("healthy", story.broken + story.repaired, "firing", "resolved") == set()


def test_the_exporters_own_faults_are_told(story: Story) -> None:
    """A refused configuration and a broken file of targets, and nothing else."""
    # Prometheus takes five seconds before it first scrapes anything: ten minutes of the pack. A
    # scrape has a second, which is not enough on a machine that is busy with other things.
    of_haste = {("", "TLSExporterAbsent"), ("", "TLSExporterDown")}
    assert about("", story.broken, "firing", "resolved") - of_haste == ABOUT_THE_EXPORTER
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
