"""What the name of a suite tells is what the registry and the RFCs say of it."""

import re

import pytest

from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.offered_suites import TLS1_3_SUITES
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import (
    INTEGRITY_ONLY_SUITES,
    KeyExchange,
    is_forward_secret,
    is_tls1_3,
    is_usable_at,
    key_exchange,
    weak_classes,
)

NULL, ANONYMOUS, EXPORT, RC4, DES, TRIPLE_DES = CipherClass
OLDER = (Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_1)

# TLS_<key exchange>_WITH_<cipher>_<hash>, as the registry writes them below TLS 1.3.
PARTS = re.compile(
    r"TLS_(?P<exchange>.+)_WITH_(?P<cipher>.+?)(?:_(?P<hash>MD5|SHA|SHA256|SHA384))?"
)
WEAKNESS_OF_CIPHER = {
    "NULL": {NULL},
    "RC4_128": {RC4},
    "RC4_40": {RC4},
    "RC4_56": {RC4},
    "RC2_CBC_40": set(),
    "DES_CBC": {DES},
    "DES40_CBC": {DES},
    "3DES_EDE_CBC": {TRIPLE_DES},
}
# By the code points of the IANA registry, independently of the names.
NEW_IN_TLS1_2 = (
    *range(0x3B, 0x3E),  # RFC 5246: NULL-SHA256, AES-CBC-SHA256
    0x40,
    *range(0x67, 0x6E),
    *range(0x9C, 0xA8),  # RFC 5288: AES-GCM
    *range(0xC023, 0xC033),  # RFC 5289: ECC with SHA-256, SHA-384 and AES-GCM
    *range(0xC03C, 0xC072),  # RFC 6209: ARIA
    *range(0xC09C, 0xC0B0),  # RFC 6655, RFC 7251: AES-CCM
    *range(0xCCA8, 0xCCAF),  # RFC 7905: ChaCha20
)


def parts(suite: CipherSuite) -> re.Match[str]:
    """The parts of an older suite's name."""
    matched = PARTS.fullmatch(suite.name)
    assert matched, suite.name
    return matched


@pytest.mark.parametrize("suite", CipherSuite, ids=lambda suite: suite.name)
def test_the_weaknesses_of_every_suite(suite: CipherSuite) -> None:
    """By its cipher, and by a key exchange for export or without authentication."""
    if is_tls1_3(suite):
        expected = {NULL} if suite in INTEGRITY_ONLY_SUITES else set()
    else:
        name = parts(suite)
        expected = set(WEAKNESS_OF_CIPHER.get(name["cipher"], set()))
        expected |= {EXPORT} if "EXPORT" in name["exchange"] else set()
        expected |= {ANONYMOUS} if "anon" in name["exchange"] else set()
    assert weak_classes(suite) == expected


@pytest.mark.parametrize(
    ("cipher", "classes"),
    [
        (0x010080, {RC4}),
        (0x020080, {RC4, EXPORT}),
        (0x030080, set()),
        (0x040080, {EXPORT}),
        (0x050080, set()),
        (0x060040, {DES}),
        (0x0700C0, {TRIPLE_DES}),
    ],
)
def test_the_weaknesses_of_sslv2(cipher: int, classes: set[CipherClass]) -> None:
    """RC2 and IDEA have no class of their own."""
    assert weak_classes(Sslv2Cipher(cipher)) == classes


@pytest.mark.parametrize("suite", CipherSuite, ids=lambda suite: suite.name)
def test_the_key_exchange_of_every_suite(suite: CipherSuite) -> None:
    """Ephemeral and anonymous ones send a ServerKeyExchange with a curve or a prime."""
    exchange = "" if is_tls1_3(suite) else re.sub("_EXPORT.*", "", parts(suite)["exchange"])
    expected = {
        "ECDHE_RSA": KeyExchange.ECDHE,
        "ECDHE_ECDSA": KeyExchange.ECDHE,
        "ECDH_anon": KeyExchange.ECDHE,
        "DHE_RSA": KeyExchange.DHE,
        "DHE_DSS": KeyExchange.DHE,
        "DH_anon": KeyExchange.DHE,
    }.get(exchange, KeyExchange.NONE)
    assert key_exchange(suite) is expected


@pytest.mark.parametrize("code", [0x00FF, 0xFAFA, 0x5600])
def test_a_suite_without_a_name_tells_nothing(code: int) -> None:
    """A server may choose a number from no registry."""
    assert key_exchange(code) is KeyExchange.NONE


@pytest.mark.parametrize("suite", CipherSuite, ids=lambda suite: suite.name)
def test_forward_secrecy_of_every_suite(suite: CipherSuite) -> None:
    """Ephemeral keys of a server that shows who it is, and a cipher to keep the secret."""
    is_older = not is_tls1_3(suite) and parts(suite)["exchange"].startswith(("ECDHE_", "DHE_"))
    is_encrypted = suite in TLS1_3_SUITES or (is_older and parts(suite)["cipher"] != "NULL")
    assert is_forward_secret(suite) is is_encrypted


@pytest.mark.parametrize("suite", CipherSuite, ids=lambda suite: suite.name)
def test_the_versions_of_every_suite(suite: CipherSuite) -> None:
    """TLS 1.3 shares no suite; authenticated encryption and SHA-2 began with TLS 1.2."""
    is_new = suite in (*TLS1_3_SUITES, *INTEGRITY_ONLY_SUITES)
    assert is_tls1_3(suite) is is_new
    assert is_usable_at(suite, Protocol.TLS1_3) is is_new
    assert is_usable_at(suite, Protocol.TLS1_2) is not is_new
    for version in OLDER:
        assert is_usable_at(suite, version) is not (is_new or suite in NEW_IN_TLS1_2)
