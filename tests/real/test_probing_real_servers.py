"""The prober against the test servers of OpenSSL and GnuTLS: what it sees is what they were told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Connection, Handshake
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from tests.probed import probed_once, seen_at
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.gnutls import running_gnutls_serv
from tests.real.programs.openssl import running_s_server

pytestmark = pytest.mark.real

HOST = "probing.test"
LEGACY = "ALL:@SECLEVEL=0"
Probe: TypeAlias = Callable[[int], Report]
ProbeServer: TypeAlias = Callable[..., Report]


@pytest.fixture(scope="module")
def ecdsa(deployments: Deployments) -> Deployment:
    """A P-256 certificate with its intermediate."""
    return deployments.deploy(HOST)


@pytest.fixture(scope="module")
def rsa(folder: Path) -> Deployment:
    """An RSA certificate with its intermediate, of authorities of its own."""
    (folder / "rsa").mkdir()
    return Deployments(folder / "rsa").deploy(HOST, SentChain(leaf=Leaf(key=ServerKey.RSA_2048)))


@pytest.fixture
def probe(deployments: Deployments) -> Probe:
    """What a new prober sees of 127.0.0.1 at a port, scan included."""
    anchors = TrustAnchors(name="lab", pem=deployments.root_file.read_bytes(), profile=Profile.WEB)
    policy = Policy(timeout=10.0, scan_pace=0.0, trust=("lab",))

    def report(port: int) -> Report:
        target = Target(name="t", host="127.0.0.1", port=port, server_name=HOST, policy=policy)
        return probed_once(target, anchors)

    return report


@pytest.fixture
def probe_s_server(program: Program, folder: Path, probe: Probe) -> ProbeServer:
    """What is seen of OpenSSL's server with a certificate and options of its own."""

    def seen(deployment: Deployment, *options: str) -> Report:
        with running_s_server(program("openssl"), folder, deployment, *options) as port:
            return probe(port)

    return seen


def handshake_of(seen: Report) -> Handshake:
    """The handshake, which was completed."""
    handshake = seen_at(seen).found(Handshake)
    assert handshake, seen
    return handshake


def scan_of(seen: Report) -> Scan:
    """The scan, which was made."""
    scan = seen_at(seen).found(Scan)
    assert scan, seen
    return scan


def chain_of(seen: Report) -> ChainAssessment:
    """The chain, which was seen."""
    ((_, assessment),) = seen.assessments()
    return assessment


def served(deployment: Deployment) -> tuple[bytes, ...]:
    """The certificates that the server was given, in DER."""
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in deployment.certificates)


@pytest.mark.parametrize(
    ("options", "protocol", "group"),
    [
        (("-tls1_3",), Protocol.TLS1_3, "x25519"),
        (("-tls1_3", "-groups", "P-256"), Protocol.TLS1_3, "secp256r1"),
        (("-tls1_3", "-groups", "P-384"), Protocol.TLS1_3, "secp384r1"),
        (("-tls1_3", "-groups", "X448"), Protocol.TLS1_3, "x448"),
        (("-tls1_2", "-groups", "P-256"), Protocol.TLS1_2, "secp256r1"),
    ],
)
def test_version_group_and_chain_are_those_of_the_server(
    probe_s_server: ProbeServer,
    ecdsa: Deployment,
    options: tuple[str, ...],
    protocol: Protocol,
    group: str,
) -> None:
    """A group without a key share in the hello is reached too, by a HelloRetryRequest."""
    seen = probe_s_server(ecdsa, *options)
    assert (handshake_of(seen).protocol, handshake_of(seen).group) == (protocol, group)
    chain = chain_of(seen)
    assert tuple(certificate.der for certificate in chain.certificates) == served(ecdsa)
    assert chain.trust[0].is_trusted


@pytest.mark.parametrize("option", ["-tls1", "-tls1_1", "-tls1_2"])
def test_a_server_of_the_past_is_reached(
    probe_s_server: ProbeServer, rsa: Deployment, option: str
) -> None:
    """Its only version is negotiated, and the scan finds no other."""
    options = (option, "-cipher", LEGACY)
    seen = probe_s_server(rsa, *options)
    assert scan_of(seen).enabled == (handshake_of(seen).protocol,)
    assert tuple(one.der for one in chain_of(seen).certificates) == served(rsa)


def test_a_cipher_without_a_key_exchange_group_has_none(
    probe_s_server: ProbeServer, rsa: Deployment
) -> None:
    """As with plain RSA key transport."""
    options = ("-tls1_2", "-cipher", "AES128-SHA")
    handshake = handshake_of(probe_s_server(rsa, *options))
    assert (handshake.cipher, handshake.group) == ("TLS_RSA_WITH_AES_128_CBC_SHA", "")


@pytest.mark.parametrize(("option", "agreed"), [(("-alpn", "h2"), "h2"), ((), "")])
def test_the_application_protocol_is_the_agreed_one(
    probe_s_server: ProbeServer,
    ecdsa: Deployment,
    option: tuple[str, ...],
    agreed: str,
) -> None:
    """Or none, where the server does not take part."""
    assert handshake_of(probe_s_server(ecdsa, *option)).alpn == agreed


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_demanded_client_certificate_hides_nothing_but_what_lies_behind(
    probe_s_server: ProbeServer, ecdsa: Deployment, version: str
) -> None:
    """The refusal has its reason, and the server's own chain is seen."""
    options = (version, "-Verify", "1")
    seen = probe_s_server(ecdsa, *options)
    failure = seen_at(seen).failure(Phase.HANDSHAKE)
    assert seen_at(seen).found(Connection)
    assert failure
    assert failure.reason is Reason.CLIENT_CERTIFICATE_REQUIRED
    assert tuple(one.der for one in chain_of(seen).certificates) == served(ecdsa)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_an_optional_client_certificate_is_no_failure(
    probe_s_server: ProbeServer, ecdsa: Deployment, version: str
) -> None:
    """The server asks and goes on without."""
    options = (version, "-verify", "1")
    handshake_of(probe_s_server(ecdsa, *options))


GNUTLS = {
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2": (
        {Protocol.TLS1_2, Protocol.TLS1_3},
        Protocol.TLS1_3,
    ),
    "NORMAL:-VERS-ALL:+VERS-TLS1.2": ({Protocol.TLS1_2}, Protocol.TLS1_2),
    "NORMAL:-VERS-ALL:+VERS-TLS1.3": ({Protocol.TLS1_3}, Protocol.TLS1_3),
}


@pytest.fixture(params=GNUTLS)
def gnutls(
    request: pytest.FixtureRequest, program: Program, folder: Path, ecdsa: Deployment
) -> Iterator[tuple[str, int]]:
    """GnuTLS's server with a priority string, and its port."""
    priority = str(request.param)
    with running_gnutls_serv(program("gnutls-serv"), folder, ecdsa, priority) as port:
        yield priority, port


def test_gnutls_is_seen_as_it_was_set_up(
    gnutls: tuple[str, int], ecdsa: Deployment, probe: Probe
) -> None:
    """Its versions, and its chain although it asks for a client certificate."""
    priority, port = gnutls
    enabled, negotiated = GNUTLS[priority]
    seen = probe(port)
    assert handshake_of(seen).protocol is negotiated
    assert set(scan_of(seen).enabled) == enabled
    assert tuple(one.der for one in chain_of(seen).certificates) == served(ecdsa)
