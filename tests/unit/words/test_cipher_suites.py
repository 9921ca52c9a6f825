"""The suites offered are the registered ones, the common and strong first, and not too many."""

from exporter.tls.scan.weak_ciphers import WEAK_SUITES
from exporter.words.cipher_suites import CipherSuite
from exporter.words.offered_suites import OLDER_SUITES, ORDINARY_OLDER_SUITES, TLS1_3_SUITES
from exporter.words.suite_properties import INTEGRITY_ONLY_SUITES

WEAK_MARKS = ("_NULL_", "_anon_", "_EXPORT_", "_RC4_", "_DES_", "_3DES_", "_IDEA_")


def is_weak(suite: CipherSuite) -> bool:
    """Whether the name tells a weakness."""
    return any(mark in suite.name for mark in WEAK_MARKS)


def test_code_points_are_the_registered_ones() -> None:
    """A few from each corner of the registry."""
    assert CipherSuite(0x0001).name == "TLS_RSA_WITH_NULL_MD5"
    assert CipherSuite(0x0034).name == "TLS_DH_anon_WITH_AES_128_CBC_SHA"
    assert CipherSuite(0xC02F).name == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    assert CipherSuite(0xCCA9).name == "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    assert CipherSuite(0x1301).name == "TLS_AES_128_GCM_SHA256"


def test_what_visitors_get_goes_first() -> None:
    """A server that honours our order shows what an ordinary client gets."""
    assert OLDER_SUITES[: len(ORDINARY_OLDER_SUITES)] == ORDINARY_OLDER_SUITES
    assert OLDER_SUITES[0] is CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256


def test_a_strong_suite_is_never_behind_a_weak_one() -> None:
    """But for the triple DES that ordinary clients offered last; all the weak are there."""
    others = OLDER_SUITES[len(ORDINARY_OLDER_SUITES) :]
    weaknesses = [is_weak(suite) for suite in others]
    assert weaknesses == sorted(weaknesses)
    assert sum(weaknesses) > 30


def test_every_suite_is_offered_at_one_version_or_another() -> None:
    """Once each; those of TLS 1.3 are told apart, and those never registered go among the weak."""
    unregistered = [suite for suite in WEAK_SUITES if "_EXPORT1024_" in suite.name]
    offered = (*TLS1_3_SUITES, *INTEGRITY_ONLY_SUITES, *OLDER_SUITES, *unregistered)
    assert sorted(offered) == sorted(CipherSuite)


def test_no_more_suites_than_servers_bear() -> None:
    """Some servers fail beyond 128, the signalling suite included."""
    assert len({*TLS1_3_SUITES, *OLDER_SUITES}) + 1 <= 128


def test_ordinary_suites_rouse_no_suspicion() -> None:
    """A firewall that drops hellos with broken suites lets the plain one pass."""
    weak = {suite for suite in ORDINARY_OLDER_SUITES if is_weak(suite)}
    assert weak == {CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
