"""The catalogue's rows are what real programs offer."""

import re
import subprocess
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

import pytest

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.client import Client
from exporter.tls.client_hello_reader import Offer, read_offer
from exporter.tls.extension_type import ExtensionType
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Support
from exporter.words.signature_scheme import SignatureScheme
from tests.real.conftest import Program, miss
from tests.real.programs.client_hello import hello_of

pytestmark = pytest.mark.real

DROPPED_BY_UPDATES = re.compile(r"TLS_RSA_WITH_.*|(ECDSA|RSA_PKCS1|DSA)_SHA1")
"""What Java offered until its updates of January 2026."""


def row(product: str, version: str) -> Client:
    """The catalogue's row of that version; without one it is missed."""
    found = [client for client in CATALOGUE if client.name == f"{product} {version}"]
    if not found:
        miss(f"the catalogue has no {product} {version}")
    return found[0]


def version_by(binary: Path, argument: str, pattern: str) -> str:
    """The version that a program tells of itself."""
    completed = subprocess.run(
        [binary, argument], capture_output=True, text=True, check=True, timeout=60
    )
    told = re.search(pattern, completed.stdout + completed.stderr)
    assert told is not None
    return told[1]


def known(codes: Iterable[int], registry: type[IntEnum]) -> list[IntEnum]:
    """Those code points that we have a name for."""
    return [registry(code) for code in codes if code in set(registry)]


def offers(offer: Offer) -> list[list[IntEnum]]:
    """Suites, groups and signature schemes, as far as we name them."""
    return [
        known(offer.suites, CipherSuite),
        known(offer.groups, Group),
        known(offer.signature_algorithms, SignatureScheme),
    ]


def offers_of_row(client: Client) -> list[list[IntEnum]]:
    """The same of the catalogue."""
    return [list(client.suites), list(client.groups), list(client.signature_schemes)]


def asks_for_staple(offer: Offer) -> Support:
    """Whether the hello has status_request."""
    return Support.YES if ExtensionType.STATUS_REQUEST in offer.extensions else Support.NO


def versions(client: Client) -> set[int]:
    """The code points of the versions in the row."""
    return {CODE_OF_PROTOCOL[protocol] for protocol in client.protocols}


def test_openssl_offers_what_its_row_says(program: Program) -> None:
    """Suites, groups and signature schemes of s_client are those of the row, in its order."""
    binary = program("openssl")
    client = row("OpenSSL", version_by(binary, "version", r"^OpenSSL (\d+\.\d+)"))
    hello = hello_of(lambda port: [binary, "s_client", "-connect", f"127.0.0.1:{port}"])
    offer = read_offer(hello)
    assert offers(offer) == offers_of_row(client)
    assert versions(client) <= set(offer.versions)
    assert client.asks_for_staple is asks_for_staple(offer)


def test_java_offers_what_its_row_says(program: Program) -> None:
    """The same of Java, whose older updates offer more: static RSA, and SHA-1."""
    java = program("java").resolve()
    client = row("Java", version_by(java, "-version", r'version "(\d+)'))
    keytool = java.with_name("keytool")
    hello = hello_of(lambda port: [keytool, "-printcert", "-sslserver", f"127.0.0.1:{port}"])
    offer = read_offer(hello)
    for offered, expected in zip(offers(offer), offers_of_row(client), strict=True):
        dropped = {one for one in offered if DROPPED_BY_UPDATES.fullmatch(one.name)}
        assert [one for one in offered if one in expected or one not in dropped] == expected
    assert versions(client) == set(offer.versions)
    assert client.asks_for_staple is asks_for_staple(offer)


def test_node_offers_what_its_row_says(program: Program) -> None:
    """The same of tls.connect."""
    node = program("node")
    client = row("Node.js", version_by(node, "--version", r"^v(\d+)"))
    connect = 'require("tls").connect({host: "127.0.0.1", port: %d}).on("error", () => {})'
    offer = read_offer(hello_of(lambda port: [node, "-e", connect % port]))
    assert offers(offer) == offers_of_row(client)
    assert versions(client) == set(offer.versions)
    assert client.asks_for_staple is asks_for_staple(offer)
