"""Each step finds its faults, exactly them, and is silent about healthy deployments."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from exporter.guide.diagnose import ALL_KINDS
from exporter.model.evidence import Lookup
from exporter.model.outcome import Failed, Skipped
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason, TrustReason
from exporter.words.role import Role
from exporter.words.status import Status
from exporter.words.step import Step


def statuses(deployment: Any) -> dict[str, str]:
    """The status of each step by slug."""
    return {rung.step: rung.status for rung in deployment.report().ladder}


def test_a_healthy_deployment_has_no_findings(deployment: Any) -> None:
    """Every step with evidence passes and the others are not checked, never passed."""
    assert deployment.codes() == []
    assert statuses(deployment) == {
        "port": "passed",
        "server_config": "not_checked",
        "certificate": "passed",
        "dns": "passed",
        "client_cache": "not_checked",
        "chain": "passed",
        "private_key": "not_checked",
        "compatibility": "passed",
        "permissions": "not_checked",
    }
    assert deployment.report().first_failing_step is None


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.CONNECT_REFUSED, "port_refused"),
        (Reason.CONNECT_TIMEOUT, "port_timeout"),
        (Reason.CONNECT_UNREACHABLE, "port_unreachable"),
        (Reason.CONNECT_RESET, "port_reset"),
    ],
)
def test_a_failed_connection_is_a_finding_of_step_one_alone(
    deployment: Any, reason: Reason, code: str
) -> None:
    """Nothing is claimed about a certificate that nobody saw."""
    deployment.unreachable(reason)
    assert deployment.codes() == [code]
    assert statuses(deployment)["certificate"] == Status.NOT_CHECKED
    assert statuses(deployment)["chain"] == Status.NOT_CHECKED
    assert statuses(deployment)["compatibility"] == Status.NOT_CHECKED
    assert deployment.report().first_failing_step is Step.PORT


def test_a_closed_origin_is_named_as_origin(deployment: Any) -> None:
    """The proof says that it is the origin that is closed, with IPv6 in brackets."""
    origin = replace(deployment.endpoint.endpoint, address="2001:db8::1", role=Role.ORIGIN)
    deployment.unreachable(Reason.CONNECT_REFUSED).with_endpoint(endpoint=origin)
    (finding,) = deployment.report().findings
    assert finding.evidence == "origin [2001:db8::1]:443: connect_refused"


def test_an_address_that_could_not_be_tried_is_not_checked(deployment: Any) -> None:
    """No route from this machine says nothing about the port."""
    deployment.with_endpoint(connection=Skipped(needs="a route"))
    assert statuses(deployment)["port"] == Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.TLS_NOT_TLS, "server_config_not_tls"),
        (Reason.of_alert(AlertDescription.UNRECOGNIZED_NAME), "server_config_name_refused"),
        (Reason.TLS_TIMEOUT, "server_config_no_answer"),
        (Reason.TLS_CLOSED, "server_config_no_answer"),
        (Reason.TLS_RESET, "server_config_no_answer"),
        (Reason.of_alert(AlertDescription.HANDSHAKE_FAILURE), "compatibility_handshake_refused"),
        (Reason.TLS_PROTOCOL_ERROR, "compatibility_handshake_refused"),
        (Reason.CLIENT_CERTIFICATE_REQUIRED, "compatibility_client_certificate_required"),
    ],
)
def test_a_failed_handshake_is_one_finding(deployment: Any, reason: Reason, code: str) -> None:
    """The reason decides which step it belongs to."""
    assert deployment.refusing(reason).codes() == [code]


@pytest.mark.parametrize("reason", [Reason.DEADLINE, Reason.INTERNAL_ERROR])
def test_our_own_trouble_is_no_finding_about_the_server(deployment: Any, reason: Reason) -> None:
    """A probe that this exporter could not finish blames nobody."""
    assert deployment.refusing(reason).codes() == []
    assert deployment.unreachable(reason).codes() == []


def test_a_lookup_that_broke_here_blames_no_name(deployment: Any) -> None:
    """Its failure is a defect of this exporter, and step 4 is not checked."""
    defect = Failed(reason=Reason.INTERNAL_ERROR)
    lookup = Lookup(resolver="system", answer=defect, duration=0.1)
    assert deployment.with_evidence(lookups=(lookup,)).codes() == []
    assert statuses(deployment)["dns"] == Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("days", "age", "codes"),
    [
        (-1, 90, ["certificate_expired"]),
        (5, -1, ["certificate_not_yet_valid"]),
        (5, 85, ["certificate_expiry_imminent"]),
        (15, 75, ["certificate_renewal_overdue"]),
        (29, 369, ["certificate_renewal_overdue"]),
        (31, 367, []),
        (23, 67, []),
        (12, 35, []),
        (11, 36, ["certificate_renewal_overdue"]),
        (4, 2.66, []),
        (1.6, 5.06, ["certificate_renewal_overdue"]),
        (0.6, 6.06, ["certificate_expiry_imminent"]),
    ],
)
def test_dates_are_judged_by_days_and_share_of_life(
    deployment: Any, days: float, age: float, codes: list[str]
) -> None:
    """398-, 90-, 47-day and 160-hour certificates each get their own threshold."""
    deployment.with_leaf(deployment.certificate("CN=www", days=days, age=age))
    dated = [code for code in deployment.codes() if code.startswith("certificate")]
    assert dated == codes


def test_a_certificate_is_still_valid_in_its_last_second(deployment: Any) -> None:
    """The validity period includes notAfter itself."""
    deployment.with_leaf(deployment.certificate("CN=www", days=0, age=90))
    assert "certificate_expired" not in deployment.codes()


def test_an_expired_certificate_is_reported_once(deployment: Any) -> None:
    """The store's refusal for the date adds no second finding."""
    deployment.with_leaf(deployment.certificate("CN=www", days=-1, age=90))
    deployment.with_chain(trust=(deployment.verdict(TrustReason.EXPIRED),))
    assert deployment.codes() == ["certificate_expired"]


