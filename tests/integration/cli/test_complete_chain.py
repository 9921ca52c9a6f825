"""`check --complete-chain` prints what the server should send, its issuers fetched."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.unit.x509.pki import Issued, ca, leaf

CONFIGURATION = """\
fetch: {{allow_private_addresses: true}}
trust_stores: {{lab: {{file: root.pem}}}}
targets:
  - {{host: "127.0.0.1:{port}", server_name: www.example.com, trust: [lab], scan_interval: 0s}}
"""


@dataclass
class Site:
    """A server that sends its own certificate alone, and where its issuer is to be had."""

    port: int
    server: Issued
    issuer: Issued
    documents: dict[str, bytes]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """On loopback, both."""
    documents: dict[str, bytes] = {}

    async def offer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        body = documents.get(path, b"")
        status = b"200 OK" if body else b"404 Not Found"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        writer.close()

    web = await asyncio.start_server(offer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{web.sockets[0].getsockname()[1]}/ca.cer"
    offered = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url)
            )
        ]
    )
    root = ca("Root", end=36500)
    issuer = ca("Issuing CA", root, end=36500)
    own = leaf(issuer, end=30000, extra=(offered,))
    key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "own.pem").write_bytes(own.pem + key)
    (tmp_path / "root.pem").write_bytes(root.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem")

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    tls = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
    port = tls.sockets[0].getsockname()[1]
    (tmp_path / "config.yml").write_text(CONFIGURATION.format(port=port))
    yield Site(port=port, server=own, issuer=issuer, documents=documents)
    tls.close()
    web.close()


async def check(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Exit code, output and log of the command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "exporter", "check", f"--config.file={folder / 'config.yml'}", *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, log = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), log.decode()


async def test_the_whole_chain_is_printed(site: Site, tmp_path: Path) -> None:
    """The server's certificate, then its issuer, as a file that servers read; the root is left out."""
    site.documents["/ca.cer"] = site.issuer.der
    code, out, log = await check("--complete-chain", folder=tmp_path)
    assert (code, log) == (0, "")
    found = x509.load_pem_x509_certificates(out.encode())
    assert [one.public_bytes(Encoding.DER) for one in found] == [site.server.der, site.issuer.der]


async def test_what_is_not_to_be_had_is_said(site: Site, tmp_path: Path) -> None:
    """Nothing is printed, and the log says why."""
    assert site.documents == {}
    code, out, log = await check("--complete-chain", folder=tmp_path)
    assert (code, out) == (3, "")
    assert ": no whole chain is known: " in log
    assert "CN=Issuing CA,O=Example Trust is missing" in log
