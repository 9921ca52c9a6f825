"""The scan of real servers finds what their configurations say, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from exporter.model.scan import Scan
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support
from tests.real.conftest import Program
from tests.real.programs.scanning import scanned
from tests.real.programs.set_ups import (
    HOST,
    ODD_SET_UPS,
    SET_UPS,
    Ground,
    SetUp,
    laid_ground,
)

pytestmark = pytest.mark.real

MOST_CONNECTIONS = 64
X25519_TO_P521 = "x25519 x448 secp256r1 secp384r1 secp521r1"
FFDHE = "ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192"
BRAINPOOL = "brainpoolP256r1tls13 brainpoolP384r1tls13 brainpoolP512r1tls13"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What follows from a configuration; lists are words in one text."""

    enabled: str
    weak_ciphers: str = ""
    groups: str = ""
    """At the strongest version; DH groups are negotiated in TLS 1.3 only, as far as we ask."""
    preferred_group: str = ""
    forward_secrecy: Support = Support.YES
    dh_bits: int | None = None
    unknown_protocols: str = ""
    unknown_weak_ciphers: str = ""


EXPECTED: Mapping[str, Expected] = {
    # OpenSSL 3.0 answers a hello without key shares with the first group of its own list.
    "openssl": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups=f"{X25519_TO_P521} {FFDHE}",
        dh_bits=2048,
    ),
    "openssl-everything": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        weak_ciphers="null anonymous",
        groups=f"{X25519_TO_P521} {FFDHE}",
        dh_bits=2048,
    ),
    # Below TLS 1.3 it follows the client, unless told otherwise.
    "openssl-tls12": Expected(enabled="TLSv1.2", groups=X25519_TO_P521, dh_bits=2048),
    "openssl-tls13": Expected(enabled="TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "openssl-p256": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups="secp256r1",
        preferred_group="secp256r1",
        dh_bits=2048,
    ),
    "openssl-own-order": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups="secp384r1 x25519 secp256r1",
        dh_bits=2048,
    ),
    "openssl-rsa-transport": Expected(enabled="TLSv1.2", forward_secrecy=Support.NO),
    # No key signs the primes of anonymous suites, so they say nothing of the others.
    "openssl-anonymous": Expected(
        enabled="TLSv1.2",
        weak_ciphers="anonymous",
        groups=X25519_TO_P521,
        forward_secrecy=Support.NO,
    ),
    "openssl-weak-dh": Expected(enabled="TLSv1.2", dh_bits=1024),
    # OpenSSL 4.0 has groups in tiers, and follows the client within one.
    "openssl-newest": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups=f"{X25519_TO_P521} ffdhe2048 ffdhe3072"
        " X25519MLKEM768 SecP256r1MLKEM768 curveSM2MLKEM768",
    ),
    "gnutls": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"
    ),
    # GnuTLS turns TLS 1.3 off where it is told to do without certificates.
    "gnutls-legacy": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2",
        weak_ciphers="null anonymous rc4 3des",
        groups=X25519_TO_P521,
        dh_bits=2048,
    ),
    "gnutls-rc4": Expected(enabled="TLSv1.0", weak_ciphers="rc4", groups=X25519_TO_P521),
    "tlslite": Expected(
        enabled="SSLv3 TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        weak_ciphers="null rc4 3des",
        groups=f"{X25519_TO_P521} {FFDHE} {BRAINPOOL}",
        dh_bits=2048,
    ),
    # A hello of SSLv3 names no groups.
    "tlslite-sslv3": Expected(
        enabled="SSLv3",
        weak_ciphers="null rc4 3des",
        groups="secp256r1",
        dh_bits=2048,
    ),
    "nginx-intermediate": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups="x25519 secp256r1 secp384r1",
    ),
    "nginx-everything": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        weak_ciphers="anonymous",
        groups=f"{X25519_TO_P521} {FFDHE}",
    ),
    "nginx-tls10": Expected(enabled="TLSv1.0", groups=X25519_TO_P521),
    "nginx-tls11-tls13": Expected(enabled="TLSv1.1 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    # Alert 112 is about the name: the versions that it answers may be on or off.
    "nginx-reject": Expected(
        enabled="",
        forward_secrecy=Support.UNKNOWN,
        unknown_protocols="TLSv1.2 TLSv1.3",
        unknown_weak_ciphers="null anonymous export rc4 des 3des",
    ),
    "apache-legacy": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2", groups=X25519_TO_P521, dh_bits=2048
    ),
    "haproxy": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "haproxy-legacy": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        weak_ciphers="anonymous",
        groups=f"{X25519_TO_P521} {FFDHE}",
    ),
    "jdk": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}", dh_bits=2048),
    # What it calls SSLv2Hello is a form of hello for later versions.
    "jdk-everything": Expected(
        enabled="SSLv3 TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        weak_ciphers="null anonymous export rc4 des 3des",
        groups=f"{X25519_TO_P521} {FFDHE}",
        dh_bits=2048,
    ),
    "exim": Expected(  # GnuTLS, with a prime of its own
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3",
        groups=f"{X25519_TO_P521} {FFDHE}",
        dh_bits=2048,
    ),
    "dovecot": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "lighttpd": Expected(
        enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}", dh_bits=2048
    ),
    "lighttpd-gnutls": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "h2o": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "hitch": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "stunnel": Expected(enabled="TLSv1.2 TLSv1.3", groups=X25519_TO_P521),
    "caddy": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups="X25519MLKEM768 x25519 secp256r1",
        preferred_group="X25519MLKEM768",
    ),
    # Go 1.26 by itself.
    "traefik": Expected(
        enabled="TLSv1.2 TLSv1.3",
        groups="X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024"
        " x25519 secp256r1 secp384r1 secp521r1",
        preferred_group="X25519MLKEM768",
    ),
    "node": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "uvicorn": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    "erlang": Expected(
        enabled="TLSv1.2 TLSv1.3", groups="x25519 x448 secp256r1 secp384r1", dh_bits=2048
    ),
    "mosquitto": Expected(
        enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}", dh_bits=2048
    ),
    "tomcat": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}", dh_bits=2048),
    # GnuTLS, which takes the groups of clients that name some.
    "slapd": Expected(
        enabled="TLSv1.0 TLSv1.1 TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"
    ),
    # No ordinary hello offers its only suite.
    "openssl-ccm8": Expected(enabled="TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
    # Without a suite for certificates, nothing tells whether a version is on.
    "openssl-psk": Expected(
        enabled="",
        forward_secrecy=Support.UNKNOWN,
        unknown_protocols="TLSv1.2",
        unknown_weak_ciphers="null anonymous export rc4 des 3des",
    ),
    "openssl-client-certificate": Expected(
        enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}", dh_bits=2048
    ),
    "gnutls-secure256": Expected(
        enabled="TLSv1.2 TLSv1.3", groups="secp384r1 secp521r1 ffdhe8192", dh_bits=8192
    ),
    "gnutls-dhe": Expected(enabled="TLSv1.0 TLSv1.1 TLSv1.2", dh_bits=2048),
    "gnutls-x448": Expected(enabled="TLSv1.3", groups="x448", preferred_group="x448"),
    # A hello of SSLv3 names no host.
    "haproxy-strict-sni": Expected(enabled="TLSv1.2 TLSv1.3", groups=f"{X25519_TO_P521} {FFDHE}"),
}


