"""BIND is asked over UDP, over TCP where the answer is long, over TLS and over HTTPS."""

import asyncio
import gc
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from exporter.config.network import resolver_address
from exporter.model.dns import Answer
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverSettings
from exporter.probing.resolver import ConfiguredResolver
from exporter.probing.told import Told
from exporter.words.reason import Reason
from tests.real.conftest import Program
from tests.real.programs.named import ZONE, bind
from tests.real.programs.process import free_ports

pytestmark = pytest.mark.real

MANY = tuple(f"192.0.2.{number}" for number in range(1, 91))
"""More addresses than a datagram carries."""
ADDRESSES = {
    "udp": "127.0.0.1:{udp}",
    "tls": "tls://127.0.0.1:{tls}",
    "https": "https://127.0.0.1:{https}/dns-query",
}


@pytest.fixture(scope="module")
def certificate(program: Program, folder: Path) -> Path:
    """A certificate for 127.0.0.1, its key beside it."""
    file = folder / "server.pem"
    subprocess.run(
        [
            *(program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=resolver", "-days", "2"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{file}.key", "-out", file),
        ],
        check=True,
        capture_output=True,
    )
    return file


@pytest.fixture(scope="module")
def ports(program: Program, folder: Path, certificate: Path) -> Iterator[Mapping[str, int]]:
    """The port of each transport."""
    udp, tls, https = free_ports(3)
    records = "".join(f"many A {address}\n" for address in MANY)
    (folder / "zone").write_text(f"{ZONE}www A 192.0.2.10\n{records}")
    options = f"""
        listen-on port {udp} {{ 127.0.0.1; }};
        listen-on port {tls} tls own {{ 127.0.0.1; }};
        listen-on port {https} tls own http default {{ 127.0.0.1; }};
        recursion no; dnssec-validation no;
    """
    statements = f"""
        tls own {{ key-file "{certificate}.key"; cert-file "{certificate}"; }};
        zone "example.test" {{ type primary; file "{folder}/zone"; }};
    """
    with bind(
        program("named"), folder / "bind", options, at=("127.0.0.1", https), zones=statements
    ):
        yield {"udp": udp, "tls": tls, "https": https}


def looked_up(address: str, ports: Mapping[str, int], host: str) -> Told:
    """What BIND says at an address as configurations have it."""
    settings = ResolverSettings(
        name="bind", address=resolver_address(address.format_map(dict(ports)))
    )
    told = asyncio.run(ConfiguredResolver(settings).lookup(host))
    with warnings.catch_warnings():
        # dnspython leaves the end of TLS to the loop, which has ended before it.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return told


@pytest.mark.parametrize("transport", ADDRESSES)
def test_an_answer_comes_over_every_transport(
    transport: str,
    ports: Mapping[str, int],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same one; an answer that no datagram holds is asked for over TCP."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for host, addresses in (("www.example.test", ("192.0.2.10",)), ("many.example.test", MANY)):
        told = looked_up(ADDRESSES[transport], ports, host)
        assert isinstance(told.outcome, Answer), told
        assert told.outcome.addresses == addresses


def test_a_resolver_whose_certificate_nobody_trusts_is_not_heard(
    ports: Mapping[str, int],
) -> None:
    """What it might say is not told, and the reason is."""
    told = looked_up(ADDRESSES["tls"], ports, "www.example.test")
    assert isinstance(told.outcome, Failed)
    assert told.outcome.reason is Reason.DNS_ERROR
    assert told.outcome.detail == "its certificate is not accepted"
