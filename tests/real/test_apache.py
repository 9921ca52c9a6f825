"""Real Apache with mod_ssl: what the exporter publishes agrees with openssl and sslscan."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from tests.real.conftest import Program
from tests.real.programs.apache import VirtualHost, running_apache
from tests.real.programs.comparison import (
    Watched,
    configuration,
    facts_by_openssl,
    published_facts,
    published_protocols,
)
from tests.real.programs.deployment import Deployments
from tests.real.programs.exporter import Metrics, running_exporter
from tests.real.programs.openssl import OpenSSL
from tests.real.programs.process import free_port
from tests.real.programs.sslscan import enabled_protocols

pytestmark = pytest.mark.real

RSA = SentChain(leaf=Leaf(key=ServerKey.RSA_2048))
PROTOCOLS = {
    "legacy": "-all +TLSv1 +TLSv1.1 +TLSv1.2",
    "tls13": "-all +TLSv1.3",
}
NAMES = ("first", "rsa", *PROTOCOLS)


@pytest.fixture(scope="module")
def hosts(deployments: Deployments) -> dict[str, VirtualHost]:
    """Two virtual hosts on one port, and two with protocols of their own on other ports."""
    shared_port = free_port()
    by_name = {
        name: VirtualHost(
            deployment=deployments.deploy(f"{name}.test", chain),
            port=shared_port,
            server_name=f"{name}.test",
        )
        for name, chain in {"first": SentChain(), "rsa": RSA}.items()
    }
    by_protocol = {
        name: VirtualHost(
            deployment=deployments.deploy(f"{name}.test"),
            port=free_port(),
            server_name=f"{name}.test",
            protocols=protocols,
        )
        for name, protocols in PROTOCOLS.items()
    }
    return by_name | by_protocol


@pytest.fixture(scope="module")
def targets(hosts: dict[str, VirtualHost]) -> dict[str, Watched]:
    """Every virtual host as a target."""
    return {
        name: Watched(name=name, port=host.port, server_name=host.server_name)
        for name, host in hosts.items()
    }


@pytest.fixture(scope="module")
def metrics(
    program: Program,
    folder: Path,
    deployments: Deployments,
    hosts: dict[str, VirtualHost],
    targets: dict[str, Watched],
) -> Iterator[Metrics]:
    """What the exporter publishes of Apache, which runs until the module's last test."""
    settings = configuration(targets.values(), deployments.root_file)
    with (
        running_apache(program("apache2"), folder, tuple(hosts.values())),
        running_exporter(folder, settings) as exporter,
    ):
        yield exporter.scrape()


@pytest.mark.parametrize("name", NAMES)
def test_apache_certificate_and_protocol_agree_with_openssl(
    name: str, metrics: Metrics, targets: dict[str, Watched], openssl: OpenSSL
) -> None:
    """Fingerprint, end, chain length and negotiated protocol are those that openssl sees."""
    assert published_facts(metrics, name) == facts_by_openssl(openssl, targets[name])


@pytest.mark.parametrize("name", NAMES)
def test_apache_enabled_protocols_agree_with_sslscan(
    name: str, metrics: Metrics, targets: dict[str, Watched], program: Program
) -> None:
    """The enabled versions are exactly those that sslscan finds."""
    target = targets[name]
    seen = enabled_protocols(program("sslscan"), target.port, target.server_name)
    assert published_protocols(metrics, name) == seen


@pytest.mark.parametrize("name", NAMES)
def test_apache_host_is_trusted_and_matches(name: str, metrics: Metrics) -> None:
    """A virtual host with its own certificate and the intermediate has nothing wrong with either."""
    verdicts = {
        metric: metrics.value(metric, target=name)
        for metric in (
            "tls_certificate_trusted",
            "tls_certificate_matches_host",
            "tls_chain_complete",
            "tls_chain_ordered",
        )
    }
    assert set(verdicts.values()) == {1}, verdicts