def test_a_certificate_of_tomorrow_is_reported_once(deployment: Any) -> None:
    """The store's refusal for the date adds no second finding."""
    deployment.with_leaf(deployment.certificate("CN=www", days=90, age=-1))
    deployment.with_chain(trust=(deployment.verdict(TrustReason.NOT_YET_VALID),))
    assert deployment.codes() == ["certificate_not_yet_valid"]


def test_a_name_that_is_not_covered_is_shown_beside_those_that_are(deployment: Any) -> None:
    """The proof lists the certificate's names, at most five."""
    names = tuple(f"{letter}.example.com" for letter in "abcdef")
    deployment.with_leaf(replace(deployment.leaf, dns_names=names))
    deployment.with_chain(matches_host=False)
    (finding,) = deployment.report().findings
    assert finding.kind.code == "certificate_host_mismatch"
    assert finding.evidence.endswith("e.example.com and 1 more")


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (TrustReason.SELF_SIGNED, "certificate_self_signed"),
        (TrustReason.UNTRUSTED_ROOT, "certificate_untrusted"),
        (TrustReason.WEAK_SIGNATURE, "certificate_untrusted"),
        (TrustReason.NOT_YET_VALID, "certificate_untrusted"),
    ],
)
def test_each_refusal_of_a_store_is_one_finding(
    deployment: Any, reason: TrustReason, code: str
) -> None:
    """What no client trusts belongs to step 3, and to no other."""
    deployment.with_chain(trust=(deployment.verdict(reason),))
    assert deployment.codes() == [code]


def test_a_gap_in_the_chain_shuts_out_those_who_do_not_fill_it(deployment: Any) -> None:
    """It belongs to step 6, and to step 8 as browsers get through and phones do not."""
    deployment.with_chain(trust=(deployment.verdict(TrustReason.INCOMPLETE_CHAIN),))
    assert deployment.codes() == ["chain_incomplete", "compatibility_client_shut_out"]


def test_two_stores_that_refuse_make_one_finding(deployment: Any) -> None:
    """A finding is exported once for each address, so its proofs are joined."""
    refusals = [
        deployment.verdict(TrustReason.UNTRUSTED_ROOT, store=store) for store in ("corp", "mozilla")
    ]
    deployment.with_chain(trust=tuple(refusals))
    (finding,) = deployment.report().findings
    assert "corp: untrusted_root" in finding.evidence
    assert "; mozilla: untrusted_root" in finding.evidence


def test_the_certificate_step_says_when_trust_hangs_on_the_chain(deployment: Any) -> None:
    """A store that refuses for the gap is not said to accept."""
    deployment.with_chain(trust=(deployment.verdict(TrustReason.INCOMPLETE_CHAIN),))
    rung = deployment.report().ladder[2]
    assert (rung.status, rung.summary) == (
        Status.PASSED,
        "60 days left, covers www.example.com, trust hangs on the chain, step 6",
    )


