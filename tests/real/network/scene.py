"""Five servers, each at the end of a way of its own, and what the exporter publishes of them.

Run, in a network namespace where all this is allowed: python -m tests.real.network.scene NGINX FOLDER
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real.network.namespaces import Namespace
from tests.real.programs.deployment import Deployments
from tests.real.programs.exporter import Exporter, Metrics, started_exporter
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port, poll_until

HERE = Path(__file__).parent
CUT_OFF = "compatibility_scan_cut_off"
PATIENCE = 120.0
"""Seconds until everything has happened that the tests want to see; a fifth is the rule."""
EVERY_VERSION = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What lies between the exporter and one server, and how the target differs from others."""

    name: str
    delay: float = 0.0
    """Seconds in each direction."""
    loss: float = 0.0
    """The share of packets that do not arrive."""
    rules: str = ""
    """The file of the server's firewall."""
    policy: Mapping[str, str] = field(default_factory=dict)


WAYS = (
    Way(name="sound"),
    Way(name="slow", delay=0.15),
    Way(name="lossy", loss=0.2),
    Way(name="resetting", rules="resets.nft"),
    Way(
        name="banning",
        rules="ban.nft",
        policy={"interval": "2s", "timeout": "2s", "scan_pace": "0s", "scan_interval": "1h"},
    ),
)
POLICY = {
    "interval": "5s",
    "timeout": "5s",
    "scan_pace": "1ms",
    "scan_interval": "10s",
    "minimum_protocol": "TLSv1.0",
    "trust": ["lab"],
    "clients": [],
}


@contextmanager
def reachable(
    nginx: Path, deployments: Deployments, near: Namespace, way: Way, number: int
) -> Iterator[dict[str, Any]]:
    """A server at the end of the way, as a target."""
    ours, address = (f"192.0.2.{4 * number + end}" for end in (1, 2))
    host, port, far = f"{way.name}.test", free_port(), Namespace()
    folder = deployments.root_file.parent / way.name
    folder.mkdir()
    deployment = deployments.deploy(host)
    (folder / "chain.pem").write_bytes(deployment.chain_file.read_bytes())
    plugs = near.plug(way.name, ours, address), far.plug("server", address, ours)
    if way.rules:
        far.obey(HERE / way.rules)
    site = Site(
        deployment=deployment,
        address=address,
        port=port,
        protocols=EVERY_VERSION,
        directives="ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    )
    with laid_cable(way, plugs), far.entered(), running_nginx(nginx, folder, [site]):
        yield {
            "name": way.name,
            "host": host,
            "addresses": [address],
            "port": port,
            **way.policy,
        }


@contextmanager
def laid_cable(way: Way, plugs: tuple[int, int]) -> Iterator[None]:
    """What carries packets between the two, until it is taken away."""
    words = (way.delay, way.loss, *plugs)
    command = [sys.executable, "-m", "tests.real.network.cable", *map(str, words)]
    with subprocess.Popen(command, pass_fds=plugs) as process:
        try:
            yield
        finally:
            process.terminate()


class Watcher:
    """Scrapes until all has been seen."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter
        self.scrapes: list[Metrics] = []

    def has_seen_enough(self) -> bool:
        """Whether a scan came to its end at each address, and the ban came and went."""
        self.scrapes.append(last := self._exporter.scrape())
        is_banned = any(scrape.labels("tls_finding", code=CUT_OFF) for scrape in self.scrapes)
        is_heard = last.labels("tls_certificate_info", target="banning")
        scanned = {labels["target"] for labels in last.labels("tls_scan_complete")}
        return bool(is_banned and is_heard) and len(scanned) == len(WAYS)


def main() -> None:
    """Writes every scrape into scrapes.json: name, labels and value of each sample."""
    nginx, folder = map(Path, sys.argv[1:])
    deployments, near = Deployments(folder), Namespace()
    with ExitStack() as stack:
        targets = [
            stack.enter_context(reachable(nginx, deployments, near, way, number))
            for number, way in enumerate(WAYS)
        ]
        configuration = {
            "trust_stores": {"lab": {"file": str(deployments.root_file), "profile": "private"}},
            "defaults": POLICY,
            "targets": targets,
        }
        stack.enter_context(near.entered())
        watcher = Watcher(stack.enter_context(started_exporter(folder, configuration)))
        poll_until(watcher.has_seen_enough, patience=PATIENCE)
    scrapes = [[sample[:3] for sample in scrape.samples] for scrape in watcher.scrapes]
    (folder / "scrapes.json").write_text(json.dumps(scrapes))


if __name__ == "__main__":
    main()
