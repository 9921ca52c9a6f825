"""Reports as JSON: stable keys, plain values, nothing lost that a program needs, all described."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter

from exporter.model.attempt import Attempt
from exporter.model.certificate import Malformed
from exporter.model.outcome import NoRoute, Postponed, Skipped
from exporter.model.place import Address, Document, File, Place, Resolver
from exporter.model.report import Report
from exporter.model.web import Promise, Trials
from exporter.views import document
from exporter.views.json_view import Overview, overview_json, report_json, schema
from exporter.words.fulfilment import Fulfilment
from exporter.words.role import Role
from tests.deployments import ADDRESS, HEALTHY, NOW, SITE, Site, unconnected
from tests.unit.views.description import Description
from tests.unit.views.examples import (
    LEFT_OUT,
    OTHER,
    WELL,
    WITHOUT_FILES,
    beside,
    broken,
    told,
    unresolved,
)


def decoded(value: object) -> Any:
    """What a client reads after the value went over the wire."""
    return json.loads(json.dumps(value))


def outcomes(report: Report, place: str) -> dict[str, Any]:
    """What the attempts at a place came to, by phase."""
    sightings = decoded(report_json(report))["evidence"]["sightings"]
    attempts = next(
        sighting["attempts"]
        for sighting in sightings
        if place in (sighting["place"].get("address"), sighting["place"].get("name"))
    )
    return {attempt["phase"]: attempt["outcome"] for attempt in attempts}


def test_a_report_goes_over_the_wire() -> None:
    """Every part is there under its public key; times are in ISO 8601, networks as text."""
    report = decoded(report_json(broken()))
    assert list(report) == [
        "target",
        "evidence",
        "address_label",
        "chains",
        "alternates",
        "fails_by_turns",
        "remembered",
        "seen",
        "file_chains",
        "files_in_use",
        "clients",
        "changed",
        "others_changed",
        "came",
        "left",
        "ladder",
        "standing",
        "history",
        "defects",
        "since",
        "until",
        "first_failing_step",
    ]
    assert report["standing"] == "failing"
    assert report["first_failing_step"] == "certificate"
    assert report["target"]["expected_ips"] == ["203.0.113.0/24"]
    assert report["target"]["labels"]["team"] == "web"
    assert report["target"]["policy"]["interval"] == 300
    assert report["evidence"]["started_at"] == "2026-06-01T11:59:59Z"
    assert report["evidence"]["duration"] == 0.25


def test_the_ladder_carries_findings_and_repairs() -> None:
    """Nine rungs; a finding has its code, place, proof, repair and runbook."""
    ladder = decoded(report_json(broken()))["ladder"]
    assert [rung["step"] for rung in ladder][::4] == ["port", "client_cache", "permissions"]
    assert {rung["status"] for rung in ladder} == {"passed", "failing", "not_checked"}
    assert ladder[2]["findings"] == [
        {
            "code": "certificate_expired",
            "step": "certificate",
            "severity": "error",
            "place": {
                "kind": "address",
                "address": "203.0.113.10",
                "port": 443,
                "role": "resolved",
            },
            "title": "The certificate has expired",
            "evidence": "ended 3 days ago",
            "remedy": "Renew it.",
            "reference": "RFC 5280, section 4.1.2.5",
            "runbook": "/guide/finding/certificate_expired",
        }
    ]


@pytest.mark.parametrize(
    ("site", "needs"),
    [
        (LEFT_OUT, "max_addresses above 16"),
        (WITHOUT_FILES, "a probe without an error of the exporter's own"),
        (unconnected(Postponed(needs="a place"), site=OTHER), "a place"),
        (unconnected(NoRoute(needs="a route"), site=OTHER), "a route"),
    ],
)
def test_what_is_not_known_of_a_place_is_told(site: Site, needs: str) -> None:
    """The standing says that something is missing, and the rung where and what it needs."""
    report = decoded(report_json(beside(site)))
    assert report["standing"] == "partly_unknown"
    rung = report["ladder"][0]
    assert rung["status"] == "partly_checked"
    place = {"kind": "address", "address": "203.0.113.9", "port": 443, "role": "resolved"}
    assert rung["unknown"] == [{"place": place, "needs": needs}]
    short = decoded(overview_json([beside(site)]))["targets"][0]
    assert short["standing"] == "partly_unknown"
    assert short["steps"]["port"] == "partly_checked"


def test_an_outcome_says_what_it_came_to() -> None:
    """Each under its kind: what was seen, why it failed, what it needs."""
    good, closed = outcomes(broken(), ADDRESS), outcomes(broken(), "2001:db8::7")
    assert good["connect"] == {"kind": "connection"}
    assert good["handshake"] == {
        "kind": "handshake",
        "protocol": "TLSv1.3",
        "cipher": "TLS_AES_128_GCM_SHA256",
        "group": "X25519MLKEM768",
        "alpn": "h2",
        "form": "in full",
        "declined": "",
        "refused_alpn": [],
        "earlier": [],
        "asks_for_certificate": False,
    }
    assert good["certificate"] == {
        "kind": "presentation",
        "chain": [18, 10, 13],
        "key_type": None,
        "enclosed": {"staple": None, "timestamps": None},
    }
    assert closed["connect"] == {
        "kind": "failed",
        "reason": "connect_timeout",
        "detail": "it is said so",
    }
    assert closed["certificate"] == {"kind": "skipped", "needs": "an open port"}


def test_resolvers_tell_answers_from_failures() -> None:
    """In the same form as addresses."""
    assert outcomes(broken(), "system")["dns"] == {
        "kind": "answer",
        "records": [{"rrtype": "A", "addresses": ["203.0.113.10"], "ttl": 300}],
        "unanswered": [],
        "aliases": [],
        "server": "",
        "software": "",
        "is_validated": None,
        "remarks": [],
        "prefixes": [],
    }
    assert outcomes(broken(), "lame")["dns"]["reason"] == "dns_servfail"


def test_the_chain_lists_each_certificate() -> None:
    """As sent, with each store's view, without its DER form."""
    (chain,) = decoded(report_json(broken()))["chains"]
    assert (chain["address"], chain["key_type"]) == ("203.0.113.10", "ecdsa")
    assessment = chain["assessment"]
    assert assessment["kind"] == "chain_assessment"
    subjects = [certificate["subject"] for certificate in assessment["certificates"]]
    assert subjects == ["CN=www.example.com", "CN=Root CA", "CN=Issuing CA"]
    assert assessment["certificates"][0]["not_after"] == "2026-05-29T12:00:00Z"
    assert not assessment["certificates"][0].keys() & {"der"}
    reasons = {trust["store"]: trust["failure"]["reason"] for trust in assessment["trust"]}
    assert reasons == {"mozilla": "expired", "corp": "untrusted_root"}
    assert [trust["is_trusted"] for trust in assessment["trust"]] == [False, False]


