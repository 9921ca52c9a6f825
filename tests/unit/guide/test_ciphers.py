"""Step 8 finds weak cryptography where the scan established it, and is silent otherwise."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from exporter.model.outcome import Failed
from exporter.model.scan import SuiteAnswer
from exporter.tls.scan.key_groups import POST_QUANTUM
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.step import Step

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
NO_POST_QUANTUM = tuple((group.name, NO) for group in sorted(POST_QUANTUM))


def scanned(deployment: Any, **changes: Any) -> Any:
    """The deployment with a scan that found this too."""
    return deployment.with_endpoint(scan=replace(deployment.endpoint.scan, **changes))


def evidence_of(deployment: Any, code: str) -> str:
    """What was seen of a finding."""
    (finding,) = (one for one in deployment.report().findings if one.kind.code == code)
    return str(finding.evidence)


def test_weak_suites_are_one_finding_that_names_them(deployment: Any) -> None:
    """With the version at which each was accepted."""
    rc4 = SuiteAnswer(protocol=Protocol.TLS1_2, suite="TLS_RSA_WITH_RC4_128_SHA", is_accepted=True)
    old = SuiteAnswer(protocol=Protocol.SSLV2, suite="SSL_CK_RC4_128_WITH_MD5", is_accepted=True)
    good = replace(rc4, suite="TLS_RSA_WITH_AES_128_CBC_SHA")
    weak = ((CipherClass.NULL, NO), (CipherClass.RC4, YES), (CipherClass.DES, UNKNOWN))
    scanned(deployment, weak_ciphers=weak, suites=(old, rc4, good))
    assert evidence_of(deployment, "compatibility_weak_cipher_enabled").endswith(
        "accepts rc4: SSL_CK_RC4_128_WITH_MD5 at SSLv2, TLS_RSA_WITH_RC4_128_SHA at TLSv1.2 "
        "(scan of 2026-06-01 12:00 UTC)"
    )


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"weak_ciphers": ((CipherClass.RC4, NO), (CipherClass.DES, UNKNOWN))}, []),
        ({"forward_secrecy": NO}, ["compatibility_no_forward_secrecy"]),
        ({"forward_secrecy": UNKNOWN}, []),
        ({"dh_bits": 1024}, ["compatibility_weak_dh"]),
        ({"dh_bits": 2048}, []),
        ({"dh_bits": None}, []),
        ({"groups": NO_POST_QUANTUM}, ["compatibility_no_post_quantum"]),
        ({"groups": NO_POST_QUANTUM[1:]}, []),
        ({"groups": (*NO_POST_QUANTUM, ("X25519MLKEM768", YES))}, []),
    ],
)
def test_only_what_is_known_is_found(
    deployment: Any, changes: dict[str, Any], codes: list[str]
) -> None:
    """Unknown answers find nothing."""
    scanned(deployment, **changes)
    assert deployment.codes() == codes


def test_a_scan_from_before_the_repair_finds_nothing(deployment: Any) -> None:
    """A handshake at a version that the scan found off shows that the server was changed."""
    off = tuple((version, NO) for version in Protocol if version is not Protocol.TLS1_0)
    on = ((Protocol.TLS1_0, YES),)
    scanned(deployment, protocols=(*on, *off), forward_secrecy=NO, groups=NO_POST_QUANTUM)
    assert deployment.endpoint.scan_is_outdated
    assert deployment.codes() == []
    assert not deployment.report().clients


@pytest.mark.parametrize(
    "changes",
    [
        {"weak_ciphers": ((CipherClass.RC4, YES),)},
        {"forward_secrecy": NO},
        {"dh_bits": 512},
        {"groups": NO_POST_QUANTUM},
        {"protocols": ((Protocol.TLS1_0, YES), (Protocol.TLS1_2, NO), (Protocol.TLS1_3, NO))},
    ],
)
def test_what_a_scan_found_is_as_old_as_the_scan(deployment: Any, changes: dict[str, Any]) -> None:
    """Every proof that rests on it ends with its time."""
    deployment.with_endpoint(handshake=Failed(reason=Reason.TLS_TIMEOUT))
    scanned(deployment, taken_at=deployment.now - timedelta(minutes=18), **changes)
    step8 = [one for one in deployment.report().findings if one.kind.step is Step.COMPATIBILITY]
    assert step8
    assert all(one.evidence.endswith("(scan of 2026-06-01 11:42 UTC)") for one in step8)


def test_what_the_handshake_agreed_on_is_on_now(deployment: Any) -> None:
    """Whatever the scan found besides is as old as the scan."""
    shake = replace(deployment.endpoint.handshake, protocol=Protocol.TLS1_1)
    deployment.with_endpoint(handshake=shake)
    scanned(deployment, protocols=((Protocol.TLS1_0, YES), (Protocol.TLS1_1, YES)))
    assert "(scan of" in evidence_of(deployment, "compatibility_tls1_0_enabled")
    assert "(scan of" not in evidence_of(deployment, "compatibility_tls1_1_enabled")


def test_findings_of_a_step_stand_by_severity(deployment: Any) -> None:
    """Errors first, notes last, and the first error is what the step fails by."""
    scanned(deployment, dh_bits=1024, groups=NO_POST_QUANTUM)
    finding = next(one.kind for one in deployment.report().findings)
    assert finding.code == "compatibility_weak_dh"
    protocols = ((Protocol.TLS1_0, YES), *deployment.endpoint.scan.protocols[1:])
    scanned(deployment, protocols=protocols, weak_ciphers=((CipherClass.RC4, YES),))
    found = [one.kind for one in deployment.report().findings]
    assert [kind.code for kind in found] == [
        "compatibility_tls1_0_enabled",
        "compatibility_weak_cipher_enabled",
        "compatibility_weak_dh",
        "compatibility_no_post_quantum",
    ]
    assert deployment.report().ladder[7].summary == found[0].title


def test_nothing_on_means_nothing_missing(deployment: Any) -> None:
    """A server that refuses every version lacks no group in particular."""
    versions = tuple((version, NO) for version in Protocol)
    scanned(deployment, groups=NO_POST_QUANTUM, protocols=versions)
    assert "compatibility_no_post_quantum" not in deployment.codes()


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        (Protocol.SSLV2, ["compatibility_sslv2_enabled"]),
        (Protocol.SSLV3, ["compatibility_sslv3_enabled"]),
    ],
)
def test_ssl_is_found(deployment: Any, version: Protocol, codes: list[str]) -> None:
    """Both have a finding of their own."""
    protocols = ((version, YES), *deployment.endpoint.scan.protocols)
    scanned(deployment, protocols=protocols)
    assert deployment.codes() == codes


def test_a_server_of_old_versions_alone_is_found(deployment: Any) -> None:
    """What browsers speak must be known to be off; a handshake at TLS 1.2 would prove the contrary."""
    supports = dict.fromkeys(Protocol, NO) | {Protocol.TLS1_0: YES}
    shake = replace(deployment.endpoint.handshake, protocol=Protocol.TLS1_0)
    deployment.with_endpoint(handshake=shake)
    scanned(deployment, protocols=tuple(supports.items()))
    assert "compatibility_no_modern_protocol" in deployment.codes()
    scanned(deployment, protocols=tuple((supports | {Protocol.TLS1_3: UNKNOWN}).items()))
    assert "compatibility_no_modern_protocol" not in deployment.codes()
    scanned(deployment, protocols=tuple(supports.items()))
    deployment.with_endpoint(handshake=replace(shake, protocol=Protocol.TLS1_2))
    assert "compatibility_no_modern_protocol" not in deployment.codes()
