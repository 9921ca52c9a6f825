"""`tls-exporter serve` as a process of its own, asked only through what it publishes."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.real.programs.http import answers, get
from tests.real.programs.process import PATIENCE, ProgramError, free_port, poll_until, running

Configuration = Mapping[str, Any]
PROBED = "tls_probe_timestamp_seconds"


@dataclass(frozen=True, slots=True)
class Metrics:
    """One scrape."""

    samples: tuple[Sample, ...]

    def labels(self, metric: str, **selected: str) -> list[dict[str, str]]:
        """The labels of every series of `metric` that has the selected ones."""
        return [sample.labels for sample in self._selected(metric, selected)]

    def value(self, metric: str, **selected: str) -> float:
        """The value of the one series of `metric` with the selected labels."""
        found = self._selected(metric, selected)
        assert len(found) == 1, f"{len(found)} series of {metric} {selected}"
        return float(found[0].value)

    def _selected(self, metric: str, selected: Mapping[str, str]) -> list[Sample]:
        return [
            sample
            for sample in self.samples
            if sample.name == metric and selected.items() <= sample.labels.items()
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A running exporter."""

    url: str
    pid: int
    config_file: Path

    def get(self, path: str, **headers: str) -> bytes:
        """The body of one answer."""
        return get(f"{self.url}{path}", headers)

    def scrape(self, *names: str) -> Metrics:
        """The metrics in the text format; all, or the families with these names."""
        query = urlencode([("name[]", name) for name in names])
        families = text_string_to_metric_families(self.get(f"/metrics?{query}").decode())
        return Metrics(tuple(sample for family in families for sample in family.samples))

    def reconfigure(self, configuration: Configuration) -> None:
        """Writes another configuration, and has it read."""
        write_configuration(self.config_file, configuration)
        os.kill(self.pid, signal.SIGHUP)

    def await_reports(self, count: int, *, patience: float = PATIENCE) -> None:
        """Returns as soon as `count` targets have been reported on."""
        if not poll_until(lambda: self._reports() == count, patience=patience):
            raise ProgramError(f"{self._reports()} of {count} targets were reported on")

    def _reports(self) -> int:
        return len(self.scrape(PROBED).labels(PROBED))


@contextmanager
def started_exporter(folder: Path, configuration: Configuration) -> Iterator[Exporter]:
    """The exporter, from the moment when it serves."""
    config_file = folder / "tls-exporter.yml"
    write_configuration(config_file, configuration)
    listen_address = f"127.0.0.1:{free_port()}"
    url = f"http://{listen_address}"
    command = [
        sys.executable,
        "-m",
        "exporter",
        "serve",
        f"--config.file={config_file}",
        f"--web.listen-address={listen_address}",
    ]
    log = folder / "exporter.log"
    with running(command, log=log, ready=lambda: answers(f"{url}/-/healthy")) as process:
        yield Exporter(url=url, pid=process.pid, config_file=config_file)


@contextmanager
def running_exporter(folder: Path, configuration: Configuration) -> Iterator[Exporter]:
    """The exporter, from the moment when it has reported on every configured target."""
    with started_exporter(folder, configuration) as exporter:
        exporter.await_reports(len(configuration["targets"]))
        yield exporter


def write_configuration(path: Path, configuration: Configuration) -> None:
    """Writes the file that `--config.file` names; all is on loopback here, and scanned at one go."""
    defaults = {"scan_pace": "0s", **configuration.get("defaults", {})}
    whole = {"deny_addresses": [], **configuration, "defaults": defaults}
    path.write_text(yaml.safe_dump(whole))