def test_a_target_without_trust_stores_passes_without_claiming_trust(deployment: Any) -> None:
    """Nothing is said to be trusted where nothing was to trust it."""
    deployment.with_chain(trust=())
    assert deployment.report().ladder[2].summary.endswith("no trust store configured")


def test_a_missing_intermediate_says_where_it_is_offered(deployment: Any) -> None:
    """The proof names the issuer and the address that the leaf gives for it."""
    leaf = replace(deployment.leaf, ca_issuers=("http://ca.example/i.crt",))
    verdict = deployment.verdict(TrustReason.INCOMPLETE_CHAIN, missing_issuer="CN=Issuing CA")
    deployment.with_chain(certificates=(leaf,), trust=(verdict,))
    finding, shut_out = deployment.report().findings
    assert shut_out.kind.code == "compatibility_client_shut_out"
    assert finding.evidence == (
        "mozilla: CN=Issuing CA is missing, offered at http://ca.example/i.crt"
    )


def test_an_expired_intermediate_on_the_only_path_is_an_error_of_step_six(deployment: Any) -> None:
    """The leaf is blameless."""
    deployment.intermediate = deployment.certificate("CN=Issuing CA", days=-1, age=900)
    deployment.with_chain(
        certificates=(deployment.leaf, deployment.intermediate),
        trust=(deployment.verdict(TrustReason.EXPIRED),),
    )
    assert deployment.codes() == ["chain_certificate_expired"]


def test_an_expired_certificate_beside_a_good_path_is_a_warning(deployment: Any) -> None:
    """Clients that build paths do not need it; the step passes."""
    old = deployment.certificate("CN=Cross", days=-1, age=900)
    deployment.with_chain(certificates=(deployment.leaf, deployment.intermediate, old))
    assert deployment.codes() == ["chain_unused_certificate_expired"]
    assert statuses(deployment)["chain"] == Status.PASSED


def test_an_intermediate_that_ends_first_is_a_warning(deployment: Any) -> None:
    """It will break the chain before the leaf's own end."""
    deployment.intermediate = deployment.certificate("CN=Issuing CA", days=20, age=900)
    deployment.with_chain(
        certificates=(deployment.leaf, deployment.intermediate), trust=(deployment.verdict(),)
    )
    assert deployment.codes() == ["chain_expires_before_leaf"]


def test_an_untidy_chain_is_described(deployment: Any) -> None:
    """Order, strangers and the root are three findings, none of them an error."""
    deployment.with_chain(
        is_ordered=False, includes_root=True, unrelated=(deployment.certificate("CN=Stranger"),)
    )
    assert deployment.codes() == [
        "chain_out_of_order",
        "chain_unrelated_certificate",
        "chain_root_included",
    ]
    assert not deployment.report().has_errors


@pytest.mark.parametrize(
    ("minimum", "codes"),
    [
        (Protocol.TLS1_0, []),
        (Protocol.TLS1_1, ["compatibility_tls1_0_enabled"]),
        (Protocol.TLS1_2, ["compatibility_tls1_0_enabled", "compatibility_tls1_1_enabled"]),
    ],
)
def test_versions_below_the_minimum_are_errors(
    deployment: Any, minimum: Protocol, codes: list[str]
) -> None:
    """The target's minimum_protocol decides."""
    policy = replace(deployment.target.policy, minimum_protocol=minimum)
    deployment.target = replace(deployment.target, policy=policy)
    deployment.with_endpoint(scan=deployment.scan(*list(Protocol)[2:]))
    assert deployment.codes() == codes


def test_the_negotiated_version_counts_where_no_scan_was_made(deployment: Any) -> None:
    """A server that negotiates TLS 1.0 with a client that offers all accepts TLS 1.0."""
    handshake = replace(deployment.endpoint.handshake, protocol=Protocol.TLS1_0)
    deployment.with_endpoint(handshake=handshake, scan=Skipped(needs="scan_interval above 0"))
    assert deployment.codes() == ["compatibility_tls1_0_enabled"]


def test_a_negotiated_version_without_a_scan_is_called_negotiated(deployment: Any) -> None:
    """The summary does not claim that other versions are off."""
    deployment.with_endpoint(scan=Skipped(needs="scan_interval above 0"))
    assert deployment.report().ladder[7].summary == "negotiates TLSv1.3"