def test_a_certificate_that_cannot_be_read_is_told() -> None:
    """Not as a failure of TLS."""
    report = HEALTHY.serving(Malformed(detail="no serial number", length=2)).judged()
    assert decoded(report_json(report))["chains"][0]["assessment"] == {
        "kind": "malformed",
        "detail": "no serial number",
        "length": 2,
    }


def test_the_scan_and_its_clients_are_told_in_full() -> None:
    """What is accepted, what is refused, what is not known, and who is shut out by what."""
    scan = outcomes(told(), ADDRESS)["scan"]
    assert (scan["connections"], scan["is_complete"]) == (14, True)
    assert scan["taken_at"] == "2026-06-01T11:30:00Z"
    assert outcomes(broken(), ADDRESS)["scan"]["protocols"] == {
        "SSLv2": "no",
        "SSLv3": "no",
        "TLSv1.0": "yes",
        "TLSv1.1": "unknown",
        "TLSv1.2": "yes",
        "TLSv1.3": "yes",
    }
    assert scan["weakest"] == "TLSv1.2"
    assert scan["weak_ciphers"]["3des"] == "no"
    assert scan["forward_secrecy"] == "yes"
    assert (scan["groups"]["x25519"], scan["groups"]["ffdhe2048"]) == ("yes", "unknown")
    assert (scan["preferred_group"], scan["dh_bits"]) == ("X25519MLKEM768", 2048)
    accepted = {suite["suite"]: suite["is_accepted"] for suite in scan["suites"]}
    assert accepted == {"TLS_RSA_WITH_NULL_MD5": False, "TLS_AES_128_GCM_SHA256": True}
    clients = {one["client"]: one for one in decoded(report_json(told()))["clients"][ADDRESS]}
    assert clients["Firefox"]["support"] == "yes"
    assert clients["Android 7.0"]["support"] == "no"
    assert clients["Android 7.0"]["obstacles"] == ["x448 only", "has no ISRG Root X1"]


