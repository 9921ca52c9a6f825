"""Real nginx: what the exporter publishes agrees with openssl and sslscan."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.lab.certificates import LabAuthority, Leaf, SentChain, ServerKey, Validity
from tests.real.conftest import Program
from tests.real.programs.comparison import (
    Watched,
    configuration,
    facts_by_openssl,
    published_facts,
    published_protocols,
)
from tests.real.programs.deployment import Deployments, pem
from tests.real.programs.exporter import Metrics, running_exporter
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.openssl import OpenSSL
from tests.real.programs.process import free_port
from tests.real.programs.sslscan import enabled_protocols

pytestmark = pytest.mark.real

BY_PROTOCOL = {
    "tls10": ("TLSv1",),
    "tls11": ("TLSv1.1",),
    "tls12": ("TLSv1.2",),
    "tls13": ("TLSv1.3",),
    "tls12-and-tls13": ("TLSv1.2", "TLSv1.3"),
    "every-tls": ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
}
BY_NAME = {
    "ecdsa": SentChain(),
    "rsa": SentChain(leaf=Leaf(key=ServerKey.RSA_2048)),
    "expired": SentChain(leaf=Leaf(validity=Validity(age=365, left=-5))),
    "not-yet-valid": SentChain(leaf=Leaf(validity=Validity(age=-1, left=60))),
    "self-signed": SentChain(leaf=Leaf(issuer=None), above=()),
    "leaf-alone": SentChain(above=()),
    "foreign-root": SentChain(
        leaf=Leaf(issuer=LabAuthority.UNKNOWN_INTERMEDIATE),
        above=(LabAuthority.UNKNOWN_INTERMEDIATE, LabAuthority.UNKNOWN_ROOT),
    ),
}
UNKNOWN_NAME = "unknown-name"
EVERY_TARGET = (*BY_PROTOCOL, *BY_NAME, UNKNOWN_NAME)
TRUST_BY_VERIFY_CODE = {
    0: "",
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "untrusted_root",
    21: "incomplete_chain",
}
"""The codes of x509_vfy.h in the exporter's words."""
HOST_NAME_MISMATCH = 62


@pytest.fixture(scope="module")
def sites(deployments: Deployments) -> dict[str, Site]:
    """Server blocks: by protocol on ports of their own, by name on one that they share."""
    by_protocol = {
        name: Site(
            deployment=deployments.deploy(f"{name}.test"), port=free_port(), protocols=protocols
        )
        for name, protocols in BY_PROTOCOL.items()
    }
    shared_port = free_port()
    by_name = {
        name: Site(
            deployment=deployments.deploy(f"{name}.test", chain),
            port=shared_port,
            server_name=f"{name}.test",
        )
        for name, chain in BY_NAME.items()
    }
    return by_protocol | by_name


@pytest.fixture(scope="module")
def targets(sites: dict[str, Site]) -> dict[str, Watched]:
    """Every site by its name, and a name that none has, which the first on the port answers."""
    ports = {name: site.port for name, site in sites.items()}
    ports[UNKNOWN_NAME] = ports["ecdsa"]
    return {
        name: Watched(name=name, port=port, server_name=f"{name}.test")
        for name, port in ports.items()
    }


@pytest.fixture(scope="module")
def metrics(
    program: Program,
    folder: Path,
    deployments: Deployments,
    sites: dict[str, Site],
    targets: dict[str, Watched],
) -> Iterator[Metrics]:
    """What the exporter publishes of nginx, which runs until the module's last test."""
    settings = configuration(targets.values(), deployments.root_file)
    with (
        running_nginx(program("nginx"), folder, tuple(sites.values())),
        running_exporter(folder, settings) as exporter,
    ):
        yield exporter.scrape()


@pytest.mark.parametrize("name", EVERY_TARGET)
def test_nginx_certificate_and_protocol_agree_with_openssl(
    name: str, metrics: Metrics, targets: dict[str, Watched], openssl: OpenSSL
) -> None:
    """Fingerprint, end, chain length and negotiated protocol are those that openssl sees."""
    assert published_facts(metrics, name) == facts_by_openssl(openssl, targets[name])