@pytest.fixture(scope="module")
def ground(program: Program, folder: Path) -> Ground:
    """What the servers of this module are started with."""
    return laid_ground(program, folder)


@pytest.fixture(scope="module", params=SET_UPS + ODD_SET_UPS, ids=lambda set_up: str(set_up.name))
def set_up(request: pytest.FixtureRequest) -> SetUp:
    """One server after the other."""
    chosen: SetUp = request.param
    return chosen


@pytest.fixture(scope="module")
def scan(set_up: SetUp, ground: Ground) -> Iterator[Scan]:
    """The scan of that server."""
    with set_up.start(ground) as port:
        yield scanned(port, HOST, ground.deployments.root_file)


@pytest.fixture
def expected(set_up: SetUp) -> Expected:
    """What that server's configuration says."""
    return EXPECTED[set_up.name]


def words(text: str) -> set[str]:
    """The words of a list."""
    return set(text.split())


def test_versions_are_those_of_the_configuration(scan: Scan, expected: Expected) -> None:
    """Enabled ones, and of the others none is in doubt without a reason."""
    unknown = {one for one, support in scan.protocols if support is Support.UNKNOWN}
    assert set(scan.enabled) == words(expected.enabled)
    assert unknown == words(expected.unknown_protocols)
    assert {protocol for protocol, _ in scan.protocols} == set(Protocol)


def test_weak_ciphers_are_those_of_the_configuration(scan: Scan, expected: Expected) -> None:
    """Each class is found or ruled out."""
    by_support = {
        support: {one for one, answer in scan.weak_ciphers if answer is support}
        for support in Support
    }
    assert by_support[Support.YES] == words(expected.weak_ciphers)
    assert by_support[Support.UNKNOWN] == words(expected.unknown_weak_ciphers)
    assert {cipher_class for cipher_class, _ in scan.weak_ciphers} == set(CipherClass)


def test_groups_are_those_of_the_configuration(scan: Scan, expected: Expected) -> None:
    """A scan that the bound on connections cut short leaves some unknown, and denies none."""
    found = {group for group, support in scan.groups if support is Support.YES}
    unknown = {group for group, support in scan.groups if support is Support.UNKNOWN}
    assert found <= words(expected.groups)
    assert words(expected.groups) - found <= (set() if scan.is_complete else unknown)


def test_preferred_group_is_that_of_the_configuration(scan: Scan, expected: Expected) -> None:
    """None where the server follows the client."""
    assert scan.preferred_group == expected.preferred_group


def test_key_exchange_is_that_of_the_configuration(scan: Scan, expected: Expected) -> None:
    """Forward secrecy, and the size of the prime that the server takes."""
    assert (scan.forward_secrecy, scan.dh_bits) == (expected.forward_secrecy, expected.dh_bits)


def test_scan_keeps_to_its_bound(scan: Scan) -> None:
    """Whatever the server accepts."""
    assert scan.connections <= MOST_CONNECTIONS
