"""Each fact that is known has its series, and what is not known has none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from exporter.model.outcome import Failed, Skipped
from exporter.model.report import Report
from exporter.views.catalogue import TARGET_FAMILIES
from exporter.views.exposition import render
from exporter.views.samples import SCAN_FAMILIES, is_successful, samples, scan_samples
from exporter.words.cipher_class import CipherClass
from exporter.words.phase import Phase
from exporter.words.protocol import Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.step import Step
from tests.unit.views.maker import Maker

ALWAYS_KNOWN = {
    "tls_target_info",
    "tls_target_interval_seconds",
    "tls_probe_success",
    "tls_probe_duration_seconds",
    "tls_probe_timestamp_seconds",
    "tls_first_failing_step",
}
Series: TypeAlias = dict[tuple[str, ...], float]
SKIPPED = Skipped(needs="more than there was")


def series(report: Report, family: str) -> Series:
    """The values of a family by the values of its labels."""
    return {
        labels: value
        for one, labels, value in (*samples(report), *scan_samples(report))
        if one.name == family
    }


def families(report: Report) -> set[str]:
    """The names of all families that have a series, those of the scrape included."""
    rendered = render(report)
    names = {
        family.name for family, lines in zip(TARGET_FAMILIES, rendered.lines, strict=True) if lines
    }
    return names | ({"tls_certificate_expiry_days"} if rendered.expiries else set())


def unjudged(make: Maker, report: Report) -> Report:
    """The same evidence with no step checked."""
    return replace(report, ladder=tuple(make.unchecked(step) for step in Step))


def nothing(make: Maker) -> Report:
    """A probe that saw nothing at all."""
    return unjudged(make, make.report(lookups=(), endpoints=()))


def no_chain(make: Maker) -> Report:
    """No certificate arrived."""
    return make.report(make.endpoint(chain=SKIPPED))


def no_scan(make: Maker) -> Report:
    """Neither scan nor handshake."""
    return make.report(make.endpoint(scan=SKIPPED, handshake=SKIPPED))


def no_store(make: Maker) -> Report:
    """No trust store is configured."""
    return make.report(make.endpoint(chain=make.chain(trust=())))


def lookups_failed(make: Maker) -> Report:
    """No resolver answered."""
    return make.report(lookups=(make.failed_lookup("a"), make.failed_lookup("b")))


def with_scan(**changes: Any) -> Callable[[Maker], Report]:
    """The scan found this."""
    return lambda make: make.report(make.endpoint(scan=replace(make.scan(), **changes)))


UNKNOWN: dict[str, Callable[[Maker], Report]] = {
    "tls_probe_phase_duration_seconds": lambda make: make.report(
        make.endpoint(timings=()), lookups=()
    ),
    "tls_probe_failure": lambda make: make.report(),
    "tls_step_status": lambda make: unjudged(make, make.report()),
    "tls_finding": lambda make: make.report(),
    "tls_port_open": lambda make: make.report(make.endpoint(connection=SKIPPED)),
    "tls_port_state": lambda make: make.report(make.endpoint(connection=SKIPPED)),
    "tls_handshake_success": lambda make: make.report(make.endpoint(handshake=SKIPPED)),
    "tls_certificate_expiry_days": no_chain,
    "tls_certificate_not_before_timestamp_seconds": no_chain,
    "tls_certificate_not_after_timestamp_seconds": no_chain,
    "tls_certificate_matches_host": no_chain,
    "tls_certificate_self_signed": no_chain,
    "tls_certificate_trusted": no_store,
    "tls_certificate_trust_failure": lambda make: make.report(),
    "tls_certificate_scts": no_chain,
    "tls_certificate_info": no_chain,
    "tls_dns_lookup_success": lambda make: make.report(lookups=()),
    "tls_dns_matches_expected": lookups_failed,
    "tls_dns_addresses": lookups_failed,
    "tls_dns_ttl_seconds": lambda make: make.report(
        lookups=(make.lookup("system", make.address, ttl=None),)
    ),
    "tls_dns_resolvers_agree": lambda make: make.report(
        lookups=(make.lookup("system", make.address), make.failed_lookup("lame"))
    ),
    "tls_chain_length": no_chain,
    "tls_chain_complete": no_store,
    "tls_chain_ordered": no_chain,
    "tls_chain_includes_root": no_chain,
    "tls_chain_unrelated_certificates": no_chain,
    "tls_chain_not_after_timestamp_seconds": lambda make: make.report(
        make.endpoint(chain=make.gap())
    ),
    "tls_protocol_enabled": no_scan,
    "tls_weakest_protocol": lambda make: make.report(
        make.endpoint(scan=make.scan(TLS1_0=Support.UNKNOWN))
    ),
    "tls_weak_cipher_enabled": with_scan(
        weak_ciphers=((CipherClass.RC4, Support.UNKNOWN),),
    ),
    "tls_forward_secrecy": with_scan(forward_secrecy=Support.UNKNOWN),
    "tls_key_exchange_group_enabled": with_scan(groups=(("x25519", Support.UNKNOWN),)),
    "tls_key_exchange_group_preferred": with_scan(preferred_group=""),
    "tls_dh_group_size": with_scan(dh_bits=None),
    "tls_client_supported": no_chain,
    "tls_scan_connections": no_scan,
    "tls_scan_timestamp_seconds": no_scan,
    "tls_negotiated_info": no_scan,
}


def test_every_family_has_a_case_without_its_series() -> None:
    """A new family comes with the case in which its value is not known."""
    assert set(UNKNOWN) == {family.name for family in TARGET_FAMILIES} - ALWAYS_KNOWN


@pytest.mark.parametrize("family", UNKNOWN)
def test_what_is_not_known_has_no_series(make: Maker, family: str) -> None:
    """Absent where its own fact is unknown, whatever else was seen."""
    assert family not in families(UNKNOWN[family](make))


def test_all_families_together_cover_the_catalogue(make: Maker) -> None:
    """Each has a series in the healthy or in the broken report."""
    seen = families(make.report()) | families(make.broken())
    assert seen == {family.name for family in TARGET_FAMILIES}


def test_a_probe_that_saw_nothing_says_only_that(make: Maker) -> None:
    """The target, the probe and that no step is known to fail."""
    assert families(nothing(make)) == ALWAYS_KNOWN


def test_a_single_fact_stays_right_beside_broken_ones(make: Maker) -> None:
    """Expired, but complete for the store, which says why it refuses."""
    verdict = make.verdict(TrustReason.EXPIRED)
    report = make.report(make.endpoint(chain=make.chain(trust=(verdict,))))
    labels = (make.address, "mozilla")
    assert series(report, "tls_chain_complete") == {labels: 1}
    assert series(report, "tls_certificate_matches_host") == {(make.address,): 1}
    assert series(report, "tls_certificate_trusted") == {labels: 0}
    assert series(report, "tls_certificate_trust_failure") == {(*labels, "expired"): 1}


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (Reason.CONNECT_REFUSED, "refused"),
        (Reason.CONNECT_TIMEOUT, "timeout"),
        (Reason.CONNECT_UNREACHABLE, "unreachable"),
        (Reason.CONNECT_RESET, "reset"),
    ],
)
def test_a_closed_port_has_one_state(make: Maker, reason: Reason, state: str) -> None:
    """The present one, and the port is known not to be open."""
    report = make.report(make.closed("192.0.2.1", reason))
    assert series(report, "tls_port_state") == {("192.0.2.1", "origin", state): 1}
    assert series(report, "tls_port_open") == {("192.0.2.1", "origin"): 0}
    assert series(report, "tls_handshake_success") == {}


@pytest.mark.parametrize("reason", [Reason.DEADLINE, Reason.INTERNAL_ERROR])
def test_a_failure_of_ours_says_nothing_of_the_port(make: Maker, reason: Reason) -> None:
    """The attempt failed here, so the port is not known to be closed."""
    report = make.report(make.closed("192.0.2.1", reason))
    assert series(report, "tls_port_open") == series(report, "tls_port_state") == {}
    assert series(report, "tls_probe_failure") == {("192.0.2.1", "connect", reason): 1}


def test_a_defect_of_ours_is_no_known_no(make: Maker) -> None:
    """Neither the handshake nor the name is known to be bad when this exporter broke down."""
    defect = Failed(reason=Reason.INTERNAL_ERROR)
    lookups = (make.failed_lookup("system", Reason.INTERNAL_ERROR),)
    report = make.report(make.endpoint(handshake=defect), lookups=lookups)
    assert series(report, "tls_handshake_success") == series(report, "tls_dns_lookup_success") == {}
    assert series(report, "tls_probe_success") == {(): 0}


def test_no_certificate_makes_a_label_grow_without_bound(make: Maker) -> None:
    """A serial number may have a hundred thousand digits, an object identifier too."""
    digits = "1" * 120_000
    make.leaf = replace(make.leaf, serial=digits, key=digits, signature=digits)
    ((labels, _),) = series(make.report(), "tls_certificate_info").items()
    assert max(map(len, labels)) == 1024


@pytest.mark.parametrize("phase", ["connection", "handshake", "chain", "scan"])
def test_every_phase_can_fail_on_its_own(make: Maker, phase: str) -> None:
    """The failure names the phase in public words."""
    failed = Failed(reason=Reason.TLS_TIMEOUT)
    report = make.report(make.endpoint(**{phase: failed}))
    public = {"connection": "connect", "chain": "verify"}.get(phase, phase)
    assert series(report, "tls_probe_failure") == {(make.address, public, "tls_timeout"): 1}


def test_a_probe_that_ended_early_fails_as_a_whole(make: Maker) -> None:
    """Neither address nor phase is known, and what was seen is no success."""
    report = make.report(interrupted=Failed(reason=Reason.INTERNAL_ERROR))
    assert series(report, "tls_probe_failure") == {("", "", "internal_error"): 1}
    assert series(report, "tls_probe_success") == {(): 0}


def test_success_needs_a_handshake_of_every_endpoint_probed(make: Maker) -> None:
    """Endpoints that were skipped do not count, but there must be one that was not."""
    good, failed = make.endpoint(), make.endpoint(handshake=Failed(reason=Reason.TLS_TIMEOUT))
    skipped = make.endpoint(connection=SKIPPED, handshake=SKIPPED)
    assert is_successful(make.evidence(good, skipped))
    assert not is_successful(make.evidence(good, failed))
    assert not is_successful(make.evidence(good, make.closed("192.0.2.1")))
    assert not is_successful(make.evidence(skipped))
    assert not is_successful(make.evidence())


def test_the_slowest_resolver_is_the_time_of_dns(make: Maker) -> None:
    """Lookups run side by side, so the phase ends with the last answer."""
    report = make.report(lookups=(make.lookup("a", make.address), make.failed_lookup("b")))
    assert series(report, "tls_probe_phase_duration_seconds")["", Phase.DNS] == 0.004


def test_each_resolver_is_held_to_the_expected_addresses(make: Maker) -> None:
    """All of its addresses must lie within; one that failed is not judged."""
    lookups = (
        make.lookup("right", make.address, "203.0.113.99"),
        make.lookup("half", make.address, "192.0.2.1"),
        make.failed_lookup("lame"),
    )
    matches = series(make.report(lookups=lookups), "tls_dns_matches_expected")
    assert matches == {("right",): 1, ("half",): 0}


def test_expectations_are_exported_only_where_there_are_any(make: Maker) -> None:
    """Without expected_ips no answer is as expected."""
    make.target = replace(make.target, expected_ips=())
    assert series(make.report(), "tls_dns_matches_expected") == {}


@pytest.mark.parametrize(
    ("second", "agree"),
    [(("203.0.113.10",), 1), (("203.0.113.11", "203.0.113.10"), 1), (("198.51.100.1",), 0)],
)
def test_resolvers_agree_that_share_an_address(
    make: Maker, second: tuple[str, ...], agree: int
) -> None:
    """A partial overlap is rotation; wholly different answers are not."""
    lookups = (make.lookup("system", make.address), make.lookup("other", *second))
    assert series(make.report(lookups=lookups), "tls_dns_resolvers_agree") == {(): agree}


def test_a_version_is_known_from_scan_or_handshake(make: Maker) -> None:
    """What the scan left open is closed by the handshake, and the rest stays open."""
    scan = make.scan(TLS1_1=Support.UNKNOWN, TLS1_3=Support.UNKNOWN)
    enabled = series(make.report(make.endpoint(scan=scan)), "tls_protocol_enabled")
    assert {protocol: value for (_, protocol), value in enabled.items()} == {
        "TLSv1.0": 0,
        "TLSv1.2": 1,
        "TLSv1.3": 1,
    }


def test_the_weakest_version_carries_its_order(make: Maker) -> None:
    """The label names it, the value compares it."""
    report = make.report(make.endpoint(scan=make.scan(TLS1_1=Support.YES)))
    assert series(report, "tls_weakest_protocol") == {(make.address, "TLSv1.1"): 1.1}


def test_a_scan_that_the_handshake_contradicts_names_no_weakest_version(make: Maker) -> None:
    """The server was changed since the scan, so what is weakest now is not known."""
    report = make.report(make.endpoint(scan=make.scan(TLS1_2=Support.YES, TLS1_3=Support.NO)))
    assert series(report, "tls_weakest_protocol") == {}
    assert series(report, "tls_protocol_enabled")[(make.address, "TLSv1.3")] == 1


def test_the_chain_ends_with_its_first_certificate_to_end(make: Maker) -> None:
    """On the path of the first store that trusts it; a store that does not is passed over."""
    make.intermediate = make.certificate("CN=Issuing CA", issuer="CN=Root CA", days=20)
    refusing = make.verdict(TrustReason.UNTRUSTED_ROOT, store="corp", path=(make.leaf,))
    chain = make.chain(trust=(refusing, make.verdict()))
    ends = series(make.report(make.endpoint(chain=chain)), "tls_chain_not_after_timestamp_seconds")
    assert ends == {(make.address,): make.intermediate.not_after.timestamp()}


def test_the_first_failing_step_is_a_number(make: Maker) -> None:
    """0 where none fails."""
    assert series(make.report(), "tls_first_failing_step") == {(): 0}
    assert series(make.broken(), "tls_first_failing_step") == {(): 3}


def test_a_scan_from_before_a_change_says_nothing(make: Maker) -> None:
    """The handshake agreed on a version that it found off: only the handshake is true now."""
    outdated = make.endpoint(scan=make.scan(TLS1_3=Support.NO))
    report = make.report(outdated)
    assert series(report, "tls_protocol_enabled") == {(make.address, "TLSv1.3"): 1}
    assert not series(report, "tls_weak_cipher_enabled")
    assert not series(report, "tls_scan_timestamp_seconds")


def test_the_families_of_scans_are_those_that_scans_fill(make: Maker) -> None:
    """A family that one of them lacked would lose its lines, or keep old ones."""
    told = {family for family, _, _ in (*scan_samples(make.report()), *scan_samples(make.broken()))}
    assert told == SCAN_FAMILIES
    assert not {family for family, _, _ in samples(make.report())} & SCAN_FAMILIES
