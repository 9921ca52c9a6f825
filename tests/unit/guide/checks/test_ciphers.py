"""Step 8 finds weak cryptography where the scan established it, and is silent otherwise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.outcome import Failed
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.step import Step
from tests.deployments import HEALTHY, NOW, SCAN, SITE, scan

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
NO_POST_QUANTUM = (
    ("MLKEM512", NO),
    ("MLKEM768", NO),
    ("MLKEM1024", NO),
    ("SecP256r1MLKEM768", NO),
    ("X25519MLKEM768", NO),
    ("SecP384r1MLKEM1024", NO),
    ("curveSM2MLKEM768", NO),
)


def test_weak_suites_are_one_finding_that_names_them() -> None:
    """With the version at which each was accepted."""
    rc4 = SuiteAnswer(protocol=Protocol.TLS1_2, suite="TLS_RSA_WITH_RC4_128_SHA", is_accepted=True)
    old = SuiteAnswer(protocol=Protocol.SSLV2, suite="SSL_CK_RC4_128_WITH_MD5", is_accepted=True)
    good = replace(rc4, suite="TLS_RSA_WITH_AES_128_CBC_SHA")
    weak = ((CipherClass.NULL, NO), (CipherClass.RC4, YES), (CipherClass.DES, UNKNOWN))
    deployment = HEALTHY.scanned(replace(SCAN, weak_ciphers=weak, suites=(old, rc4, good)))
    assert deployment.proof("compatibility_weak_cipher_enabled") == (
        "203.0.113.10:443 accepts rc4: SSL_CK_RC4_128_WITH_MD5 at SSLv2, "
        "TLS_RSA_WITH_RC4_128_SHA at TLSv1.2 (scan of 2026-06-01 12:00 UTC)"
    )


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (replace(SCAN, weak_ciphers=((CipherClass.RC4, NO), (CipherClass.DES, UNKNOWN))), []),
        (replace(SCAN, forward_secrecy=NO), ["compatibility_no_forward_secrecy"]),
        (replace(SCAN, forward_secrecy=UNKNOWN), []),
        (replace(SCAN, dh_bits=1024), ["compatibility_weak_dh"]),
        (replace(SCAN, dh_bits=2048), []),
        (replace(SCAN, dh_bits=None), []),
        (replace(SCAN, groups=NO_POST_QUANTUM), ["compatibility_no_post_quantum"]),
        (replace(SCAN, groups=NO_POST_QUANTUM[1:]), []),
        (replace(SCAN, groups=(*NO_POST_QUANTUM, ("X25519MLKEM768", YES))), []),
    ],
)
def test_only_what_is_known_is_found(found: Scan, codes: list[str]) -> None:
    """Unknown answers find nothing."""
    assert HEALTHY.scanned(found).codes() == codes


@pytest.mark.parametrize(
    "found",
    [
        replace(SCAN, weak_ciphers=((CipherClass.RC4, YES),)),
        replace(SCAN, forward_secrecy=NO),
        replace(SCAN, dh_bits=512),
        replace(SCAN, groups=NO_POST_QUANTUM),
        scan(Protocol.TLS1_0),
    ],
)
def test_what_a_scan_found_is_as_old_as_the_scan(found: Scan) -> None:
    """Every proof that rests on it ends with its time."""
    earlier = replace(found, taken_at=NOW - timedelta(minutes=18))
    site = replace(SITE, handshake=Failed(reason=Reason.TLS_TIMEOUT), scan=earlier)
    report = replace(HEALTHY, sites=(site,)).judged()
    step8 = [one for one in report.findings if one.kind.step is Step.COMPATIBILITY]
    assert step8
    assert all(one.evidence.endswith("(scan of 2026-06-01 11:42 UTC)") for one in step8)


def test_findings_of_a_step_stand_by_severity() -> None:
    """Errors first, notes last, and the first error is what the step fails by."""
    lesser = replace(SCAN, dh_bits=1024, groups=NO_POST_QUANTUM)
    assert HEALTHY.scanned(lesser).codes()[0] == "compatibility_weak_dh"
    old = scan(Protocol.TLS1_0, Protocol.TLS1_2, Protocol.TLS1_3)
    worse = replace(lesser, protocols=old.protocols, weak_ciphers=((CipherClass.RC4, YES),))
    deployment = HEALTHY.scanned(worse)
    assert deployment.codes() == [
        "compatibility_tls1_0_enabled",
        "compatibility_weak_cipher_enabled",
        "compatibility_weak_dh",
        "compatibility_no_post_quantum",
    ]
    assert deployment.rung(Step.COMPATIBILITY).summary == "TLS 1.0 is accepted"


def test_nothing_on_means_nothing_missing() -> None:
    """A server that refuses every version lacks no group in particular."""
    off = tuple((version, NO) for version in Protocol)
    found = replace(SCAN, groups=NO_POST_QUANTUM, protocols=off)
    assert "compatibility_no_post_quantum" not in HEALTHY.scanned(found).codes()
