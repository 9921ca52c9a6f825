"""Certificates that a real ACME client had of a real ACME server, and what the CA would have renewed when."""

import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment
from tests.real.programs.exporter import Metrics, running_exporter
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.pebble import running_pebble
from tests.real.programs.process import free_ports, listens, running

pytestmark = pytest.mark.real

HOST = "www.example.com"
WINDOWS = {
    "not-renewed": ("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
    "renewed": ("2099-01-01T00:00:00Z", "2099-01-03T00:00:00Z"),
}
"""When the CA would have each renewed; it revokes the first, and has told so."""
EDGES = {
    "not-renewed": (1767225600, 1767398400),
    "renewed": (4070908800, 4071081600),
}


@pytest.fixture(scope="module")
def metrics(program: Program, folder: Path) -> Iterator[Metrics]:
    """One scrape of the exporter, which has seen nginx with both certificates."""
    port, *ports = free_ports(3)
    answers = folder / "answers"
    base = f"http://127.0.0.1:{port}"
    web: list[str | Path] = [
        sys.executable,
        "-m",
        "http.server",
        "-b",
        "127.0.0.1",
        "-d",
        answers,
        str(port),
    ]
    with running_pebble(program, folder) as pebble:
        deployments = {name: pebble.issue(HOST, name) for name in WINDOWS}
    tell(program("openssl"), deployments, answers, base)
    sites = {
        name: Site(deployment=one, port=own)
        for (name, one), own in zip(deployments.items(), ports, strict=True)
    }
    with (
        running(web, log=folder / "web.log", ready=listens(("127.0.0.1", port))),
        running_nginx(program("nginx"), folder, list(sites.values())),
        running_exporter(folder, configuration(sites, pebble.root_file, base)) as exporter,
    ):
        yield exporter.scrape()


def tell(openssl: Path, deployments: Mapping[str, Deployment], answers: Path, base: str) -> None:
    """The files by which a server tells of both, as Pebble does from version 2.5 on."""
    (answers / "renewal").mkdir(parents=True)
    (answers / "directory").write_text(json.dumps({"renewalInfo": f"{base}/renewal"}))
    for name, one in deployments.items():
        start, end = WINDOWS[name]
        said = {"suggestedWindow": {"start": start, "end": end}}
        (answers / "renewal" / identifier(openssl, one.chain_file)).write_text(json.dumps(said))


def identifier(openssl: Path, file: Path) -> str:
    """How a certificate is asked about (RFC 9773, section 4.1), by what OpenSSL reads of it."""
    shown = ("-noout", "-serial", "-ext", "authorityKeyIdentifier")
    command = (openssl, "x509", "-in", file, *shown)
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    serial = bytes.fromhex(said[0].removeprefix("serial="))
    parts = (bytes.fromhex(said[-1].replace(":", "")), b"\0" * (serial[0] >> 7) + serial)
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def configuration(sites: Mapping[str, Site], root_file: Path, base: str) -> dict[str, Any]:
    """Both sites below the root, whose CA is asked about renewal."""
    fetch = {"ari": True, "ari_directory": f"{base}/directory", "allow_private_addresses": True}
    return {
        "fetch": {**fetch, "timeout": "10s"},
        "trust_stores": {"acme": {"file": str(root_file)}},
        "defaults": {"trust": ["acme"], "scan_interval": "0s"},
        "targets": [
            {"name": name, "host": f"127.0.0.1:{one.port}", "server_name": HOST}
            for name, one in sites.items()
        ],
    }


@pytest.mark.parametrize("name", WINDOWS)
def test_the_chain_of_an_acme_server_is_trusted(metrics: Metrics, name: str) -> None:
    """As the client leaves it for web servers: leaf and intermediate."""
    assert metrics.value("tls_certificate_trusted", target=name) == 1
    assert metrics.value("tls_certificate_matches_host", target=name) == 1
    assert metrics.value("tls_chain_complete", target=name) == 1
    assert metrics.value("tls_chain_length", target=name) == 2
    assert metrics.value("tls_exporter_internal_errors_total") == 0


@pytest.mark.parametrize("name", WINDOWS)
def test_the_window_is_the_one_of_this_certificate(metrics: Metrics, name: str) -> None:
    """Two of one name and one CA are asked about apart."""
    family = "tls_certificate_renewal_window"
    told = [
        metrics.value(f"{family}_{edge}_timestamp_seconds", target=name)
        for edge in ("start", "end")
    ]
    assert tuple(told) == EDGES[name]


@pytest.mark.parametrize(("name", "is_late"), [("not-renewed", True), ("renewed", False)])
def test_a_certificate_that_should_be_gone_is_told(
    metrics: Metrics, name: str, *, is_late: bool
) -> None:
    """Its window is over, and it is still there; the new one's is far away."""
    codes = {one["code"] for one in metrics.labels("tls_finding", target=name)}
    assert ("certificate_renewal_window_passed" in codes) is is_late
