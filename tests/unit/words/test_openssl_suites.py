"""What OpenSSL calls a suite is told by its registered name."""

from typing import Any

import pytest
from OpenSSL import SSL

from exporter.probing.tls_context import HandshakeContext
from exporter.words.cipher_suites import CipherSuite
from exporter.words.openssl_suites import iana_suite_name


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
        ("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"),
        ("ECDHE-RSA-CAMELLIA128-SHA256", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"),
        ("DHE-RSA-AES128-CCM8", "TLS_DHE_RSA_WITH_AES_128_CCM_8"),
        ("DHE-DSS-AES128-SHA256", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256"),
        ("AES256-CCM", "TLS_RSA_WITH_AES_256_CCM"),
        ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("SEED-SHA", "TLS_RSA_WITH_SEED_CBC_SHA"),
        ("IDEA-CBC-SHA", "TLS_RSA_WITH_IDEA_CBC_SHA"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("RC4-MD5", "TLS_RSA_WITH_RC4_128_MD5"),
        ("", ""),
    ],
)
def test_a_name_is_translated(openssl: str, iana: str) -> None:
    """The mode of a block cipher is CBC where OpenSSL names none."""
    assert iana_suite_name(openssl) == iana


def test_every_suite_that_our_client_may_agree_on_has_its_registered_name() -> None:
    """By its code, as OpenSSL's library knows both; PSK and SRP need a secret that we never have."""
    tls = SSL.Connection(HandshakeContext().context, None)
    names = {suite: openssl_name(tls, suite) for suite in CipherSuite}
    offered = {name for name in tls.get_cipher_list() if "PSK" not in name and "SRP" not in name}
    told = {suite.name: iana_suite_name(name) for suite, name in names.items() if name in offered}
    assert len(told) > 60
    assert all(told[name] == name for name in told), told
    others = offered - set(names.values())  # that scans do not ask for
    assert all("CAMELLIA" in name or "DSS-ARIA" in name for name in others), others


def openssl_name(tls: SSL.Connection, suite: int) -> str:
    """Empty where this library does not know the suite."""
    library: Any = vars(SSL)["_lib"]
    foreign: Any = vars(SSL)["_ffi"]
    cipher = library.SSL_CIPHER_find(tls._ssl, suite.to_bytes(2))
    if cipher == foreign.NULL:
        return ""
    return str(foreign.string(library.SSL_CIPHER_get_name(cipher)).decode())