def test_answers_outside_the_expected_networks_are_errors(deployment: Any) -> None:
    """An answer inside a configured network is right; the proof names both sides."""
    expected = (ip_network("198.51.100.7"), ip_network("2001:db8::/64"))
    deployment.target = replace(deployment.target, expected_ips=expected)
    (finding,) = deployment.report().findings
    assert finding.kind.code == "dns_unexpected_address"
    assert finding.evidence == "system: 203.0.113.10, expected 198.51.100.7, 2001:db8::/64"


def test_answers_inside_the_expected_networks_pass(deployment: Any) -> None:
    """The summary says that they are as expected."""
    deployment.target = replace(deployment.target, expected_ips=(ip_network("203.0.113.0/24"),))
    assert deployment.codes() == []
    assert deployment.report().ladder[3].summary.endswith("as expected")


def test_a_failed_lookup_is_a_finding_of_step_four(deployment: Any) -> None:
    """Without an address no other step is claimed to pass or fail."""
    failed = Lookup(resolver="system", answer=Failed(reason=Reason.DNS_NXDOMAIN), duration=0.1)
    deployment.with_evidence(lookups=(failed,), endpoints=())
    assert deployment.codes() == ["dns_lookup_failed"]
    assert statuses(deployment)["port"] == Status.NOT_CHECKED
    assert deployment.report().first_failing_step is Step.DNS


def test_nothing_to_look_up_is_not_checked(deployment: Any) -> None:
    """An IP address as host needs no DNS."""
    deployment.with_evidence(lookups=())
    assert statuses(deployment)["dns"] == Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("others", "codes"),
    [
        (["203.0.113.10", "203.0.113.11"], []),
        (["198.51.100.7"], ["dns_resolvers_disagree"]),
    ],
)
def test_resolvers_disagree_when_their_answers_share_nothing(
    deployment: Any, others: list[str], codes: list[str]
) -> None:
    """A partial overlap is what rotation looks like."""
    first = deployment.lookup("system", "203.0.113.10")
    deployment.with_evidence(lookups=(first, deployment.lookup("cloudflare", *others)))
    assert deployment.codes() == codes


def test_many_addresses_are_summarised(deployment: Any) -> None:
    """The DNS summary lists four and goes on with an ellipsis."""
    many = deployment.lookup("system", *(f"203.0.113.{n}" for n in range(6)))
    deployment.with_evidence(lookups=(many,))
    assert ", …;" in deployment.report().ladder[3].summary


def test_every_code_begins_with_its_step_and_is_unique() -> None:
    """Codes are public words of one form, with a remedy and a title each."""
    codes = [kind.code for kind in ALL_KINDS]
    assert len(codes) == len(set(codes))
    for kind in ALL_KINDS:
        assert kind.code.startswith(f"{kind.step}_")
        assert kind.title
        assert kind.remedy.endswith(".")
        assert kind.remedy.count("`") % 2 == 0
        assert kind.reference.startswith("RFC ")


def test_a_later_fault_does_not_hide_an_earlier_one(deployment: Any) -> None:
    """The first failing step is the earliest of the guide, whatever the order of evidence."""
    deployment.with_leaf(
        replace(deployment.leaf, not_after=deployment.now - timedelta(days=1))
    ).with_endpoint(scan=deployment.scan(Protocol.TLS1_0))
    assert deployment.report().first_failing_step is Step.CERTIFICATE


def test_a_certificate_that_cannot_be_decoded_is_not_trusted(deployment: Any) -> None:
    """A completed handshake must not make it look healthy."""
    unreadable = Failed(reason=Reason.TLS_PROTOCOL_ERROR, detail="version 6 is not known")
    deployment.with_endpoint(chain=unreadable)
    (finding,) = deployment.report().findings
    assert finding.kind.code == "certificate_untrusted"
    assert finding.evidence == "malformed, version 6 is not known"
    assert deployment.report().first_failing_step is Step.CERTIFICATE


def test_an_assessment_that_failed_by_a_defect_blames_nobody(deployment: Any) -> None:
    """Our own trouble is no finding about the certificate."""
    deployment.with_endpoint(chain=Failed(reason=Reason.INTERNAL_ERROR))
    assert deployment.codes() == []
