"""Servers with certificates for keys of several kinds: all of them are seen, as openssl sees each."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from exporter.lab.certificates import Leaf, SentChain, ServerKey, Validity
from exporter.model.certificate import ChainAssessment
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.key_type import KeyType
from exporter.words.step import Step
from tests.probed import probed_once
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.haproxy import running_haproxy
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.openssl import OpenSSL, running_s_server
from tests.real.programs.process import free_port, listens, running

pytestmark = pytest.mark.real

HOST = "two.test"
SIGNATURES = {
    KeyType.ECDSA: "ECDSA+SHA256",
    KeyType.RSA: "rsa_pss_rsae_sha256:RSA+SHA256",
    KeyType.RSA_PSS: "rsa_pss_pss_sha256",
    KeyType.ED25519: "ed25519",
    KeyType.ED448: "ed448",
}
"""What s_client offers to be presented a certificate with such a key."""
NEW_KEY = {
    KeyType.RSA_PSS: ("rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"),
    KeyType.ED25519: ("ed25519",),
    KeyType.ED448: ("ed448",),
}
"""How openssl makes those that the lab does not."""
EXPIRED = Validity(age=100, left=-10)
SOUND = Validity(age=30, left=60)


class Ground:
    """The programs, and certificates for one host: of the lab's CA for ECDSA and RSA, else self-signed."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.openssl = OpenSSL(program("openssl"))
        self._deployments = Deployments(folder)

    def certified(
        self, kind: KeyType, validity: Validity = SOUND, *, host: str = HOST
    ) -> Deployment:
        """A certificate with a key of the kind."""
        if kind in NEW_KEY:
            return self._self_signed(kind)
        key = ServerKey.RSA_2048 if kind is KeyType.RSA else ServerKey.ECDSA_P256
        leaf = Leaf(names=(host,), key=key, validity=validity)
        return self._deployments.deploy(f"{kind}.{host}", SentChain(leaf=leaf))

    def in_one_file(self, deployment: Deployment) -> Path:
        """Certificates and key together, as HAProxy reads them."""
        file = deployment.chain_file.with_suffix(".all")
        parts = (deployment.chain_file, deployment.key_file)
        file.write_bytes(b"".join(part.read_bytes() for part in parts))
        return file

    def _self_signed(self, kind: KeyType) -> Deployment:
        chain, key = self.folder / f"{kind}.pem", self.folder / f"{kind}.key"
        made = ("-newkey", *NEW_KEY[kind], "-keyout", str(key), "-out", str(chain))
        command = (str(self.openssl.binary), "req", "-x509", "-nodes", "-subj", f"/CN={HOST}")
        subprocess.run([*command, *made], check=True, capture_output=True, timeout=60)
        return Deployment(certificates=(), chain_file=chain, key_file=key)

    def report(self, port: int) -> Report:
        """What the exporter tells of the server on the port, where it agrees with openssl."""
        store = TrustAnchors(
            name="test", pem=self._deployments.root_file.read_bytes(), profile=Profile.PRIVATE
        )
        target = Target(
            name="two",
            host=HOST,
            port=port,
            server_name=HOST,
            addresses=("127.0.0.1",),
            policy=Policy(trust=("test",), scan_pace=0.0, timeout=20.0),
        )
        told = probed_once(target, store)
        for _, chain in told.assessments():
            self._assert_as_openssl_sees(chain, port)
        return told

    def _assert_as_openssl_sees(self, chain: ChainAssessment, port: int) -> None:
        """It is the one that s_client is presented for its kind of key."""
        options = ("-servername", HOST, "-sigalgs", SIGNATURES[chain.leaf.key_type])
        seen = self.openssl.connect(port, *options)
        assert self.openssl.fingerprint(seen.chain[0]) == chain.leaf.fingerprint_sha256
        assert len(seen.chain) == len(chain.certificates)


@pytest.fixture(scope="module")
def ground(program: Program, folder: Path) -> Ground:
    """Where the servers run."""
    return Ground(program, folder)


def kinds(report: Report) -> set[KeyType]:
    """Of the keys of all certificates that were seen."""
    return {served.key_type for served in report.chains}


@contextmanager
def nginx(ground: Ground, *served: Deployment) -> Iterator[int]:
    """The web server with these certificates."""
    first, *others = served
    directives = "".join(
        f"ssl_certificate {one.chain_file}; ssl_certificate_key {one.key_file}; " for one in others
    )
    site = Site(deployment=first, port=free_port(), directives=directives)
    with running_nginx(ground.program("nginx"), ground.folder, (site,)):
        yield site.port