def test_the_overview_is_short() -> None:
    """One entry for each report, and the names that wait."""
    overview = decoded(overview_json([broken(), unresolved()], ["b", "a"]))
    assert overview["pending"] == ["a", "b"]
    assert overview["clock_doubt"] == ""
    assert overview["problems"] == []
    assert decoded(overview_json([], problems=["It is gone."]))["problems"] == ["It is gone."]
    assert decoded(overview_json([], clock_doubt="It is late."))["clock_doubt"] == "It is late."
    bad, unseen = overview["targets"]
    assert (bad["standing"], unseen["standing"]) == ("failing", "unknown")
    assert bad["steps"]["certificate"] == "failing"
    assert bad["findings"] == ["certificate_expired", "chain_out_of_order"]
    assert bad["certificate_not_after"] == "2026-05-29T12:00:00Z"
    assert bad["probed_at"] == "2026-06-01T11:59:59Z"
    assert bad["weakest_protocol"] == "TLSv1.0"
    assert unseen["certificate_not_after"] is None
    assert unseen["weakest_protocol"] is None


def test_a_name_that_is_no_unicode_text_goes_over_the_wire() -> None:
    """A configuration may hold half of a surrogate pair."""
    odd = replace(WELL.target, name="\ud800", labels=MappingProxyType({"team": "\udfff"}))
    report = told(deployment=replace(WELL, target=odd))
    assert decoded(report_json(report))["target"]["name"] == "\ud800"
    assert decoded(overview_json([report]))["targets"][0]["name"] == "\ud800"


def changed() -> Report:
    """A report on a certificate that replaced another."""
    return replace(told(), changed=MappingProxyType({ADDRESS: NOW}))


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("Overview", overview_json([broken(), unresolved(), beside(LEFT_OUT)], ["late"])),
        ("Report", report_json(broken())),
        ("Report", report_json(unresolved())),
        ("Report", report_json(beside(LEFT_OUT, replace(SITE, address="203.0.113.8")))),
        ("Report", report_json(changed())),
    ],
)
def test_the_schema_describes_every_key(document: str, value: Mapping[str, object]) -> None:
    """Each that is told is described, and each that is promised is told."""
    described: Any = decoded(schema())
    node = {"$ref": f"#/$defs/{document}"}
    assert list(Description(described["$defs"]).faults(node, decoded(value))) == []


@pytest.mark.parametrize(
    ("kind", "key", "says"),
    [
        ("Handshake", "earlier", "How connections fared just before it"),
        ("Handshake", "protocol", "A version of SSL or TLS"),
        ("Handshake", "kind", "What a handshake"),
        ("ServedChain", "key_type", "The kind of the end entity"),
        ("Policy", "interval", "Time from one probe to the next."),
        ("Fetch", "ca_file", "PEM or DER file of CAs"),
        ("Finding", "code", "`<step slug>_<what>`"),
    ],
)
def test_the_schema_says_of_a_key_what_stands_in_the_code(kind: str, key: str, says: str) -> None:
    """Below the field; as a setting's meaning; of a property; of what stands there."""
    definitions: Any = decoded(schema())["$defs"]
    assert definitions[kind]["properties"][key]["description"].startswith(says)


