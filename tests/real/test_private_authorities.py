"""Private CAs as their tools and tutorials make them are trusted by default, as every judge trusts them."""

import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from ssl import DER_cert_to_PEM_cert

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.config.load import load_settings
from exporter.model.certificate import ChainAssessment
from exporter.x509.appraiser import Appraiser
from exporter.x509.trust_store import trust_store
from tests.real.conftest import Program
from tests.real.programs.chain_judges import GNUTLS, GO, OPENSSL, refusals
from tests.real.programs.question import Question

pytestmark = [pytest.mark.real, pytest.mark.timeout(600)]

HOST = "www.example.com"
P256 = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
NAMED = f"subjectAltName=DNS:{HOST}"
TEMPLATE = """\
cn = "Certtool CA"
ca
cert_signing_key
expiration_days = 365
"""
SERVER_TEMPLATE = f"""\
cn = "{HOST}"
dns_name = "{HOST}"
tls_www_server
signing_key
expiration_days = 90
"""
CONFIGURATION = f"""\
[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
default_days = 90
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = DNS:{HOST}
"""
Files = tuple[str, str]
"""The server's certificate and the CA's."""


class Workshop:
    """A folder in which a tool is at work."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def run(self, tool: str, *arguments: str, **environment: str) -> None:
        """One command."""
        command: list[str | Path] = [self.program(tool), *arguments]
        path = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        done = subprocess.run(
            command, cwd=self.folder, env=path | environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()


def openssl_x509(shop: Workshop) -> Files:
    """`req -x509` for the CA and `x509 -req` for the server, with a file for the names."""
    shop.run("openssl", "req", "-x509", *P256, "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca")
    shop.run("openssl", "req", *P256, "-subj", f"/CN={HOST}", "-keyout", "key", "-out", "csr")
    (shop.folder / "names").write_text(NAMED)
    issuer = ("-CA", "ca", "-CAkey", "ca.key", "-CAcreateserial")
    shop.run("openssl", "x509", "-req", "-in", "csr", *issuer, "-extfile", "names", "-out", "leaf")
    return "leaf", "ca"


def openssl_ca(shop: Workshop) -> Files:
    """`openssl ca` with a database."""
    shop.run("openssl", "req", "-x509", *P256, "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca")
    shop.run("openssl", "req", *P256, "-subj", f"/CN={HOST}", "-keyout", "key", "-out", "csr")
    (shop.folder / "openssl.cnf").write_text(CONFIGURATION)
    (shop.folder / "index.txt").touch()
    issuer = ("-cert", "ca", "-keyfile", "ca.key")
    shop.run(
        "openssl", "ca", "-batch", "-config", "openssl.cnf", *issuer, "-in", "csr", "-out", "leaf"
    )
    return "leaf", "ca"


def openssl_self_signed(shop: Workshop) -> Files:
    """One certificate, which is its own CA."""
    request = ("req", "-x509", *P256, "-subj", f"/CN={HOST}", "-addext", NAMED)
    shop.run("openssl", *request, "-keyout", "key", "-out", "leaf")
    return "leaf", "leaf"


def easy_rsa(shop: Workshop, **more: str) -> Files:
    """Easy-RSA's CA and server."""
    settings = {
        "EASYRSA_BATCH": "1",
        "EASYRSA_PKI": str(shop.folder / "pki"),
        "EASYRSA_ALGO": "ec",
        "EASYRSA_CURVE": "prime256v1",
        **more,
    }
    tool = "/usr/share/easy-rsa/easyrsa"
    shop.run(tool, "init-pki", **settings)
    shop.run(tool, "build-ca", "nopass", **settings, EASYRSA_REQ_CN="Easy-RSA CA")
    names = f"--subject-alt-name=DNS:{HOST}"
    shop.run(tool, names, "build-server-full", HOST, "nopass", **settings)
    return f"pki/issued/{HOST}.crt", "pki/ca.crt"


