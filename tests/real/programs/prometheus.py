"""A Prometheus server that scrapes one exporter, with the alert pack or without, and its API."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml
from promql_parser import parse_duration

from tests.alerts.pack import RULES
from tests.real.programs.http import answers, get
from tests.real.programs.process import free_port, poll_until, running
from tests.yaml_files import read_yaml

CONFIGURATION = """\
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: tls
    static_configs: [{{targets: ["{target}"]}}]
"""
COMPOSED = Path(__file__).parents[3] / "deploy" / "prometheus.yml"
TIME_IN_EXPRESSION = re.compile(r"(\[|offset )(\d+[smhd])")
"""A range, or how far back one lies."""
SYNCHRONIZED = re.compile(r"^prometheus_target_sync_length_seconds_count\{.*\} [1-9]", re.MULTILINE)
"""What it says of a job once its targets are known."""
TIMES = {"scrape_interval": "2s", "scrape_timeout": "2s", "evaluation_interval": "1s"}
"""In haste; a busy machine needs more than a second for a scrape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One answer of an instant query; `at` is when Prometheus scraped it."""

    labels: dict[str, str]
    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running server and what it wrote."""

    url: str
    log: Path

    def samples(self, metric: str) -> list[Sample]:
        """The newest sample of every series of `metric`, as it was scraped."""
        # A range selector keeps the time of the scrape; an instant one answers with "now".
        series = self._get("query", query=f"{metric}[5m]")["result"]
        return [
            Sample(labels=one["metric"], at=one["values"][-1][0], value=float(one["values"][-1][1]))
            for one in series
        ]

    def scrape_targets(self) -> list[dict[str, Any]]:
        """What it scrapes, with health and last error."""
        return list(self._get("targets", state="active")["activeTargets"])

    def relabelled_targets(self, jobs: int) -> list[dict[str, Any]]:
        """What it would scrape, once the targets of so many jobs have been relabelled."""

        def are_known() -> bool:
            return len(SYNCHRONIZED.findall(get(f"{self.url}/metrics").decode())) == jobs

        assert poll_until(are_known), self.log.read_text()
        return self.scrape_targets()

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = json.loads(get(f"{self.url}/api/v1/{path}?{urlencode(parameters)}"))
        assert "warnings" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


@contextmanager
def running_prometheus(prometheus: Path, folder: Path, exporter_url: str) -> Iterator[Prometheus]:
    """Prometheus that scrapes the exporter at `exporter_url` every second."""
    configuration = CONFIGURATION.format(target=urlsplit(exporter_url).netloc)
    with configured_prometheus(prometheus, folder, configuration) as server:
        yield server


@contextmanager
def alerting_prometheus(
    prometheus: Path, folder: Path, *, exporter_url: str, alertmanager_url: str, haste: float
) -> Iterator[Prometheus]:
    """Prometheus as compose.yaml has it, with all times of the alert pack divided by `haste`."""
    rules = folder / "hurried.rules.yml"
    rules.write_text(yaml.safe_dump(hurried_rules(haste)))
    configuration = read_yaml(COMPOSED)
    configuration["global"] |= TIMES
    configuration["global"]["external_labels"]["tls_exporter_url"] = exporter_url
    configuration["rule_files"] = [str(rules)]
    (alerting,) = configuration["alerting"]["alertmanagers"]
    (scraping,) = configuration["scrape_configs"]
    for clients, url in ((alerting, alertmanager_url), (scraping, exporter_url)):
        clients["static_configs"] = [{"targets": [urlsplit(url).netloc]}]
    with configured_prometheus(prometheus, folder, yaml.safe_dump(configuration)) as server:
        yield server


def hurried_rules(haste: float) -> dict[str, Any]:
    """The rules, with every time for which an alert waits or looks back divided by `haste`."""
    groups: dict[str, Any] = read_yaml(RULES)
    for group in groups["groups"]:
        for rule in group["rules"]:
            for wait in {"for", "keep_firing_for"} & rule.keys():
                rule[wait] = hurried(rule[wait], haste)
            rule["expr"] = TIME_IN_EXPRESSION.sub(
                lambda found: f"{found[1]}{hurried(found[2], haste)}", rule["expr"]
            )
    return groups


def hurried(time: str, haste: float) -> str:
    """A time divided by `haste`, but two scrapes at least."""
    seconds = parse_duration(time).total_seconds() / haste
    return f"{max(seconds, 5.0 if haste > 1 else 0.0) * 1000:.0f}ms"


@contextmanager
def configured_prometheus(
    prometheus: Path, folder: Path, configuration: str
) -> Iterator[Prometheus]:
    """Prometheus with this configuration, ready to answer."""
    file = folder / "prometheus.yml"
    file.write_text(configuration)
    listen_address = f"127.0.0.1:{free_port()}"
    server = Prometheus(url=f"http://{listen_address}", log=folder / "prometheus.log")
    command: list[str | Path] = [
        prometheus,
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={listen_address}",
    ]
    with running(command, log=server.log, ready=lambda: answers(f"{server.url}/-/ready")):
        yield server
