"""A Prometheus server that scrapes one exporter, and its HTTP API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.real.programs.http import answers, get
from tests.real.programs.process import free_port, running

CONFIGURATION = """\
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: tls
    static_configs: [{{targets: ["{target}"]}}]
"""


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

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = json.loads(get(f"{self.url}/api/v1/{path}?{urlencode(parameters)}"))
        assert "warnings" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


@contextmanager
def running_prometheus(prometheus: Path, folder: Path, exporter_url: str) -> Iterator[Prometheus]:
    """Prometheus that scrapes the exporter at `exporter_url` every second."""
    configuration = folder / "prometheus.yml"
    configuration.write_text(CONFIGURATION.format(target=exporter_url.removeprefix("http://")))
    listen_address = f"127.0.0.1:{free_port()}"
    server = Prometheus(url=f"http://{listen_address}", log=folder / "prometheus.log")
    command: list[str | Path] = [
        prometheus,
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={listen_address}",
    ]
    with running(command, log=server.log, ready=lambda: answers(f"{server.url}/-/ready")):
        yield server