def easy_rsa_with_netscape(shop: Workshop) -> Files:
    """The same with the extensions of its older releases."""
    return easy_rsa(shop, EASYRSA_NS_SUPPORT="yes")


def mkcert(shop: Workshop) -> Files:
    """Mkcert's."""
    files = ("-cert-file", "leaf", "-key-file", "key")
    shop.run("mkcert", *files, HOST, CAROOT=str(shop.folder))
    return "leaf", "rootCA.pem"


def certtool(shop: Workshop) -> Files:
    """GnuTLS's, by templates."""
    (shop.folder / "ca.cfg").write_text(TEMPLATE)
    (shop.folder / "leaf.cfg").write_text(SERVER_TEMPLATE)
    for name in ("ca", "leaf"):
        shop.run("certtool", "--generate-privkey", "--key-type=ecdsa", "--outfile", f"{name}.key")
    own = ("--load-privkey", "ca.key", "--template", "ca.cfg", "--outfile", "ca")
    shop.run("certtool", "--generate-self-signed", *own)
    issuer = ("--load-ca-certificate", "ca", "--load-ca-privkey", "ca.key")
    own = ("--load-privkey", "leaf.key", "--template", "leaf.cfg", "--outfile", "leaf")
    shop.run("certtool", "--generate-certificate", *issuer, *own)
    return "leaf", "ca"


TOOLS: Mapping[str, Callable[[Workshop], Files]] = {
    "openssl x509": openssl_x509,
    "openssl ca": openssl_ca,
    "openssl, self-signed": openssl_self_signed,
    "easy-rsa": easy_rsa,
    "easy-rsa with Netscape's": easy_rsa_with_netscape,
    "mkcert": mkcert,
    "certtool": certtool,
}


@pytest.fixture(scope="module")
def asked(program: Program, folder: Path) -> Mapping[str, Question]:
    """What each tool made."""
    made = {}
    for name, make in TOOLS.items():
        place = folder / name.replace(" ", "-").replace("'", "").replace(",", "")
        place.mkdir()
        leaf, anchor = (der(place / file) for file in make(Workshop(program, place)))
        made[name] = Question(sent=(leaf,), anchors=(anchor,), host=HOST)
    return made


def der(file: Path) -> bytes:
    """The last certificate of a file."""
    return x509.load_pem_x509_certificates(file.read_bytes())[-1].public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def against(program: Program, asked: Mapping[str, Question]) -> Mapping[str, Mapping[str, str]]:
    """What judges say against each tool's certificate."""
    said = refusals(program("go"), tuple(asked.values()), datetime.now(tz=UTC))
    judges = (OPENSSL, GO, GNUTLS)
    return {
        name: {judge: said[judge][number] for judge in judges} for number, name in enumerate(asked)
    }


@pytest.mark.parametrize("tool", TOOLS)
def test_every_judge_trusts_it(against: Mapping[str, Mapping[str, str]], tool: str) -> None:
    """As the tool's authors meant it."""
    assert {judge: told for judge, told in against[tool].items() if told} == {}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_store_of_a_file_trusts_it_by_default(
    asked: Mapping[str, Question], tmp_path: Path, tool: str
) -> None:
    """Without a profile in the configuration, and for the host."""
    (anchor,) = asked[tool].anchors
    (tmp_path / "ca.pem").write_text(DER_cert_to_PEM_cert(anchor))
    (tmp_path / "exporter.yml").write_text("trust_stores: {corp: {file: ca.pem}}")
    stores = load_settings(tmp_path / "exporter.yml").trust_stores
    appraiser = Appraiser(map(trust_store, stores), timer=lambda: 0.0)
    found = appraiser.appraise(
        asked[tool].sent, server_name=HOST, trust=("corp",), now=datetime.now(tz=UTC)
    ).assessment
    assert isinstance(found, ChainAssessment)
    (verdict,) = found.trust
    assert (verdict.failure, found.matches_host, found.leaf.defects) == (None, True, ())
