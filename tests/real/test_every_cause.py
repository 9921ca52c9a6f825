"""Every deployment of the lab breaks, and is repaired: somebody is told the one cause, and then its end.

What a running exporter says of each while it is broken and once it is in order is replayed to the rules, with
all of their times, and told by a real Alertmanager: no part of it has to be in time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from prometheus_client.samples import Sample

from exporter.lab.deployment import FIRST_ADDRESS, SECOND_ADDRESS, Deployment, DnsAnswer, TlsServer
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from tests.alerts.pack import alerts
from tests.alerts.root_causes import ROOT_CAUSES
from tests.real.conftest import Program
from tests.real.programs.alertmanager import Alertmanager
from tests.real.programs.exporter import Exporter, started_exporter
from tests.real.programs.laboratory import Laboratory, running_laboratory
from tests.real.programs.process import poll_until
from tests.real.programs.replay import READ_BY_RULES, Labels, Snapshot, replayed, series
from tests.real.programs.webhook import Notice

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

INSTANCE = "exporter:9843"
REPAIRED_AT, MINUTES = 80, 130
"""By the one the alerts that wait for an hour fire, by the other those that stay have ended."""
HEARD = range(5, MINUTES, 5)
"""Minutes at which Alertmanager is told what fires."""
PACE = {"interval": "10s", "timeout": "10s", "scan_interval": "1m", "scan_pace": "0s"}
"""Long enough for each probe, on a machine that runs the servers besides."""
PATIENCE = 600
"""Seconds until each deployment has been seen as it must be, on a machine that has other things to do."""
Told: TypeAlias = set[tuple[str, str]]
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


DEPLOYED = {
    scenario.name: deployable(scenario)
    for scenario in all_scenarios()
    if scenario.name not in IN_ONE_PROCESS_ONLY
}
HEALTHY = sorted(DEPLOYED.keys() - ROOT_CAUSES.keys())
EXPECTED = {(target, alert) for target, alert in ROOT_CAUSES.items() if SEVERITIES[alert] != "info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What fired, be it information that nobody is told, and what somebody was told."""

    fired: Told
    broken: tuple[Notice, ...]
    repaired: tuple[Notice, ...]
    firing_at_last: Told


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    """The deployments."""
    with running_laboratory(tuple(DEPLOYED.values())) as laboratory:
        yield laboratory


@pytest.fixture(scope="module")
def broken(folder: Path, laboratory: Laboratory) -> Snapshot:
    """What the exporter says of each once it has found all that is wrong there, and nothing beside that."""
    expected = {name: one.expectation.findings for name, one in DEPLOYED.items()}
    with started_exporter(folder, laboratory.configuration(folder, PACE)) as exporter:
        return seen(exporter, lambda target, codes: codes == expected[target])


@pytest.fixture(scope="module")
def repaired(folder: Path, laboratory: Laboratory, broken: Snapshot) -> Snapshot:
    """What one that never saw them otherwise says of each once nothing that is worth telling is wrong there."""
    assert broken
    laboratory.repair()
    told = {code for alert in alerts() if alert.severity != "info" for code in alert.codes}
    with started_exporter(folder, laboratory.configuration(folder, PACE)) as exporter:
        return seen(exporter, lambda _, codes: not codes & told)


def seen(exporter: Exporter, is_there: Callable[[str, frozenset[str]], bool]) -> Snapshot:
    """The series of each target, scraped when it was there; those of the exporter were scraped last."""
    by_target: dict[str, Mapping[str, float]] = {}
    found: dict[str, frozenset[str]] = {}

    def are_all_there() -> bool:
        samples = said_of_targets(exporter)
        for target in DEPLOYED.keys() - by_target.keys():
            found[target] = codes_of(samples.get(target, []))
            if target in samples and is_there(target, found[target]):
                by_target[target] = {series(one): one.value for one in samples[target]}
        by_target[""] = {series(one): one.value for one in samples[""]}
        return by_target.keys() >= DEPLOYED.keys()

    assert poll_until(are_all_there, patience=PATIENCE), {
        target: codes for target, codes in found.items() if target not in by_target
    }
    return {name: value for each in by_target.values() for name, value in each.items()}


