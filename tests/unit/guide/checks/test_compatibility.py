"""Step 8 finds versions that are too old or missing, and passes by a scan alone."""

from dataclasses import replace

import pytest

from exporter.model.certificate import ChainAssessment, Malformed
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.scan import Scan
from exporter.model.target import Policy
from exporter.words.cipher_class import CipherClass
from exporter.words.hello_form import HelloForm
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import HANDSHAKE, HEALTHY, SCAN, SITE, scan

WITHOUT_SCANS = Policy(scan_interval=0)
SCAN_IS_OFF = Skipped(needs="scans, which are switched off")


@pytest.mark.parametrize(
    ("minimum", "codes"),
    [
        (Protocol.TLS1_0, []),
        (Protocol.TLS1_1, ["compatibility_tls1_0_enabled"]),
        (Protocol.TLS1_2, ["compatibility_tls1_0_enabled", "compatibility_tls1_1_enabled"]),
    ],
)
def test_versions_below_the_minimum_are_errors(minimum: Protocol, codes: list[str]) -> None:
    """The target's minimum_protocol decides."""
    deployment = HEALTHY.with_policy(Policy(minimum_protocol=minimum))
    assert deployment.scanned(scan(*list(Protocol)[2:])).codes() == codes


@pytest.mark.parametrize(
    ("outcome", "needs"),
    [
        (Skipped(needs="a quieter moment for a scan"), "a quieter moment for a scan"),
        (Failed(reason=Reason.DEADLINE), "a longer timeout"),
        (
            Failed(reason=Reason.INTERNAL_ERROR),
            "a probe without an error of the exporter's own",
        ),
        (scan(unknown=(Protocol.TLS1_0, Protocol.TLS1_1)), "an answer about TLSv1.0, TLSv1.1"),
        (
            replace(
                scan(unknown=(Protocol.TLS1_0,)),
                weak_ciphers=((CipherClass.NULL, Support.NO), (CipherClass.RC4, Support.UNKNOWN)),
            ),
            "an answer about TLSv1.0, rc4",
        ),
    ],
)
def test_the_step_does_not_pass_without_a_scan_that_tells_all(
    outcome: Outcome[Scan], needs: str
) -> None:
    """A handshake at TLS 1.3 says nothing about the other versions."""
    report = HEALTHY.scanned(outcome).judged()
    rung = report.ladder[7]
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, f"needs {needs}")
    assert [str(one.place) for one in rung.unknown] == ["203.0.113.10:443"]
    assert report.standing is Standing.PARTLY_UNKNOWN


@pytest.mark.parametrize("is_first", [True, False])
def test_a_certificate_that_cannot_be_read_beside_another_is_no_error_of_ours(
    *, is_first: bool
) -> None:
    """There is no verdict on any client then, and what the server accepts is known all the same."""
    unreadable = Malformed(detail="no serial number", length=1)
    chain, other = (unreadable, SITE.chain) if is_first else (SITE.chain, unreadable)
    assert isinstance(chain, ChainAssessment | Malformed)
    assert isinstance(other, ChainAssessment | Malformed)
    rung = replace(HEALTHY, sites=(replace(SITE, chain=chain, others=(other,)),)).judged().ladder[7]
    assert (rung.status, rung.unknown) == (Status.PASSED, ())


def test_unknown_groups_leave_the_step_established() -> None:
    """Nothing is wrong with a server whatever they are."""
    deployment = HEALTHY.scanned(replace(SCAN, groups=(("x448", Support.UNKNOWN),)))
    assert deployment.rung(Step.COMPATIBILITY).status is Status.PASSED


def test_an_address_without_a_scan_is_not_hidden_by_one_with_it() -> None:
    """The summary tells of the one and names the other."""
    later = replace(SITE, address="203.0.113.11", scan=Skipped(needs="a later moment"))
    rung = replace(HEALTHY, sites=(SITE, later)).rung(Step.COMPATIBILITY)
    assert rung.status is Status.PARTLY_CHECKED
    assert rung.summary.startswith("accepts TLSv1.2, TLSv1.3; ")
    assert rung.summary.endswith("; not checked: 203.0.113.11:443 needs a later moment")


