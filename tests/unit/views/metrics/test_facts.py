"""Each fact that is known has its series, and what is not known has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from types import MappingProxyType
from typing import TypeAlias

import pytest

from exporter.guide.checks.dns import RESOLVERS_DISAGREE
from exporter.guide.checks.no_address import LOOKUP_FAILED
from exporter.guide.checks.server_config import NO_ANSWER
from exporter.model.attempt import Attempt
from exporter.model.attestation import Attestation, Completion, Renewal, Revocation
from exporter.model.certificate import Malformed
from exporter.model.dns import Answer
from exporter.model.finding import Finding
from exporter.model.outcome import Failed, NoRoute, Outcome, Postponed, Skipped
from exporter.model.place import Document, File, Place, Resolver
from exporter.model.report import FailsByTurns, Report
from exporter.model.scan import Scan
from exporter.model.server_file import Contents
from exporter.model.target import Policy
from exporter.model.transparency import CtLog, LogState, Timestamp, Transparency
from exporter.model.web import StrictTransport, WebAnswer
from exporter.views.metrics.table import TARGET_FACTS, TARGET_FAMILIES
from exporter.words.cipher_class import CipherClass
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason, TrustReason
from exporter.words.revocation_source import RevocationSource
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from exporter.words.timestamp_source import TimestampSource
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    RSA_LEAF,
    SITE,
    TARGET,
    Deployment,
    Site,
    asked,
    assessment,
    certificate,
    closed,
    gap,
    left_out,
    looked_up,
    refusing,
    rung,
    scan,
    trust,
    unconnected,
)
from tests.server_files import CERTIFICATE, CONFIG, KEY, LOCKED, MATCHING, RENEWED, on_disk, trail
from tests.unit.views.scenes import SCAN, SCANNED, WATCHED, broken, healthy, unresolved
from tests.zones import answer, own, server

Series: TypeAlias = dict[tuple[str, ...], float]
ALWAYS_KNOWN = {
    "tls_target_info",
    "tls_target_interval_seconds",
    "tls_probe_success",
    "tls_probe_duration_seconds",
    "tls_probe_timestamp_seconds",
    "tls_standing",
    "tls_first_failing_step",
}
SKIPPED = Skipped(needs="more than there was")
UNREADABLE = Malformed(detail="not a certificate", length=3)
AT = (ADDRESS, "ecdsa")


def series(report: Report, family: str) -> Series:
    """The values of a family by the values of its labels; there are none where it does not apply."""
    facts = (column.fact for column in TARGET_FACTS.columns)
    (fact,) = (fact for fact in facts if fact.name == family)
    found = dict(fact.read(report))
    assert fact.applies is None or fact.applies(report) or not found
    return found


def families(report: Report) -> set[str]:
    """The names of all families that have a series."""
    return {family.name for family in TARGET_FAMILIES if series(report, family.name)}


def at(*sites: Site) -> Report:
    """A report on these sites."""
    return replace(HEALTHY, sites=sites).report()


def unchecked(report: Report) -> Report:
    """The same evidence with no step checked."""
    return replace(report, ladder=tuple(rung(step, status=Status.NOT_CHECKED) for step in Step))


def nothing() -> Report:
    """A probe that saw nothing at all."""
    return unchecked(replace(HEALTHY, resolvers=(), sites=()).report())


def no_chain() -> Report:
    """No certificate arrived."""
    return at(refusing(Reason.TLS_CLOSED))


def no_scan() -> Report:
    """Neither scan nor handshake."""
    return at(refusing(Reason.TLS_CLOSED))


def no_store() -> Report:
    """No trust store is configured."""
    return at(replace(SITE, chain=assessment(trusts=())))


def old_answer() -> Deployment:
    """A zone that is right at both its servers, and a resolver that is not."""
    right = answer(ADDRESS)
    servers = (server("ns1", right), server("ns2", right))
    return replace(
        HEALTHY,
        target=replace(TARGET, expected_ips=(ip_network(ADDRESS),)),
        resolvers=(own(right, *servers), looked_up("cache", "198.51.100.9", ttl=240)),
    )


def lookups_failed() -> Report:
    """No resolver answered."""
    lost = Failed(reason=Reason.DNS_SERVFAIL)
    return replace(WATCHED, resolvers=(asked("a", lost), asked("b", lost))).report()


def scanned(found: Scan) -> Report:
    """The scan found this."""
    return at(replace(SCANNED, scan=found))


UNKNOWN: dict[str, Callable[[], Report]] = {
    "tls_probe_phase_duration_seconds": nothing,
    "tls_probe_failure": healthy,
    "tls_step_status": lambda: unchecked(healthy()),
    "tls_finding": healthy,
    "tls_port_open": lambda: at(unconnected(SKIPPED)),
    "tls_port_state": lambda: at(unconnected(SKIPPED)),
    "tls_handshake_success": lambda: at(closed()),
    "tls_server_config_valid": healthy,
    "tls_served_certificate_matches_file": lambda: replace(on_disk(), sites=(closed(),)).judged(),
    "tls_private_key_matches_certificate": lambda: on_disk(key=LOCKED).judged(),
    "tls_file_readable": healthy,
    "tls_private_key_exposed": healthy,
    "tls_file_certificate_not_after_timestamp_seconds": lambda: replace(
        on_disk(), file_chains=()
    ).judged(),
    "tls_file_problem": lambda: on_disk().judged(),
    "tls_certificate_expiry_days": no_chain,
    "tls_certificate_not_before_timestamp_seconds": no_chain,
    "tls_certificate_not_after_timestamp_seconds": no_chain,
    "tls_certificate_seen_timestamp_seconds": lambda: at(SITE),
    "tls_certificate_changed_timestamp_seconds": lambda: at(SITE),
    "tls_certificate_matches_host": no_chain,
    "tls_certificate_self_signed": no_chain,
    "tls_certificate_trusted": no_store,
    "tls_certificate_trust_failure": healthy,
    "tls_certificate_revoked": healthy,
    "tls_certificate_renewal_window_start_timestamp_seconds": no_chain,
    "tls_certificate_renewal_window_end_timestamp_seconds": no_chain,
    "tls_certificate_scts": no_chain,
    "tls_certificate_sct_operators": no_chain,
    "tls_certificate_alternates": healthy,
    "tls_probe_failure_ratio": healthy,
    "tls_certificate_info": no_chain,
    "tls_dns_lookup_success": nothing,
    "tls_dns_matches_expected": lookups_failed,
    "tls_dns_addresses": lookups_failed,
    "tls_dns_ttl_seconds": lambda: replace(
        HEALTHY, resolvers=(looked_up("system", ADDRESS, ttl=None),)
    ).report(),
    "tls_dns_resolvers_agree": lambda: replace(
        HEALTHY,
        resolvers=(
            looked_up("system", ADDRESS),
            asked("lame", Failed(reason=Reason.DNS_SERVFAIL)),
        ),
    ).report(),
    "tls_dns_validated": healthy,
    "tls_dns_authoritative_agree": healthy,
    "tls_dns_cache_stale_seconds": lambda: replace(old_answer(), resolvers=()).judged(),
    "tls_hsts_max_age_seconds": lambda: at(replace(SITE, answer=WebAnswer(status=200))),
    "tls_chain_length": no_chain,
    "tls_chain_complete": no_store,
    "tls_chain_aia_completable": healthy,
    "tls_chain_ordered": no_chain,
    "tls_chain_includes_root": no_chain,
    "tls_chain_unrelated_certificates": no_chain,
    "tls_chain_not_after_timestamp_seconds": lambda: at(
        replace(SITE, chain=assessment(LEAF, trusts=(gap(),)))
    ),
    "tls_protocol_enabled": no_scan,
    "tls_weakest_protocol": lambda: scanned(
        scan(Protocol.TLS1_2, unknown=(Protocol.SSLV2, Protocol.SSLV3))
    ),
    "tls_weak_cipher_enabled": lambda: scanned(
        replace(SCAN, weak_ciphers=((CipherClass.RC4, Support.UNKNOWN),))
    ),
    "tls_forward_secrecy": lambda: scanned(replace(SCAN, forward_secrecy=Support.UNKNOWN)),
    "tls_key_exchange_group_enabled": lambda: scanned(
        replace(SCAN, groups=(("x25519", Support.UNKNOWN),))
    ),
    "tls_key_exchange_group_preferred": lambda: scanned(replace(SCAN, preferred_group="")),
    "tls_dh_group_size": lambda: scanned(replace(SCAN, dh_bits=None)),
    "tls_client_supported": no_chain,
    "tls_client_shut_out": healthy,
    "tls_scan_connections": no_scan,
    "tls_scan_complete": no_scan,
    "tls_scan_timestamp_seconds": no_scan,
    "tls_negotiated_info": no_scan,
    "tls_client_certificate_requested": no_scan,
}


def test_every_family_has_a_case_without_its_series() -> None:
    """A new family comes with the case in which its value is not known."""
    assert set(UNKNOWN) == {family.name for family in TARGET_FAMILIES} - ALWAYS_KNOWN


@pytest.mark.parametrize("family", UNKNOWN)
def test_what_is_not_known_has_no_series(family: str) -> None:
    """Absent where its own fact is unknown, whatever else was seen."""
    assert family not in families(UNKNOWN[family]())


def test_all_families_together_cover_the_table() -> None:
    """Each has a series in the healthy or in the broken report, or in one with files, sound or not, HSTS or turns."""
    strict = StrictTransport(text="max-age=300", max_age=300)
    web = at(replace(SITE, answer=WebAnswer(status=200, strict_transport=strict)))
    answer = Answer(records=(), is_validated=True)
    signed = replace(HEALTHY, resolvers=(asked("system", answer),)).judged()
    reports = (healthy(), broken(), on_disk().judged(), completable(), old_answer().judged())
    failing = FailsByTurns(
        address="192.0.2.1", phase=Phase.CONNECT, reason=Reason.CONNECT_REFUSED, ratio=0.25
    )
    turning = replace(healthy(), alternates=healthy().chains, fails_by_turns=(failing,))
    unusable = on_disk(contents=Contents(instead="a CSR")).judged()
    every = (*reports, web, signed, turning, unusable)
    covered = {family for report in every for family in families(report)}
    assert covered == {family.name for family in TARGET_FAMILIES}


def completable(*, is_completable: bool | None = True) -> Report:
    """A chain whose gap can be closed with what was fetched."""
    completion = Completion(is_completable=is_completable, chain=(LEAF, INTERMEDIATE))
    attestation = Attestation(
        completion=completion,
        revocations=(
            Revocation(
                certificate=LEAF,
                source=RevocationSource.OCSP,
                document=None,
                revoked_at=NOW,
                until=NOW,
            ),
            Revocation(
                certificate=INTERMEDIATE,
                source=RevocationSource.CRL,
                document=None,
                revoked_at=None,
                until=NOW,
            ),
        ),
        renewal=Renewal(start=NOW, end=NOW, explanation=""),
        until=NOW,
    )
    report = at(replace(SITE, chain=assessment(LEAF, trusts=(gap(),))))
    logged = Transparency(timestamps=(), is_whole=True, is_judged=True)
    served = replace(report.chains[0], attestation=attestation, transparency=logged)
    return replace(report, chains=(served,))


def test_timestamps_are_counted_wherever_they_came_from() -> None:
    """Operators only with a list of logs: without one, nobody knows whose they are."""
    log = CtLog(description="Log 1", operator="One", key=b"", state=LogState.USABLE, since=NOW)
    embedded = Timestamp(source=TimestampSource.EMBEDDED, log=log, at=NOW, is_signed=True)
    forged = Timestamp(source=TimestampSource.HANDSHAKE, log=log, at=NOW, is_signed=False)
    logged = Transparency(timestamps=(embedded, forged), is_whole=True, is_judged=True)
    assert of_transparency(logged) == (2.0, 1.0)
    assert of_transparency(replace(logged, is_judged=False)) == (2.0, None)
    assert of_transparency(None) == (2.0, None), "two are embedded"


def of_transparency(logged: Transparency | None) -> tuple[float | None, float | None]:
    """How many timestamps, by how many operators."""
    report = at(SITE)
    report = replace(report, chains=(replace(report.chains[0], transparency=logged),))
    names = ("tls_certificate_scts", "tls_certificate_sct_operators")
    one, other = (next(iter(series(report, name).values()), None) for name in names)
    return one, other


def test_chains_that_come_by_turns_are_counted() -> None:
    """Each of the address and the kind of key; nothing where there is one."""
    report = at(SITE)
    several = replace(report, alternates=report.chains * 3)
    assert list(series(several, "tls_certificate_alternates").values()) == [3]
    assert series(report, "tls_certificate_alternates") == {}


def test_whether_a_gap_can_be_closed_is_told_where_it_is_known() -> None:
    """1 and 0 are known; nothing is told where a document did not come."""
    told = {
        known: series(completable(is_completable=known), "tls_chain_aia_completable")
        for known in (True, False, None)
    }
    assert told == {True: {AT: 1}, False: {AT: 0}, None: {}}


def test_what_is_known_of_revocation_is_told_of_each_certificate() -> None:
    """By source; 0 is what the CA says, not what nobody knows."""
    assert series(completable(), "tls_certificate_revoked") == {
        (*AT, "ocsp", "04a1", "CN=www.example.com"): 1,
        (*AT, "crl", "04a1", "CN=Issuing CA"): 0,
    }


def test_a_probe_that_saw_nothing_says_only_that() -> None:
    """The target, the probe and that no step is known to fail."""
    assert families(nothing()) == ALWAYS_KNOWN


def test_a_single_fact_stays_right_beside_broken_ones() -> None:
    """Expired, but complete for the store, which says why it refuses."""
    report = at(replace(SITE, chain=assessment(trusts=(trust(TrustReason.EXPIRED),))))
    assert series(report, "tls_chain_complete") == {(*AT, "mozilla"): 1}
    assert series(report, "tls_certificate_matches_host") == {AT: 1}
    assert series(report, "tls_certificate_trusted") == {(*AT, "mozilla"): 0}
    assert series(report, "tls_certificate_trust_failure") == {(*AT, "mozilla", "expired"): 1}


def test_what_no_signature_check_has_told_is_not_said_of_the_chain() -> None:
    """Its length is known all the same, and that no store trusts it."""
    verdict = replace(trust(TrustReason.OTHER, path=()), is_complete=None)
    unsure = assessment(trusts=(verdict,), is_ordered=None, includes_root=None, unrelated=None)
    told = families(at(replace(SITE, chain=unsure)))
    assert {family for family in told if family.startswith("tls_chain_")} == {"tls_chain_length"}
    assert "tls_certificate_trusted" in told


def test_what_a_store_would_say_is_no_series_where_it_is_not_known() -> None:
    """A signature that cannot be verified here may be good."""
    unknown = trust(TrustReason.OTHER, path=(), is_certain=False)
    report = at(replace(SITE, chain=assessment(trusts=(unknown, trust(store="corp")))))
    for name in ("tls_chain_complete", "tls_certificate_trusted"):
        assert series(report, name) == {(*AT, "corp"): 1}
    assert series(report, "tls_certificate_trust_failure") == {}


def test_the_kind_of_key_tells_certificates_apart() -> None:
    """It stands on everything about a certificate or a chain, at each address its own."""
    rsa = replace(LEAF, key_type=KeyType.RSA)
    report = at(SITE, replace(SITE, address="203.0.113.11", chain=assessment(rsa, INTERMEDIATE)))
    assert series(report, "tls_chain_length") == {AT: 2, ("203.0.113.11", "rsa"): 2}
    for family in TARGET_FAMILIES:
        if family.name.startswith(("tls_certificate_", "tls_chain_")):
            assert family.labels[:2] == ("address", "key_type")


def test_a_certificate_that_cannot_be_read_is_trusted_by_no_store() -> None:
    """Each store of the target says so; the handshake was well, and nothing failed."""
    policy = Policy(trust=("mozilla", "corp"))
    report = HEALTHY.with_policy(policy).serving(UNREADABLE).report()
    place = (ADDRESS, "other")
    assert series(report, "tls_certificate_trusted") == {
        (*place, "mozilla"): 0,
        (*place, "corp"): 0,
    }
    assert series(report, "tls_certificate_trust_failure") == {
        (*place, "mozilla", "malformed"): 1,
        (*place, "corp", "malformed"): 1,
    }
    assert series(report, "tls_chain_length") == {place: 3}
    assert series(report, "tls_handshake_success") == {(ADDRESS,): 1}
    assert not series(report, "tls_probe_failure")
    assert not series(report, "tls_certificate_expiry_days")


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (Reason.CONNECT_REFUSED, "refused"),
        (Reason.CONNECT_TIMEOUT, "timeout"),
        (Reason.CONNECT_UNREACHABLE, "unreachable"),
        (Reason.CONNECT_RESET, "reset"),
    ],
)
def test_a_closed_port_has_one_state(reason: Reason, state: str) -> None:
    """The present one, and the port is known not to be open."""
    report = at(closed(reason))
    assert series(report, "tls_port_state") == {(ADDRESS, "resolved", state): 1}
    assert series(report, "tls_port_open") == {(ADDRESS, "resolved"): 0}
    assert series(report, "tls_handshake_success") == {}


@pytest.mark.parametrize("reason", [Reason.DEADLINE, Reason.INTERNAL_ERROR, Reason.STARVED])
def test_a_failure_of_ours_says_nothing_of_the_port(reason: Reason) -> None:
    """The attempt failed here, so the port is not known to be closed."""
    report = at(closed(reason))
    assert series(report, "tls_port_open") == series(report, "tls_port_state") == {}
    assert series(report, "tls_probe_failure") == {(ADDRESS, "connect", reason): 1}


@pytest.mark.parametrize("reason", [Reason.INTERNAL_ERROR, Reason.STARVED])
def test_a_trouble_of_ours_is_no_known_no(reason: Reason) -> None:
    """Neither the handshake nor the name is known to be bad when this exporter broke down."""
    resolvers = (asked("system", Failed(reason=reason)),)
    report = replace(HEALTHY, sites=(refusing(reason),), resolvers=resolvers).report()
    assert series(report, "tls_handshake_success") == series(report, "tls_dns_lookup_success") == {}
    assert series(report, "tls_probe_success") == {(): 0}


def test_no_certificate_makes_a_label_grow_without_bound() -> None:
    """A serial number may have a hundred thousand digits, an object identifier too."""
    digits = "1" * 120_000
    leaf = replace(LEAF, serial=digits, key=digits, signature=digits)
    report = HEALTHY.serving(assessment(leaf)).report()
    ((labels, _),) = series(report, "tls_certificate_info").items()
    assert max(map(len, labels)) == 1024


@pytest.mark.parametrize(
    ("site", "phase"),
    [
        (closed(Reason.TLS_TIMEOUT), "connect"),
        (refusing(Reason.TLS_TIMEOUT), "handshake"),
        (replace(SITE, scan=Failed(reason=Reason.TLS_TIMEOUT)), "scan"),
    ],
)
def test_every_phase_can_fail_on_its_own(site: Site, phase: str) -> None:
    """The failure names the phase in public words."""
    assert series(at(site), "tls_probe_failure") == {(ADDRESS, phase, "tls_timeout"): 1}


def judged_by_a_defect() -> Report:
    """The judgement on the chain failed."""
    report = HEALTHY.report()
    (served,) = report.chains
    appraisal = replace(served.appraisal, assessment=Failed(reason=Reason.INTERNAL_ERROR))
    return replace(report, chains=(replace(served, appraisal=appraisal),))


def test_a_judgement_lost_to_a_defect_says_nothing_of_the_certificate() -> None:
    """It is a failure of the phase verify."""
    report = judged_by_a_defect()
    assert series(report, "tls_probe_failure") == {(ADDRESS, "verify", "internal_error"): 1}
    assert not [name for name in families(report) if name.startswith("tls_certificate")]


def test_what_was_presented_is_no_phase_in_public() -> None:
    """It takes no time and cannot fail, whatever the evidence holds."""
    odd: Attempt[object] = Attempt(
        phase=Phase.CERTIFICATE, outcome=Failed(reason=Reason.TLS_CLOSED), seconds=0.001
    )
    report = HEALTHY.report()
    resolver, sighting = report.evidence.sightings
    attempts = (*sighting.attempts, odd)
    sightings = (resolver, replace(sighting, attempts=attempts))
    report = replace(report, evidence=replace(report.evidence, sightings=sightings))
    for family in ("tls_probe_failure", "tls_probe_phase_duration_seconds"):
        assert not [labels for labels in series(report, family) if labels[1] == "certificate"]


@pytest.mark.parametrize(
    ("sites", "success"),
    [
        ((SITE,), 1),
        ((SITE, unconnected(NoRoute(needs="a route"))), 1),
        ((unconnected(NoRoute(needs="a route")),), 0),
        ((), 0),
        ((SITE, refusing(Reason.TLS_TIMEOUT)), 0),
        ((SITE, closed()), 0),
        ((SITE, closed(Reason.INTERNAL_ERROR)), 0),
        ((SITE, closed(Reason.STARVED)), 0),
        ((SITE, left_out()), 0),
        ((SITE, unconnected(Postponed(needs="a free place"))), 0),
    ],
)
def test_success_needs_a_handshake_of_every_address(sites: tuple[Site, ...], success: int) -> None:
    """Only those to which this machine has no route stay out of the count."""
    assert series(at(*sites), "tls_probe_success") == {(): success}


def test_phases_are_timed_each_at_its_address() -> None:
    """The slowest resolver is the time of DNS; the judgement is timed, what is remembered is not."""
    slow = asked("b", Failed(reason=Reason.DNS_TIMEOUT))
    slow = replace(slow, attempts=(replace(slow.attempts[0], seconds=0.7000001),))
    report = replace(HEALTHY, resolvers=(looked_up("a", ADDRESS), slow)).report()
    assert series(report, "tls_probe_phase_duration_seconds") == {
        ("", "dns"): 0.7,
        (ADDRESS, "connect"): 0.01,
        (ADDRESS, "handshake"): 0.025,
        (ADDRESS, "verify"): 0.001,
    }


def test_each_resolver_is_held_to_the_expected_addresses() -> None:
    """All of its addresses must lie within; one that failed is not judged."""
    deployment = replace(
        WATCHED,
        resolvers=(
            looked_up("right", ADDRESS, "203.0.113.99"),
            looked_up("half", ADDRESS, "192.0.2.1"),
            asked("lame", Failed(reason=Reason.DNS_SERVFAIL)),
        ),
    )
    matches = series(deployment.judged(), "tls_dns_matches_expected")
    assert matches == {("right",): 1, ("half",): 0}


def test_expectations_are_exported_only_where_there_are_any() -> None:
    """Without expected_ips no answer is as expected."""
    assert series(HEALTHY.judged(), "tls_dns_matches_expected") == {}


@pytest.mark.parametrize(
    ("second", "agree"),
    [(("203.0.113.10",), 1), (("203.0.113.11", "203.0.113.10"), 1), (("198.51.100.1",), 0)],
)
def test_resolvers_agree_that_share_an_address(second: tuple[str, ...], agree: int) -> None:
    """A partial overlap is rotation; wholly different answers are not."""
    resolvers = (looked_up("system", ADDRESS), looked_up("other", *second))
    report = replace(HEALTHY, resolvers=resolvers).judged()
    assert series(report, "tls_dns_resolvers_agree") == {(): agree}


def test_a_version_is_known_from_scan_or_handshake() -> None:
    """What the scan left open is closed by the handshake, and the rest stays open."""
    left_open = scan(Protocol.TLS1_2, unknown=(Protocol.TLS1_1, Protocol.TLS1_3))
    enabled = series(scanned(left_open), "tls_protocol_enabled")
    assert {protocol: value for (_, protocol), value in enabled.items()} == {
        "SSLv2": 0,
        "SSLv3": 0,
        "TLSv1.0": 0,
        "TLSv1.2": 1,
        "TLSv1.3": 1,
    }


def test_the_weakest_version_carries_its_order() -> None:
    """The label names it, the value compares it."""
    report = scanned(scan(Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3))
    assert series(report, "tls_weakest_protocol") == {(ADDRESS, "TLSv1.1"): 1.1}


@pytest.mark.parametrize("outcome", [SKIPPED, Failed(reason=Reason.TLS_TIMEOUT)])
def test_without_a_present_scan_only_the_handshake_is_true(outcome: Outcome[Scan]) -> None:
    """It may have been made before the server was changed, or not at all."""
    report = at(replace(SITE, scan=outcome))
    assert series(report, "tls_protocol_enabled") == {(ADDRESS, "TLSv1.3"): 1}
    assert not series(report, "tls_weak_cipher_enabled")
    assert not series(report, "tls_scan_timestamp_seconds")
    assert not series(report, "tls_scan_complete")


@pytest.mark.parametrize("is_complete", [True, False])
def test_a_scan_says_whether_it_settled_everything(*, is_complete: bool) -> None:
    """A known no, where it was cut short."""
    report = scanned(replace(SCAN, is_complete=is_complete))
    assert series(report, "tls_scan_complete") == {(ADDRESS,): int(is_complete)}


def test_the_chain_ends_with_its_first_certificate_to_end() -> None:
    """On the path of the first store that trusts it; a store that does not is passed over."""
    short = certificate("CN=Issuing CA", issuer="CN=Root CA", days=20)
    refused = trust(TrustReason.UNTRUSTED_ROOT, store="corp", path=(LEAF,))
    chain = assessment(LEAF, short, trusts=(refused, trust(path=(LEAF, short))))
    ends = series(HEALTHY.serving(chain).report(), "tls_chain_not_after_timestamp_seconds")
    assert ends == {AT: datetime(2026, 6, 21, 12, tzinfo=UTC).timestamp()}


def test_a_certificate_that_took_the_place_of_another_says_when() -> None:
    """It was first seen there at that time."""
    report = HEALTHY.report(changed=MappingProxyType({ADDRESS: NOW}))
    changed = series(report, "tls_certificate_changed_timestamp_seconds")
    assert changed == {AT: 1780315200}


def test_what_is_remembered_of_a_certificate_is_told_with_its_age() -> None:
    """Where nothing could be seen now; its days are counted on."""
    before = healthy()
    report = replace(no_chain(), remembered=before.chains, seen=before.seen)
    assert series(report, "tls_certificate_seen_timestamp_seconds") == {AT: 1780315200}
    for family in (
        "tls_certificate_expiry_days",
        "tls_certificate_matches_host",
        "tls_chain_length",
    ):
        assert series(report, family) == series(before, family)
    assert series(report, "tls_step_status") == series(no_chain(), "tls_step_status")


SEVERAL = replace(SITE, others=(assessment(RSA_LEAF, INTERMEDIATE),))


def test_each_of_several_certificates_has_its_series() -> None:
    """They differ in the kind of key."""
    report = at(SEVERAL)
    of_certificates = {
        family.name: {labels[1] for labels in series(report, family.name)}
        for family in TARGET_FAMILIES
        if family.name.startswith(("tls_certificate_", "tls_chain_"))
    }
    assert {name for name, kinds in of_certificates.items() if kinds == set()} == {
        "tls_certificate_alternates",
        "tls_certificate_changed_timestamp_seconds",
        "tls_certificate_renewal_window_start_timestamp_seconds",
        "tls_certificate_renewal_window_end_timestamp_seconds",
        "tls_certificate_revoked",
        "tls_certificate_sct_operators",
        "tls_certificate_seen_timestamp_seconds",
        "tls_certificate_trust_failure",
        "tls_chain_aia_completable",
    }
    assert [kinds for kinds in of_certificates.values() if kinds] == [{"ecdsa", "rsa"}] * 14


def test_each_of_several_certificates_changes_for_itself() -> None:
    """The others are looked for in scans alone."""
    of_scans = MappingProxyType({ADDRESS: MappingProxyType({KeyType.RSA: NOW})})
    report = replace(at(SEVERAL), others_changed=of_scans)
    changed = series(report, "tls_certificate_changed_timestamp_seconds")
    assert changed == {(ADDRESS, "rsa"): 1780315200}


def test_a_change_of_the_ordinary_certificate_is_none_of_the_others() -> None:
    """Each is renewed on its own."""
    report = replace(at(SEVERAL), changed=MappingProxyType({ADDRESS: NOW}))
    changed = series(report, "tls_certificate_changed_timestamp_seconds")
    assert changed == {AT: 1780315200}


def test_the_first_failing_step_is_a_number() -> None:
    """0 where none fails."""
    assert series(healthy(), "tls_first_failing_step") == {(): 0}
    assert series(broken(), "tls_first_failing_step") == {(): 3}


@pytest.mark.parametrize(
    ("status", "value"),
    [
        (Status.PASSED, {("port",): 1}),
        (Status.FAILING, {("port",): 0}),
        (Status.PARTLY_CHECKED, {}),
        (Status.NOT_CHECKED, {}),
    ],
)
def test_only_what_is_checked_everywhere_is_passed(status: Status, value: Series) -> None:
    """A step of which a part is unknown is neither passed nor failing."""
    report = HEALTHY.report(ladder=(rung(Step.PORT, status=status),))
    assert series(report, "tls_step_status") == value


@pytest.mark.parametrize("standing", Standing)
def test_the_standing_is_the_reports_own(standing: Standing) -> None:
    """One series, for the present one."""
    report = replace(healthy(), standing=standing)
    assert series(report, "tls_standing") == {(standing.value,): 1}


@pytest.mark.parametrize(
    ("place", "labels"),
    [
        (SITE.place, (ADDRESS, "", "", "")),
        (File(path="/etc/nginx/nginx.conf"), ("", "", "/etc/nginx/nginx.conf", "")),
        (Resolver(name="system"), ("", "", "", "system")),
        (Document(url="http://ca.example/ca.cer"), ("", "http://ca.example/ca.cer", "", "")),
        (None, ("", "", "", "")),
    ],
)
def test_a_finding_names_what_it_is_about(place: Place | None, labels: tuple[str, ...]) -> None:
    """An address, a document, a file, a resolver, or the target as a whole."""
    report = HEALTHY.report(Finding(kind=NO_ANSWER, place=place, evidence="nothing"))
    said = ("server_config", "server_config_no_answer", "error")
    assert series(report, "tls_finding") == {(*labels, *said): 1}


def test_findings_of_one_kind_at_several_resolvers_are_several_series() -> None:
    """Each names its own."""
    found = (
        Finding(kind=LOOKUP_FAILED, place=Resolver(name="a"), evidence="a: nothing"),
        Finding(kind=LOOKUP_FAILED, place=Resolver(name="b"), evidence="b: nothing"),
        Finding(kind=RESOLVERS_DISAGREE, place=None, evidence="a and b"),
    )
    resolvers = [labels[3] for labels in series(HEALTHY.report(*found), "tls_finding")]
    assert resolvers == ["a", "b", ""]


def test_a_name_that_leads_nowhere_says_so() -> None:
    """The lookup failed, and there is nothing else to see."""
    assert series(unresolved(), "tls_dns_lookup_success") == {("system",): 0}
    assert series(unresolved(), "tls_probe_failure") == {("", "dns", "dns_nxdomain"): 1}
    assert series(unresolved(), "tls_probe_success") == {(): 0}


def test_files_are_told_by_their_paths() -> None:
    """Each fact by itself: served, a pair, readable, kept, and when its certificates end."""
    report = on_disk().judged()
    assert series(report, "tls_server_config_valid") == {(CONFIG,): 1}
    assert series(report, "tls_served_certificate_matches_file") == {(ADDRESS, CERTIFICATE): 1}
    assert series(report, "tls_private_key_matches_certificate") == {(KEY,): 1}
    assert series(report, "tls_file_readable") == {(CERTIFICATE, "root"): 1, (KEY, "root"): 1}
    assert series(report, "tls_private_key_exposed") == {(KEY,): 0}
    (ends,) = series(report, "tls_file_certificate_not_after_timestamp_seconds").items()
    assert ends == ((CERTIFICATE, LEAF.fingerprint_sha256), LEAF.not_after.timestamp())


def test_a_fault_of_a_file_is_told_in_its_own_family() -> None:
    """And in no other."""
    renewed = on_disk(RENEWED).judged()
    assert series(renewed, "tls_served_certificate_matches_file") == {(ADDRESS, CERTIFICATE): 0}
    stray = on_disk(key=replace(MATCHING, public_key=b"other")).judged()
    assert series(stray, "tls_private_key_matches_certificate") == {(KEY,): 0}
    assert series(stray, "tls_served_certificate_matches_file") == {(ADDRESS, CERTIFICATE): 1}
    exposed = on_disk(key_trail=trail(KEY, mode=0o644)).judged()
    assert series(exposed, "tls_private_key_exposed") == {(KEY,): 1}


def test_a_problem_of_a_file_without_a_family_is_told_by_its_code() -> None:
    """And none that another family tells."""
    gone = on_disk(contents=Contents(instead="a CSR")).judged()
    assert series(gone, "tls_file_problem") == {(CERTIFICATE, "server_config_file_unusable"): 1}
    exposed = on_disk(key_trail=trail(KEY, mode=0o644)).judged()
    assert series(exposed, "tls_file_problem") == {}


def test_a_pair_of_another_kind_of_key_is_not_said_to_be_left_out() -> None:
    """The ordinary handshake shows one kind; of the other nothing is known."""
    rsa = on_disk(replace(RENEWED, key_type=KeyType.RSA)).judged()
    assert series(rsa, "tls_served_certificate_matches_file") == {}


def test_what_the_zone_s_own_servers_say_is_counted() -> None:
    """Whether they agree, and for how long a resolver keeps what they do not say any more."""
    report = old_answer().judged()
    assert series(report, "tls_dns_authoritative_agree") == {(): 1}
    assert series(report, "tls_dns_cache_stale_seconds") == {("cache",): 240}
    assert series(report, "tls_dns_resolvers_agree") == {(): 0}
    assert series(report, "tls_dns_matches_expected") == {("zone",): 1, ("cache",): 0}


@pytest.mark.parametrize(
    ("max_age", "series_told"),
    [(300, {("203.0.113.10",): 300}), (0, {("203.0.113.10",): 0}), (None, {})],
)
def test_hsts_is_told_as_browsers_take_it(
    max_age: int | None, series_told: dict[tuple[str, ...], float]
) -> None:
    """0 ends it; what is against the grammar is not taken."""
    strict = StrictTransport(text="as sent", max_age=max_age)
    report = at(replace(SITE, answer=WebAnswer(status=200, strict_transport=strict)))
    assert series(report, "tls_hsts_max_age_seconds") == series_told