@pytest.mark.parametrize("name", BY_PROTOCOL)
def test_nginx_enabled_protocols_agree_with_sslscan(
    name: str, metrics: Metrics, targets: dict[str, Watched], program: Program
) -> None:
    """The enabled versions are exactly those that sslscan finds."""
    target = targets[name]
    seen = enabled_protocols(program("sslscan"), target.port, target.server_name)
    assert published_protocols(metrics, name) == seen


@pytest.mark.parametrize("name", BY_PROTOCOL)
def test_nginx_enabled_protocols_agree_with_openssl(
    name: str, metrics: Metrics, targets: dict[str, Watched], openssl: OpenSSL
) -> None:
    """The enabled versions are exactly those with which s_client comes through."""
    target = targets[name]
    seen = openssl.enabled_protocols(target.port, target.server_name)
    assert published_protocols(metrics, name) == seen


@pytest.mark.parametrize("name", BY_NAME)
def test_nginx_trust_agrees_with_openssl(
    name: str,
    metrics: Metrics,
    targets: dict[str, Watched],
    openssl: OpenSSL,
    deployments: Deployments,
) -> None:
    """The chain is trusted, or refused for the reason, as openssl's verification says."""
    target = targets[name]
    options = ("-servername", target.server_name, "-CAfile", deployments.root_file)
    verdict = TRUST_BY_VERIFY_CODE[openssl.connect(target.port, *options).verify_code]
    trusted = metrics.value("tls_certificate_trusted", target=name, trust_store="test")
    reasons = [
        labels["reason"] for labels in metrics.labels("tls_certificate_trust_failure", target=name)
    ]
    assert (trusted, reasons) == ((0, [verdict]) if verdict else (1, []))


@pytest.mark.parametrize("name", ["ecdsa", "rsa", UNKNOWN_NAME])
def test_nginx_host_match_agrees_with_openssl(
    name: str,
    metrics: Metrics,
    targets: dict[str, Watched],
    openssl: OpenSSL,
    deployments: Deployments,
) -> None:
    """A server that answers an unknown name with its default certificate does not match."""
    host = targets[name].server_name
    options = ("-servername", host, "-verify_hostname", host, "-CAfile", deployments.root_file)
    code = openssl.connect(targets[name].port, *options).verify_code
    assert code in {0, HOST_NAME_MISMATCH}
    assert metrics.value("tls_certificate_matches_host", target=name) == float(code == 0)


@pytest.mark.usefixtures("metrics")
@pytest.mark.parametrize(
    ("name", "first_failing_step", "exit_code"),
    [("ecdsa", None, 0), ("expired", "certificate", 1), ("leaf-alone", "chain", 1)],
)
def test_check_tells_where_to_begin_at_nginx(
    name: str,
    first_failing_step: str | None,
    exit_code: int,
    targets: dict[str, Watched],
    deployments: Deployments,
) -> None:
    """The command line probes the same server, and says it by its exit code and as JSON."""
    target = targets[name]
    command = [sys.executable, "-m", "exporter", "check", "--json", "--ip=127.0.0.1"]
    command += [f"--ca-file={deployments.root_file}", f"{target.server_name}:{target.port}"]
    completed = subprocess.run(command, capture_output=True, check=False, timeout=60)
    (report,) = json.loads(completed.stdout)["targets"]
    assert (report["first_failing_step"], completed.returncode) == (first_failing_step, exit_code)


def test_nginx_default_block_is_told_from_named_ones(
    metrics: Metrics, sites: dict[str, Site], openssl: OpenSSL
) -> None:
    """Blocks that share a port are told apart by name: each shows its own certificate."""
    fingerprints = {name: published_facts(metrics, name).fingerprint for name in BY_NAME}
    assert fingerprints == {
        name: openssl.fingerprint(pem(sites[name].deployment.certificates[:1]).decode())
        for name in BY_NAME
    }