def test_what_is_not_known_of_clients_that_must_get_through_is_said() -> None:
    """Also of those that must by default, though the step passes all the same."""
    scan = replace(SCAN, needed_form=HelloForm.PLAIN)
    rung = HEALTHY.scanned(scan).rung(Step.COMPATIBILITY)
    assert rung.status is Status.PASSED
    assert rung.summary == (
        "accepts TLSv1.2, TLSv1.3; not known of clients: Chrome, Edge, Firefox, Safari, Android 12, "
        "Android 14, Java 17, Java 21, OpenSSL 3.0, OpenSSL 3.5, Go: an ordinary hello does not get "
        "through; whether its own does is not known"
    )


def test_an_owner_who_wants_no_scans_leaves_no_place_unknown() -> None:
    """The step is not checked, and nobody is alarmed by that."""
    deployment = HEALTHY.with_policy(WITHOUT_SCANS).scanned(SCAN_IS_OFF)
    rung = deployment.rung(Step.COMPATIBILITY)
    assert (rung.status, rung.summary) == (
        Status.NOT_CHECKED,
        "needs scans, which are switched off",
    )
    assert rung.unknown == ()
    assert deployment.judged().standing is Standing.HEALTHY


def test_the_negotiated_version_counts_where_no_scan_is_made() -> None:
    """A server that negotiates TLS 1.0 with a client that offers all accepts TLS 1.0."""
    old = replace(SITE, handshake=replace(HANDSHAKE, protocol=Protocol.TLS1_0), scan=SCAN_IS_OFF)
    deployment = replace(HEALTHY, sites=(old,)).with_policy(WITHOUT_SCANS)
    assert deployment.codes() == ["compatibility_tls1_0_enabled"]
    assert deployment.rung(Step.COMPATIBILITY).status is Status.FAILING


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        (Protocol.SSLV2, ["compatibility_sslv2_enabled"]),
        (Protocol.SSLV3, ["compatibility_sslv3_enabled"]),
    ],
)
def test_ssl_is_found(version: Protocol, codes: list[str]) -> None:
    """Both have a finding of their own."""
    found = scan(version, Protocol.TLS1_2, Protocol.TLS1_3)
    assert HEALTHY.scanned(found).codes() == codes


def test_a_server_of_old_versions_alone_is_found() -> None:
    """It is the headline. What browsers speak must be known to be off; a handshake at TLS 1.2 would prove the contrary."""
    old = replace(SITE, handshake=replace(HANDSHAKE, protocol=Protocol.TLS1_0))
    deployment = replace(HEALTHY, sites=(old,))
    code = "compatibility_no_modern_protocol"
    found = deployment.scanned(scan(Protocol.TLS1_0)).codes()
    assert (found[0], found[-1]) == (code, "compatibility_tls1_0_enabled")
    doubtful = scan(Protocol.TLS1_0, unknown=(Protocol.TLS1_3,))
    assert code not in deployment.scanned(doubtful).codes()
    new = replace(SITE, handshake=replace(HANDSHAKE, protocol=Protocol.TLS1_2))
    deployment = replace(HEALTHY, sites=(new,))
    assert code not in deployment.scanned(scan(Protocol.TLS1_0)).codes()


def test_what_the_handshake_agreed_on_is_on_now() -> None:
    """Whatever the scan found besides is as old as the scan."""
    site = replace(SITE, handshake=replace(HANDSHAKE, protocol=Protocol.TLS1_1))
    both = scan(Protocol.TLS1_0, Protocol.TLS1_1)
    deployment = replace(HEALTHY, sites=(site,)).scanned(both)
    assert deployment.proof("compatibility_tls1_0_enabled") == (
        "203.0.113.10:443 accepts TLSv1.0; the minimum is TLSv1.2 (scan of 2026-06-01 12:00 UTC)"
    )
    assert deployment.proof("compatibility_tls1_1_enabled") == (
        "203.0.113.10:443 accepts TLSv1.1; the minimum is TLSv1.2"
    )
