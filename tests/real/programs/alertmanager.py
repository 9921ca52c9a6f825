"""Alertmanager with the pack's example configuration, in a hurry and with one webhook for all."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.alerts.pack import ALERTMANAGER
from tests.real.programs.http import answers, post
from tests.real.programs.process import free_port, running

HURRY = {"group_wait": "1s", "group_interval": "1s", "repeat_interval": "1h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanager:
    """A running server."""

    url: str

    def post(self, *alerts: Mapping[str, Any]) -> None:
        """Hands alerts in as Prometheus does."""
        post(f"{self.url}/api/v2/alerts", json.dumps(alerts))


@contextmanager
def running_alertmanager(
    alertmanager: Path, folder: Path, webhook_url: str
) -> Iterator[Alertmanager]:
    """The server, from the moment when it takes alerts."""
    configuration = folder / "alertmanager.yml"
    configuration.write_text(yaml.safe_dump(hurried(ALERTMANAGER, webhook_url)))
    listen_address = f"127.0.0.1:{free_port()}"
    url = f"http://{listen_address}"
    command: list[str | Path] = [
        alertmanager,
        f"--config.file={configuration}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={listen_address}",
        "--cluster.listen-address=",
    ]
    log = folder / "alertmanager.log"
    with running(command, log=log, ready=lambda: answers(f"{url}/-/ready")):
        yield Alertmanager(url=url)


def hurried(file: Path, webhook_url: str) -> dict[str, Any]:
    """The configuration with its times cut down and its webhooks replaced, nothing else changed."""
    configuration: dict[str, Any] = yaml.safe_load(file.read_text())
    root = configuration["route"]
    for route in (root, *root["routes"]):
        route.update(HURRY)
    for receiver in configuration["receivers"]:
        for webhook in receiver.get("webhook_configs", ()):
            webhook["url"] = webhook_url
    return configuration
