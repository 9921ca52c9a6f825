"""Many TLS servers on loopback addresses of their own, each with its own certificate, in one nginx."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import certifi

from tests.real.programs.deployment import Deployments
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port

FIRST_ADDRESS = IPv4Address("127.0.16.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The running servers."""

    addresses: tuple[str, ...]
    port: int
    roots: Path
    """Mozilla's roots and the one that the servers' chains lead to."""

    def configuration(self, **defaults: Any) -> dict[str, Any]:
        """A configuration that watches all of them, by address."""
        return {
            "trust_stores": {"roots": {"file": str(self.roots)}},
            "defaults": {"trust": ["roots"], **defaults},
            "targets": [{"host": address, "port": self.port} for address in self.addresses],
        }


@contextmanager
def running_fleet(nginx: Path, folder: Path, size: int) -> Iterator[Fleet]:
    """So many servers, each with a P-256 certificate for its address, and the intermediate."""
    deployments = Deployments(folder)
    roots = folder / "roots.pem"
    roots.write_text(certifi.contents() + deployments.root_file.read_text())
    addresses = tuple(str(FIRST_ADDRESS + number) for number in range(size))
    port = free_port()
    sites = [
        Site(deployment=deployments.deploy(address), address=address, port=port)
        for address in addresses
    ]
    with running_nginx(nginx, folder, sites):
        yield Fleet(addresses=addresses, port=port, roots=roots)