def said_of_targets(exporter: Exporter) -> dict[str, list[Sample]]:
    """What rules read of a scrape, by target."""
    by_target: dict[str, list[Sample]] = {}
    for one in exporter.scrape(*map(str, READ_BY_RULES)).samples:
        if one.name in READ_BY_RULES:
            by_target.setdefault(one.labels.get("target", ""), []).append(one)
    return by_target


def codes_of(samples: list[Sample]) -> frozenset[str]:
    """The findings among them."""
    return frozenset(one.labels["code"] for one in samples if one.name == "tls_finding")


@pytest.fixture(scope="module")
def story(
    program: Program,
    folder: Path,
    broken: Snapshot,
    repaired: Snapshot,
    alertmanager: Alertmanager,
) -> Story:
    """All of it, told to Alertmanager as Prometheus would."""
    scraped = [broken] * REPAIRED_AT + [repaired] * (MINUTES - REPAIRED_AT)
    heard = replayed(program("promtool"), folder, scraped, instance=INSTANCE, asked=HEARD)
    notices, told_while_broken = alertmanager.webhook.notices, 0
    before: list[Labels] = []
    for minute, firing in zip(HEARD, heard, strict=True):
        if minute == REPAIRED_AT:
            told_while_broken = len(notices)
        tell(alertmanager, firing, [one for one in before if one not in firing])
        before = firing
    return Story(
        fired={named(one) for firing in heard for one in firing},
        broken=tuple(notices[:told_while_broken]),
        repaired=tuple(notices[told_while_broken:]),
        firing_at_last=set(map(named, heard[-1])),
    )


def tell(alertmanager: Alertmanager, firing: list[Labels], ended: list[Labels]) -> None:
    """Posts both at once, and waits until it is told."""
    over = {"endsAt": datetime.now(tz=UTC).isoformat()}
    alertmanager.post(
        *({"labels": one} for one in firing), *({"labels": one, **over} for one in ended)
    )
    alertmanager.settle()


def named(labels: Labels) -> tuple[str, str]:
    """Its target and its name."""
    return labels.get("target", ""), labels["alertname"]


def about(target: str, notices: tuple[Notice, ...], status: str) -> Told:
    """What was told of a target."""
    return {
        (notice.target, notice.name)
        for notice in notices
        if notice.target == target and notice.status == status
    }


@pytest.mark.parametrize("target", ROOT_CAUSES)
def test_one_cause_is_told(story: Story, target: str) -> None:
    """The alert that names it, and no other; information is told to nobody, but fires."""
    cause = (target, ROOT_CAUSES[target])
    assert about(target, story.broken, "firing") == {cause} & EXPECTED
    assert cause in story.fired


@pytest.mark.parametrize("target", ROOT_CAUSES)
def test_the_repair_is_told(story: Story, target: str) -> None:
    """Of the cause that was told, and nothing new is; the end of what it held back may be, beside its own."""
    cause = {(target, ROOT_CAUSES[target])} & EXPECTED
    assert about(target, story.repaired, "resolved") >= cause
    assert about(target, story.repaired, "firing") <= cause
    assert target not in {
        name for name, alert in story.firing_at_last if SEVERITIES[alert] != "info"
    }


@pytest.mark.parametrize("target", HEALTHY)
def test_health_is_not_told(story: Story, target: str) -> None:
    """Nothing fires for a deployment that is in order."""
    assert target not in {name for name, _ in story.fired}


def test_nothing_is_told_of_the_exporter(story: Story) -> None:
    """It is well, however ill its targets are."""
    assert {alert for target, alert in story.fired if not target} == set()
