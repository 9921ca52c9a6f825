"""Real nginx, `openssl ocsp` and a list over HTTP: what is revoked is told by each, and nothing else is."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment
from tests.real.programs.exporter import Exporter, Metrics, running_exporter
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port, listens, running
from tests.unit.x509.pki import Issued, ca, leaf

pytestmark = pytest.mark.real

HOST = "www.example.com"
CONFIGURATION = """\
[ca]
default_ca = lab
[lab]
database = index.txt
default_md = sha256
default_crl_days = 1
[partition]
issuingDistributionPoint = critical, @partition_scope
[partition_scope]
fullname = URI:{lists}/partition.crl
[indirect]
issuingDistributionPoint = critical, @indirect_scope
[indirect_scope]
indirectCRL = TRUE
[delta]
2.5.29.27 = critical, ASN1:INTEGER:1
"""
LISTS = {
    "ca": (),
    "partition": ("-crlexts", "partition"),
    "of-another-partition": ("-crlexts", "partition"),
    "indirect": ("-crlexts", "indirect"),
    "delta": ("-crlexts", "delta"),
    "ended": ("-crl_lastupdate", "20260101000000Z", "-crl_nextupdate", "20260102000000Z"),
}
"""What `openssl ca` is told of each list that it makes; all of them revoke what is revoked."""
USELESS = {
    "of-another-partition": "it is of another partition than the certificate names",
    "indirect": "it is an indirect list: those are not read",
    "delta": "it is a delta list, which counts beside its base alone: delta lists are not read",
    "ended": "it ended 2026-01-02 00:00 UTC",
}
"""What is said of a list that tells nothing."""
DAY = "261101000000Z"
END = "360101000000Z"
FINDINGS = {
    "good": set(),
    "by-staple": {"certificate_revoked"},
    "by-ocsp": {"certificate_revoked"},
    "by-crl": {"certificate_revoked"},
    "by-partition": {"certificate_revoked"},
    **{name: {"certificate_revocation_unanswered"} for name in USELESS},
    "responder-down": {"certificate_revocation_unanswered"},
    "list-missing": {"certificate_revocation_unanswered"},
    "staple-of-another": {"certificate_staple_unusable"},
    "staple-of-a-stranger": {"certificate_staple_unusable"},
}
"""What each site shows, of what is about revocation."""
REVOKED = {
    "good": {("ocsp", 0), ("crl", 0), ("staple", 0)},
    "by-staple": {("staple", 1)},
    "by-ocsp": {("ocsp", 1)},
    "by-crl": {("crl", 1)},
    "by-partition": {("crl", 1)},
    **{name: set() for name in USELESS},
    "responder-down": set(),
    "list-missing": set(),
    "staple-of-another": set(),
    "staple-of-a-stranger": set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A CA with its folder, and where it answers."""

    folder: Path
    root: Issued
    authority: Issued
    stranger: Issued
    responder: str
    lists: str
    openssl: Path

    def issued(self, *, ocsp: str = "", crl: str = "") -> Issued:
        """A server's certificate that names these."""
        extra: list[x509.ExtensionType] = []
        if ocsp:
            place = x509.UniformResourceIdentifier(ocsp)
            described = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            extra.append(x509.AuthorityInformationAccess([described]))
        if crl:
            name = x509.UniformResourceIdentifier(crl)
            extra.append(
                x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])
            )
        return leaf(self.authority, end=30000, extra=tuple(extra))

    def run(self, *arguments: str) -> None:
        """One command of openssl in the CA's folder."""
        command: list[str | Path] = [self.openssl, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr

    def staple(self, name: str, about: Issued, by: str = "ca") -> Path:
        """A file with the answer on a certificate."""
        (self.folder / f"{name}.crt").write_bytes(about.pem)
        signer = ("-CA", f"{by}.pem", "-rsigner", f"{by}.pem", "-rkey", f"{by}.key")
        asked = ("-issuer", f"{by}.pem", "-cert", f"{name}.crt")
        answer = ("-ndays", "1", "-respout", f"{name}.der", "-noverify")
        self.run("ocsp", "-index", "index.txt", *signer, *asked, *answer)
        return self.folder / f"{name}.der"


def key_pem(issued: Issued) -> bytes:
    """The private key as servers read it."""
    return issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(scope="module")
def world(program: Program, folder: Path) -> World:
    """The CA's certificates and keys."""
    root = ca("Root", end=36500)
    authority, stranger = ca("Issuing CA", root, end=36500), ca("Issuing CA", end=36500)
    (folder / "root.pem").write_bytes(root.pem)
    for name, one in (("ca", authority), ("stranger", stranger)):
        (folder / f"{name}.pem").write_bytes(one.pem)
        (folder / f"{name}.key").write_bytes(key_pem(one))
    lists = f"http://127.0.0.1:{free_port()}"
    (folder / "openssl.cnf").write_text(CONFIGURATION.format(lists=lists))
    (folder / "crlnumber").write_text("01")
    return World(
        folder=folder,
        root=root,
        authority=authority,
        stranger=stranger,
        responder=f"http://127.0.0.1:{free_port()}",
        lists=lists,
        openssl=program("openssl"),
    )


@pytest.fixture(scope="module")
def certificates(world: World) -> dict[str, Issued]:
    """By site."""
    both = {"ocsp": world.responder, "crl": f"{world.lists}/ca.crl"}
    return {
        "good": world.issued(**both),
        "by-staple": world.issued(),
        "by-ocsp": world.issued(ocsp=world.responder),
        "by-crl": world.issued(crl=f"{world.lists}/ca.crl"),
        "by-partition": world.issued(crl=f"{world.lists}/partition.crl"),
        **{name: world.issued(crl=f"{world.lists}/{name}.crl") for name in USELESS},
        "responder-down": world.issued(ocsp="http://127.0.0.1:1/"),
        "list-missing": world.issued(crl=f"{world.lists}/none.crl"),
        "staple-of-another": world.issued(),
        "staple-of-a-stranger": world.issued(),
    }


@pytest.fixture(scope="module")
def exporter(program: Program, world: World, certificates: dict[str, Issued]) -> Iterator[Exporter]:
    """It has seen every site."""
    folder = world.folder
    (folder / "index.txt").write_text(
        "".join(index_line(name, one) for name, one in certificates.items())
    )
    lists = folder / "lists"
    lists.mkdir()
    authority = ("-config", "openssl.cnf", "-cert", "ca.pem", "-keyfile", "ca.key")
    for name, told in LISTS.items():
        world.run("ca", "-gencrl", *authority, *told, "-out", f"{name}.pem.crl")
        world.run("crl", "-in", f"{name}.pem.crl", "-outform", "DER", "-out", f"lists/{name}.crl")
    staples = {
        "good": world.staple("good", certificates["good"]),
        "by-staple": world.staple("by-staple", certificates["by-staple"]),
        "staple-of-another": folder / "by-staple.der",
        "staple-of-a-stranger": world.staple(
            "staple-of-a-stranger", certificates["staple-of-a-stranger"], by="stranger"
        ),
    }
    sites = {name: site(world, name, one, staples.get(name)) for name, one in certificates.items()}
    with (
        running(responder(world), log=folder / "ocsp.log", ready=waits(folder / "ocsp.log")),
        running(web(world, lists), log=folder / "web.log", ready=answers_at(world.lists)),
        running_nginx(program("nginx"), folder, list(sites.values())),
        running_exporter(folder, configuration(world, sites)) as exporter,
    ):
        yield exporter


@pytest.fixture(scope="module")
def metrics(exporter: Exporter) -> Metrics:
    """One scrape."""
    return exporter.scrape()


def index_line(name: str, one: Issued) -> str:
    """What the CA has written of a certificate (`openssl ca`)."""
    is_revoked = name.startswith("by-") or name in USELESS
    state, when = ("R", f"{DAY},keyCompromise") if is_revoked else ("V", "")
    serial = f"{one.parsed.serial_number:X}"
    even = serial.zfill(len(serial) + len(serial) % 2)
    return f"{state}\t{END}\t{when}\t{even}\tunknown\t/CN={name}\n"


def responder(world: World) -> list[str | Path]:
    """The CA's own, until it is ended."""
    port = world.responder.rpartition(":")[2]
    signer = ["-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key"]
    return [world.openssl, "ocsp", "-index", "index.txt", "-port", port, "-ndays", "1", *signer]


def web(world: World, lists: Path) -> list[str | Path]:
    """A server for files."""
    port = world.lists.rpartition(":")[2]
    return [sys.executable, "-m", "http.server", "-b", "127.0.0.1", "-d", lists, port]


def waits(log: Path) -> Callable[[], bool]:
    """Whether the responder says so; one that is connected to without a question hangs (OpenSSL 3.0)."""
    return lambda: b"waiting for OCSP client connections" in log.read_bytes()


def answers_at(url: str) -> Callable[[], bool]:
    """Whether somebody listens there."""
    return listens(("127.0.0.1", int(url.rpartition(":")[2])))


def site(world: World, name: str, one: Issued, staple: Path | None) -> Site:
    """Nginx with the certificate, its issuer below it, and what it staples."""
    chain_file, key_file = world.folder / f"{name}.chain", world.folder / f"{name}.key"
    chain_file.write_bytes(one.pem + world.authority.pem)
    key_file.write_bytes(key_pem(one))
    deployment = Deployment(
        certificates=(one.parsed, world.authority.parsed), chain_file=chain_file, key_file=key_file
    )
    directives = f"ssl_stapling on; ssl_stapling_file {staple};" if staple else ""
    return Site(deployment=deployment, port=free_port(), server_name=HOST, directives=directives)


def configuration(world: World, sites: dict[str, Site]) -> dict[str, object]:
    """Every site, and everything that its certificate names."""
    return {
        "fetch": {"ocsp": True, "crl": True, "allow_private_addresses": True, "timeout": "10s"},
        "trust_stores": {"lab": {"file": str(world.folder / "root.pem")}},
        "defaults": {"trust": ["lab"], "scan_interval": "0s"},
        "targets": [
            {"name": name, "host": f"127.0.0.1:{one.port}", "server_name": HOST}
            for name, one in sites.items()
        ],
    }


@pytest.mark.parametrize("name", FINDINGS)
def test_each_source_tells_what_it_knows(metrics: Metrics, name: str) -> None:
    """1 for what is revoked, 0 for what the CA vouches for, nothing where nobody knows."""
    series = metrics.labels("tls_certificate_revoked", target=name, subject=f"CN={HOST}")
    told = {(one["source"], metrics.value("tls_certificate_revoked", **one)) for one in series}
    assert told == REVOKED[name]


@pytest.mark.parametrize("name", FINDINGS)
def test_whose_trouble_it_is(metrics: Metrics, name: str) -> None:
    """The certificate's, the staple's or the responder's; and the probe has not suffered."""
    found = {
        one["code"]
        for one in metrics.labels("tls_finding", target=name)
        if one["code"].startswith(("certificate_rev", "certificate_staple"))
    }
    assert found == FINDINGS[name]
    assert metrics.value("tls_certificate_trusted", target=name) == 1
    assert metrics.value("tls_exporter_internal_errors_total") == 0


@pytest.mark.parametrize("name", USELESS)
def test_why_a_list_tells_nothing_is_told(exporter: Exporter, name: str) -> None:
    """Be it delta, indirect, of another part or of the past, though it has the certificate."""
    assert json.dumps(USELESS[name]) in exporter.get(f"/api/v1/targets/{name}").decode()
