"""The test servers of OpenSSL and GnuTLS: two other TLS stacks, the same agreement."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from tests.real.conftest import Program
from tests.real.programs.comparison import (
    Watched,
    configuration,
    facts_by_openssl,
    published_facts,
    published_protocols,
)
from tests.real.programs.deployment import Deployments
from tests.real.programs.exporter import Metrics, running_exporter
from tests.real.programs.gnutls import running_gnutls_serv
from tests.real.programs.openssl import OpenSSL, running_s_server
from tests.real.programs.sslscan import enabled_protocols

pytestmark = pytest.mark.real

S_SERVERS = {
    "openssl-usual": (),
    "openssl-tls12": ("-tls1_2",),
    "openssl-legacy": ("-no_tls1_3", "-cipher", "ALL:@SECLEVEL=0"),
}
GNUTLS_SERVERS = {
    "gnutls-usual": "NORMAL",
    "gnutls-tls12": "NORMAL:-VERS-ALL:+VERS-TLS1.2",
    "gnutls-legacy": "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0",
}
NAMES = (*S_SERVERS, *GNUTLS_SERVERS)


@pytest.fixture(scope="module")
def targets(
    program: Program, folder: Path, deployments: Deployments
) -> Iterator[dict[str, Watched]]:
    """One running server for each name; an RSA key for OpenSSL's, P-256 for GnuTLS's."""
    rsa = deployments.deploy("openssl.test", SentChain(leaf=Leaf(key=ServerKey.RSA_2048)))
    p256 = deployments.deploy("gnutls.test")
    watched = {}
    with ExitStack() as servers:
        for name, options in S_SERVERS.items():
            server = running_s_server(program("openssl"), folder, rsa, *options)
            port = servers.enter_context(server)
            watched[name] = Watched(name=name, port=port, server_name="openssl.test")
        for name, priority in GNUTLS_SERVERS.items():
            server = running_gnutls_serv(program("gnutls-serv"), folder, p256, priority)
            port = servers.enter_context(server)
            watched[name] = Watched(name=name, port=port, server_name="gnutls.test")
        yield watched


@pytest.fixture(scope="module")
def metrics(
    folder: Path, deployments: Deployments, targets: dict[str, Watched]
) -> Iterator[Metrics]:
    """What the exporter publishes of the servers."""
    settings = configuration(targets.values(), deployments.root_file)
    with running_exporter(folder, settings) as exporter:
        yield exporter.scrape()


@pytest.mark.parametrize("name", NAMES)
def test_certificate_and_protocol_of_another_stack_agree_with_openssl(
    name: str, metrics: Metrics, targets: dict[str, Watched], openssl: OpenSSL
) -> None:
    """Fingerprint, end, chain length and negotiated protocol are those that openssl sees."""
    assert published_facts(metrics, name) == facts_by_openssl(openssl, targets[name])


@pytest.mark.parametrize("name", NAMES)
def test_enabled_protocols_of_another_stack_agree_with_sslscan(
    name: str, metrics: Metrics, targets: dict[str, Watched], program: Program
) -> None:
    """The enabled versions are exactly those that sslscan finds."""
    target = targets[name]
    seen = enabled_protocols(program("sslscan"), target.port, target.server_name)
    assert published_protocols(metrics, name) == seen