@contextmanager
def gnutls(ground: Ground, *served: Deployment) -> Iterator[int]:
    """GnuTLS's server with these certificates."""
    port = free_port()
    log = ground.folder / f"gnutls-{port}.log"
    command: list[str | Path] = [ground.program("gnutls-serv"), f"--port={port}", "--http"]
    for one in served:
        command += [f"--x509certfile={one.chain_file}", f"--x509keyfile={one.key_file}"]
    with running(command, log=log, ready=listens(("127.0.0.1", port))):
        yield port


@contextmanager
def haproxy(ground: Ground, *served: Deployment) -> Iterator[int]:
    """HAProxy with these certificates, and another one for who asks for an unknown name."""
    default = ground.certified(KeyType.RSA, host="default.test")
    options = " ".join(f"crt {ground.in_one_file(one)}" for one in served)
    with running_haproxy(ground.program("haproxy"), ground.folder, default, options) as port:
        yield port


SERVERS: Mapping[str, Callable[..., AbstractContextManager[int]]] = {
    "nginx": nginx,
    "gnutls": gnutls,
    "haproxy": haproxy,
}


@pytest.mark.parametrize(
    ("ecdsa", "rsa", "proof"),
    [
        (SOUND, SOUND, ""),
        (SOUND, EXPIRED, "RSA certificate: ended "),
        (EXPIRED, SOUND, "ECDSA certificate: ended "),
    ],
)
@pytest.mark.parametrize("server", SERVERS)
def test_each_of_two_certificates_is_judged(
    server: str, ecdsa: Validity, rsa: Validity, proof: str, ground: Ground
) -> None:
    """Whichever has expired is an error, and two that are sound are none."""
    served = (ground.certified(KeyType.ECDSA, ecdsa), ground.certified(KeyType.RSA, rsa))
    with SERVERS[server](ground, *served) as port:
        told = ground.report(port)
    assert kinds(told) == {KeyType.ECDSA, KeyType.RSA}
    found = [one for one in told.findings if one.kind.code.startswith("certificate")]
    assert [one.kind.code for one in found] == ["certificate_expired"] * bool(proof)
    assert all(one.evidence.startswith(proof) for one in found)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (KeyType.ECDSA, KeyType.RSA),
        (KeyType.RSA, KeyType.ECDSA),
        (KeyType.RSA, KeyType.ED25519),
        (KeyType.ECDSA, KeyType.RSA_PSS),
        (KeyType.RSA, KeyType.RSA_PSS),
        (KeyType.RSA, KeyType.ED448),
    ],
)
def test_keys_of_all_kinds_are_told_apart(
    version: str, first: KeyType, second: KeyType, ground: Ground
) -> None:
    """At the one version that the server speaks."""
    one, other = ground.certified(first), ground.certified(second)
    options = ("-dcert", other.chain_file, "-dkey", other.key_file, version)
    with running_s_server(ground.openssl.binary, ground.folder, one, *options) as port:
        assert kinds(ground.report(port)) == {first, second}


def test_three_certificates_are_seen(ground: Ground) -> None:
    """Each has its series."""
    three = (KeyType.ECDSA, KeyType.RSA, KeyType.ED25519)
    with nginx(ground, *map(ground.certified, three)) as port:
        assert kinds(ground.report(port)) == set(three)


def test_a_certificate_for_other_names_is_not_presented(ground: Ground) -> None:
    """The default RSA certificate is for who asks for no name, or for another."""
    with haproxy(ground, ground.certified(KeyType.ECDSA)) as port:
        told = ground.report(port)
    assert kinds(told) == {KeyType.ECDSA}
    assert not any(one.kind.step is Step.CERTIFICATE for one in told.findings)


@pytest.mark.parametrize("kind", [KeyType.ECDSA, KeyType.RSA, KeyType.ED25519, KeyType.RSA_PSS])
def test_a_server_with_one_certificate_shows_one(kind: KeyType, ground: Ground) -> None:
    """Whatever it makes of clients that cannot use it."""
    with nginx(ground, ground.certified(kind)) as port:
        told = ground.report(port)
    assert [served.key_type for served in told.chains] == [kind]
