"""compose.yaml and what it mounts fit together, as far as it shows without a container engine."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from promql_parser import parse

from exporter.config.load import load_settings
from exporter.pack.expression import exporters_known
from tests.alerts.expression import selectors
from tests.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = read_yaml(ROOT / "compose.yaml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROMETHEUS: dict[str, Any] = read_yaml(ROOT / "deploy" / "prometheus.yml")
PINNED = re.compile(r"[\w/-]+:v?\d+\.\d+\.\d+")
PORTS = {"tls-exporter": 9843, "prometheus": 9090, "alertmanager": 9093, "grafana": 3000}
each_service = pytest.mark.parametrize("service", SERVICES)


def mounts(service: str) -> dict[str, str]:
    """Where each file or folder of ours, or volume, is in the service's container."""
    parts = (volume.split(":") for volume in SERVICES[service]["volumes"])
    return {inside: outside for outside, inside, *_ in parts}


@each_service
def test_an_image_is_built_here_or_pinned(service: str) -> None:
    """The same files give the same programs."""
    built = "build" in SERVICES[service]
    assert built or PINNED.fullmatch(SERVICES[service]["image"])


@each_service
def test_whatever_is_mounted_is_there(service: str) -> None:
    """A path that is missing would be made as an empty folder."""
    for outside in mounts(service).values():
        assert outside in COMPOSE["volumes"] or (ROOT / outside).exists()


@each_service
def test_a_service_is_reached_from_this_machine_only(service: str) -> None:
    """None of them asks for a password."""
    port = PORTS[service]
    assert SERVICES[service]["ports"] == [f"127.0.0.1:{port}:{port}"]


@each_service
def test_a_service_says_how_it_is(service: str) -> None:
    """By a check of its own, or by that of the image that is built here."""
    check = SERVICES[service].get("healthcheck")
    if check:
        assert urlsplit(check["test"][-1]).netloc == f"localhost:{PORTS[service]}"
    else:
        assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_the_exporter_may_do_nothing_but_ask() -> None:
    """Its root file system is read-only, and it has no privilege."""
    exporter = SERVICES["tls-exporter"]
    assert exporter["read_only"] is True
    assert exporter["cap_drop"] == ["ALL"]
    assert exporter["security_opt"] == ["no-new-privileges:true"]
    assert all(volume.endswith(":ro") for volume in exporter["volumes"])


def test_the_exporters_configuration_is_valid() -> None:
    """It watches something."""
    assert load_settings(ROOT / "deploy" / "tls-exporter.yml").targets


def test_prometheus_reads_the_alert_pack() -> None:
    """The rules are mounted where its configuration looks for them."""
    (rules,) = PROMETHEUS["rule_files"]
    assert mounts("prometheus")[rules] == "./alerts/tls.rules.yml"


def test_prometheus_finds_the_others() -> None:
    """By the names of the services, at the ports on which they listen."""
    (scraping,) = PROMETHEUS["scrape_configs"]
    (alerting,) = PROMETHEUS["alerting"]["alertmanagers"]
    for clients, service in ((scraping, "tls-exporter"), (alerting, "alertmanager")):
        (static,) = clients["static_configs"]
        assert static["targets"] == [f"{service}:{PORTS[service]}"]


def test_the_job_is_one_that_the_alerts_watch() -> None:
    """TLSExporterDown and TLSExporterAbsent know the exporter by the name of its job."""
    (scraping,) = PROMETHEUS["scrape_configs"]
    patterns = {
        matcher.value
        for selector in selectors(parse(exporters_known("")))
        for matcher in selector.matchers.matchers
        if matcher.name == "job"
    }
    assert patterns
    assert all(re.fullmatch(pattern, scraping["job_name"]) for pattern in patterns)


def test_the_labels_that_make_links_absolute_are_in_no_alert() -> None:
    """They are dropped where alerts leave Prometheus."""
    (relabelling,) = PROMETHEUS["alerting"]["alert_relabel_configs"]
    assert relabelling["action"] == "labeldrop"
    assert relabelling["regex"].split("|") == [*PROMETHEUS["global"]["external_labels"]]


def test_grafana_finds_prometheus_and_the_dashboards() -> None:
    """Its provisioning names what compose.yaml mounts and starts."""
    provisioning = ROOT / mounts("grafana")["/etc/grafana/provisioning"]
    (source,) = read_yaml(provisioning / "datasources/prometheus.yml")["datasources"]
    (provider,) = read_yaml(provisioning / "dashboards/tls.yml")["providers"]
    assert source["url"] == f"http://prometheus:{PORTS['prometheus']}"
    assert mounts("grafana")[provider["options"]["path"]] == "./exporter/pack/dashboards"