def test_the_schema_says_something_of_each_class() -> None:
    """And of each key whose name does not say it all."""
    definitions: Any = decoded(schema())["$defs"]
    keys = [key for one in definitions.values() for key in one.get("properties", {}).values()]
    assert len(keys) > 400
    assert all(one["description"] for one in definitions.values())
    assert sum("description" in key for key in keys) > 370


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"port": "443"}, {"standing": "fine"}, {"steps": {"port": None}}]
)
def test_what_the_schema_does_not_describe_would_be_noticed(change: Mapping[str, object]) -> None:
    """A key too many, another type, a value that is not among those allowed."""
    described: Any = decoded(schema())
    (short,) = decoded(overview_json([broken()]))["targets"]
    node = {"$ref": "#/$defs/Short"}
    assert list(Description(described["$defs"]).faults(node, {**short, **change}))


A_PLACE: dict[type[Place], dict[str, Any]] = {
    Address: {"address": ADDRESS, "port": 443, "role": Role.ORIGIN},
    Document: {"url": "http://ca.example/ca.cer"},
    File: {"path": "/etc/ssl/www.crt"},
    Resolver: {"name": "system"},
}


def told_as(kind: object, value: object) -> dict[str, Any]:
    """What a value is told as, where one of a kind is to stand."""
    adapter = TypeAdapter[Any](document.told(kind))
    told_value = adapter.validate_python(value, from_attributes=True)
    described: dict[str, Any] = adapter.dump_python(told_value, mode="json")
    return described


@pytest.mark.parametrize("kind", get_args(Place))
def test_every_place_is_told(kind: type[Place]) -> None:
    """Under the name of its class, with all that it has."""
    assert told_as(Place, kind(**A_PLACE[kind])) == {"kind": kind.__name__.lower()} | A_PLACE[kind]


CUT_OFF: dict[str, Any] = {"asked_at": NOW, "noticed_at": NOW, "next_at": NOW, "times": 1}


@pytest.mark.parametrize("kind", [Skipped, *Skipped.__subclasses__()])
def test_every_way_of_not_trying_is_told_alike(kind: type[Skipped]) -> None:
    """Whyever it was; a reader asks what it would have taken."""
    outcome = get_type_hints(Attempt)["outcome"]
    value = kind(needs="a test", **CUT_OFF if kind.__name__ == "ScanCutOff" else {})
    assert told_as(outcome, value) == {"kind": "skipped", "needs": "a test"}


def test_what_is_left_out_or_told_as_well_is_in_the_model() -> None:
    """Neither list holds a name that the model has lost."""
    for kind, names in document.LEFT_OUT.items():
        assert set(names) <= {field.name for field in fields(kind)}
    for kind, names in document.TOLD_AS_WELL.items():
        assert all(isinstance(getattr(kind, name), property) for name in names)


def test_keys_by_which_something_is_told_are_texts() -> None:
    """JSON has no others: what came of a promise stands under the promise in words."""
    names = document.document(Trials).model_json_schema(mode="serialization")
    assert names["properties"]["results"].get("propertyNames", {}) == {}
    promise = Promise(protocol="h3", port=8443)
    trials = Trials(results=((promise, Fulfilment.CLOSED),))
    shown = document.document(Trials).model_validate(trials).model_dump(mode="json")
    assert shown == {"results": {"h3 at UDP port 8443": "the port is closed"}}


def test_the_overview_is_written_target_by_target(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand of them at once would keep everything else waiting for a sixth of a second."""
    at_once: list[int] = []
    dump = Overview.model_dump

    def watched(overview: Overview, **settings: Any) -> dict[str, Any]:
        at_once.append(len(overview.targets))
        return dump(overview, **settings)

    monkeypatch.setattr(Overview, "model_dump", watched)
    shown = overview_json([told()] * 3)
    assert len(Overview.model_validate(shown).targets) == 3
    assert next(iter(shown)) == "targets"
    assert at_once == [0]
