"""Reports as JSON: stable keys, plain values, nothing lost that a program needs."""

import json
from dataclasses import replace
from typing import Any

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.views.json_view import overview_json, report_json
from tests.unit.views.maker import Maker


def decoded(value: object) -> Any:
    """What a client reads after the value went over the wire."""
    return json.loads(json.dumps(value))


def test_a_report_goes_over_the_wire(make: Maker) -> None:
    """Every part is there under its public key."""
    report = decoded(report_json(make.broken()))
    assert list(report) == [
        "target",
        "state",
        "first_failing_step",
        "ladder",
        "probe",
        "lookups",
        "endpoints",
    ]
    assert report["state"] == "failing"
    assert report["first_failing_step"] == "certificate"
    assert report["target"]["expected_ips"] == ["203.0.113.0/24"]
    assert report["probe"]["started_at"] == {"iso": "2026-06-01T11:59:59Z", "unix": 1780315199.0}


def test_the_clients_that_must_get_through_are_named(make: Maker) -> None:
    """Those of the policy, or the common ones where it names none."""
    report = make.broken()
    policy = replace(report.target.policy, clients=("Go",))
    changed = replace(report, target=replace(report.target, policy=policy))
    assert decoded(report_json(changed))["target"]["clients"] == ["Go"]
    common = [client.name for client in CATALOGUE if client.is_mainstream]
    assert decoded(report_json(report))["target"]["clients"] == common


def test_the_ladder_carries_findings_and_repairs(make: Maker) -> None:
    """Nine rungs; a finding has its code, proof, repair and runbook."""
    ladder = decoded(report_json(make.broken()))["ladder"]
    assert [rung["number"] for rung in ladder] == list(range(1, 10))
    assert {rung["status"] for rung in ladder} == {"passed", "failing", "not_checked"}
    assert ladder[2]["findings"] == [
        {
            "code": "certificate_expired",
            "severity": "error",
            "address": make.address,
            "title": "The certificate has expired",
            "evidence": "ended 3 days ago",
            "remedy": "Renew it.",
            "reference": "RFC 5280, section 4.1.2.5",
            "runbook": "/guide/finding/certificate_expired",
        }
    ]


def test_an_outcome_says_what_it_came_to(make: Maker) -> None:
    """Known with its value, failed with its reason, skipped with what it needs."""
    good, closed = decoded(report_json(make.broken()))["endpoints"]
    assert good["handshake"]["outcome"] == "known"
    assert good["handshake"]["protocol"] == "TLSv1.3"
    assert closed["connection"] == {
        "outcome": "failed",
        "reason": "connect_timeout",
        "detail": "it is said so",
    }
    assert closed["chain"] == {"outcome": "skipped", "needs": "an open port"}


def test_the_chain_lists_each_certificate(make: Maker) -> None:
    """As sent, with each store's view; the scan tells yes, no and unknown apart."""
    endpoint = decoded(report_json(make.broken()))["endpoints"][0]
    subjects = [certificate["subject"] for certificate in endpoint["chain"]["certificates"]]
    assert subjects == ["CN=www.example.com", "CN=Root CA", "CN=Issuing CA"]
    reasons = {trust["store"]: trust["reason"] for trust in endpoint["chain"]["trust"]}
    assert reasons == {"mozilla": "expired", "corp": "untrusted_root"}
    assert endpoint["scan"]["protocols"] == {
        "TLSv1.0": "yes",
        "TLSv1.1": "unknown",
        "TLSv1.2": "yes",
        "TLSv1.3": "yes",
    }


def test_the_scan_and_its_clients_are_told_in_full(make: Maker) -> None:
    """What is accepted, what is refused, what is not known, and who is shut out by what."""
    endpoint = decoded(report_json(make.report()))["endpoints"][0]
    scan = endpoint["scan"]
    assert (scan["connections"], scan["is_complete"]) == (14, True)
    assert scan["weak_ciphers"]["3des"] == "no"
    assert scan["forward_secrecy"] == "yes"
    assert (scan["groups"]["x25519"], scan["groups"]["ffdhe2048"]) == ("yes", "unknown")
    assert (scan["preferred_group"], scan["dh_bits"]) == ("X25519MLKEM768", 2048)
    assert scan["accepted_suites"][1] == {"protocol": "TLSv1.3", "suite": "TLS_AES_128_GCM_SHA256"}
    clients = {client["client"]: client for client in endpoint["clients"]}
    assert clients["Firefox"] == {"client": "Firefox", "supported": "yes", "obstacles": []}
    assert clients["Android 7.0"]["supported"] == "no"
    assert clients["Android 7.0"]["obstacles"] == ["x448 only", "has no ISRG Root X1"]


def test_lookups_tell_answers_from_failures(make: Maker) -> None:
    """A failed one has no records."""
    good, _, failed = decoded(report_json(make.broken()))["lookups"]
    assert good["records"] == [{"rrtype": "A", "addresses": [make.address], "ttl_seconds": 300}]
    assert (failed["outcome"], failed["reason"], failed["records"]) == (
        "failed",
        "dns_servfail",
        [],
    )


def test_the_overview_is_short(make: Maker) -> None:
    """One entry for each report, and the names that wait."""
    overview = decoded(overview_json([make.broken(), make.unresolved()], ["b", "a"]))
    assert overview["pending"] == ["a", "b"]
    broken, unresolved = overview["targets"]
    assert broken["steps"]["certificate"] == "failing"
    assert broken["findings"] == ["certificate_expired", "chain_out_of_order"]
    assert broken["certificate_not_after"]["iso"] == "2026-05-29T12:00:00Z"
    assert broken["weakest_protocol"] == "TLSv1.0"
    assert unresolved["certificate_not_after"] is None
    assert unresolved["weakest_protocol"] is None
