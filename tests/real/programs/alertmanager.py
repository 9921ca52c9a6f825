"""Alertmanager with the example of the alert pack, in a hurry, and one webhook for all."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from tests.alerts.pack import ALERTMANAGER
from tests.real.programs.http import answers, get, post
from tests.real.programs.process import free_port, poll_until, running
from tests.real.programs.webhook import Webhook
from tests.yaml_files import read_yaml

HURRY = {"group_wait": "1s", "group_interval": "1s", "repeat_interval": "1h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanager:
    """A running server."""

    url: str
    webhook: Webhook

    def post(self, *alerts: Mapping[str, Any]) -> None:
        """Hands alerts in as Prometheus does."""
        post(f"{self.url}/api/v2/alerts", json.dumps(alerts))

    def standing(self) -> set[tuple[str, str]]:
        """Target and alert of all that stands now and is not held back by another."""
        found = json.loads(get(f"{self.url}/api/v2/alerts?active=true&inhibited=false"))
        labels = [one["labels"] for one in found]
        return {(one.get("target", ""), one["alertname"]) for one in labels}

    def settle(self) -> None:
        """Returns when everything posted before has been told, if it is told at all."""
        # A group is told within its interval, which two alerts in a row outlast.
        for _ in range(2):
            last = {"alertname": "Settled", "target": uuid4().hex}
            self.post({"labels": last})
            assert poll_until(partial(self.webhook.was_told_of, last["target"]))


@contextmanager
def running_alertmanager(
    alertmanager: Path, folder: Path, webhook: Webhook
) -> Iterator[Alertmanager]:
    """The server, from the moment when it takes alerts; it tells the webhook."""
    configuration = folder / "alertmanager.yml"
    configuration.write_text(yaml.safe_dump(hurried(webhook.url)))
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
        yield Alertmanager(url=url, webhook=webhook)


def hurried(webhook_url: str) -> dict[str, Any]:
    """The example with its times cut down and its webhooks replaced, nothing else changed."""
    configuration: dict[str, Any] = read_yaml(ALERTMANAGER)
    root = configuration["route"]
    for route in (root, *root["routes"]):
        route.update(HURRY)
    for receiver in configuration["receivers"]:
        for webhook in receiver.get("webhook_configs", ()):
            webhook["url"] = webhook_url
    return configuration
