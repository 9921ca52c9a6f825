"""What was seen of a place is told in lines, and what is not known is said so."""

from dataclasses import replace

import pytest

from exporter.model.attestation import Attestation, Completion, UselessAnswer
from exporter.model.certificate import Malformed
from exporter.model.client import ClientVerdict
from exporter.model.evidence import Sighting
from exporter.model.inquiry import Fetching
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.place import Document
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.views.facts import client_facts, place_facts, probe_facts
from exporter.words.cipher_class import CipherClass
from exporter.words.document_kind import DocumentKind
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import Reason
from tests.deployments import ADDRESS, HEALTHY, NOW, scan
from tests.unit.views.examples import (
    CLIENTS,
    LEFT_OUT,
    SCAN,
    WELL,
    WITHOUT_FILES,
    beside,
    broken,
)
from tests.unit.views.examples import told as report_on


def told(
    found: Outcome[Scan] = SCAN, clients: tuple[ClientVerdict, ...] = CLIENTS
) -> dict[str, str]:
    """The lines about an address whose scan found this."""
    report = replace(report_on(deployment=WELL.scanned(found)), clients={ADDRESS: clients})
    return lines(report)


def lines(report: Report, number: int = 0) -> dict[str, str]:
    """The lines about one of the addresses."""
    _, sighting = tuple(report.evidence.at_addresses())[number]
    clients = client_facts(report.clients.get(sighting.place.name, ()))
    return {fact.label: fact.text for fact in (*place_facts(report, sighting), *clients)}


def test_what_is_accepted_is_told_with_what_is_preferred() -> None:
    """The preferred group comes first."""
    facts = told(replace(SCAN, preferred_group="x25519"))
    assert facts["Groups"].startswith("accepts x25519 (preferred), X25519MLKEM768, secp256r1")
    assert facts["DH prime"] == "2048 bits"
    assert facts["Scan"].endswith(", 14 connections")


def test_many_groups_are_counted() -> None:
    """Four of those refused are named, and four of those unknown."""
    answers = (Support.NO, Support.UNKNOWN)
    groups = tuple(
        (f"{answer.name.lower()}{number}", answer) for answer in answers for number in range(6)
    )
    text = told(replace(SCAN, groups=groups))["Groups"]
    assert text == (
        "refuses no0, no1, no2, no3 and 2 more; "
        "unknown: unknown0, unknown1, unknown2, unknown3 and 2 more"
    )


def test_classes_and_versions_are_all_named() -> None:
    """However many are not known."""
    null, *others = SCAN.weak_ciphers
    weak = (null, *((kind, Support.UNKNOWN) for kind, _ in others))
    text = told(replace(SCAN, weak_ciphers=weak))["Weak ciphers"]
    assert text == "refuses null; unknown: anonymous, export, rc4, des, 3des"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Support.NO, "refuses all 6 classes"),
        (Support.UNKNOWN, "not known"),
        (Support.YES, "accepts null, anonymous, export, rc4, des, 3des"),
    ],
)
def test_one_answer_to_everything_is_told_in_short(answer: Support, text: str) -> None:
    """What is not known does not sound like a no."""
    weak = tuple((kind, answer) for kind in CipherClass)
    assert told(replace(SCAN, weak_ciphers=weak))["Weak ciphers"] == text


def test_a_scan_that_left_something_open_names_it() -> None:
    """Whatever cut it short; a finished scan adds nothing."""
    cut = replace(SCAN, is_complete=False, protocols=scan(unknown=(Protocol.TLS1_1,)).protocols)
    assert told(cut)["Scan"].endswith(
        "14 connections, not everything was settled: TLSv1.1, ffdhe2048"
    )
    at_the_bound = replace(cut, connections=24)
    assert told(at_the_bound)["Scan"].endswith(
        "24 connections, not everything was settled: TLSv1.1, ffdhe2048"
    )
    assert told()["Scan"].endswith("14 connections")


def test_what_a_scan_did_not_ask_for_has_no_line() -> None:
    """Without primes, groups or ciphers there is none about them."""
    facts = told(replace(SCAN, is_complete=False, groups=(), weak_ciphers=(), dh_bits=None))
    assert facts["Scan"].endswith("14 connections, not everything was settled")
    assert not {"Groups", "Weak ciphers", "DH prime"} & set(facts)


def test_a_scan_that_is_needed_is_told() -> None:
    """What it takes stands in its place."""
    facts = told(Skipped(needs="scans, which are switched off"))
    assert facts["Scan"] == "not checked, needs scans, which are switched off"
    assert "Protocols" not in facts


def test_what_failed_is_told_with_its_reason_and_nothing_of_what_follows() -> None:
    """That a closed port shows no TLS needs no words."""
    facts = lines(broken(), 1)
    assert facts == {
        "Address": "[2001:db8::7]:443 (origin)",
        "Failed": "connect_timeout: it is said so",
        "Timings": "connect 10 ms",
    }
    assert lines(beside(WITHOUT_FILES), 1)["Failed"] == (
        "internal_error: OSError: [Errno 24] Too many open files"
    )


def test_places_where_nothing_was_tried_are_told_with_the_probe() -> None:
    """All of them in one line, with what they need."""
    facts = {fact.label: fact.text for fact in probe_facts(beside(LEFT_OUT).evidence)}
    assert facts == {
        "Probed": "2026-06-01 11:59:59 UTC, took 0.25 s",
        "Not checked": "203.0.113.9:443 needs max_addresses above 16",
    }


def test_a_resolver_is_told_with_its_answer() -> None:
    """Or with why there is none."""
    report = broken()
    facts = [
        {fact.label: fact.text for fact in place_facts(report, sighting)}
        for _, sighting in report.evidence.at_resolvers()
    ]
    assert facts[1] == {
        "Resolver": "stale",
        "Answer": "A 198.51.100.1, 203.0.113.11, TTL 300 s",
        "Timings": "dns 4 ms",
    }
    assert facts[2]["Failed"] == "dns_servfail"


def test_a_certificate_that_cannot_be_read_is_told() -> None:
    """With what is wrong with it: the TLS was fine."""
    report = HEALTHY.serving(Malformed(detail="no serial number", length=2)).judged()
    assert lines(report)["Certificate"] == "cannot be read: no serial number"
    assert "Failed" not in lines(report)


def test_a_chain_that_we_could_not_judge_is_our_failure() -> None:
    """It is told as such, not as a fault of the certificate."""
    (served,) = HEALTHY.chains
    defect = Failed(reason=Reason.INTERNAL_ERROR, detail="KeyError")
    appraisal = replace(served.appraisal, assessment=defect)
    report = replace(HEALTHY.judged(), chains=(replace(served, appraisal=appraisal),))
    assert lines(report)["Failed"] == "internal_error: KeyError"


def test_clients_are_told_apart() -> None:
    """Those that get through, those that do not and why, those of which it is not known."""
    facts = told()
    assert facts["Clients"] == "Firefox, OpenSSL 3.5"
    assert facts["Shut out"] == "Android 7.0: x448 only and has no ISRG Root X1"
    assert facts["Not known"] == "Java 8: not all was asked"


def test_what_shuts_every_client_out_is_told_once() -> None:
    """Without their names."""
    clients = tuple(
        ClientVerdict(client=name, support=Support.NO, obstacles=("is not trusted",))
        for name in ("Chrome", "Go")
    )
    facts = told(clients=clients)
    assert facts["Shut out"] == "every client: is not trusted"
    assert not {"Clients", "Not known"} & set(facts)


def test_a_document_that_proves_nothing_is_told_with_its_fault() -> None:
    """Renewal information that cannot be read is no finding, and no secret either."""
    place = Document(url="https://acme.example/ari/1")
    asked = Fetching(place, DocumentKind.ARI)
    useless = UselessAnswer(document=asked, fault="it is no renewal information")
    nothing = Completion(is_completable=None, chain=())
    attestation = Attestation(completion=nothing, useless=(useless, useless), until=NOW)
    report = report_on(deployment=WELL)
    chains = tuple(replace(one, attestation=attestation) for one in report.chains)
    facts = place_facts(replace(report, chains=chains), Sighting(place=place, attempts=()))
    assert [(one.label, one.text) for one in facts] == [
        ("Document", "https://acme.example/ari/1"),
        ("Of no use", "it is no renewal information"),
    ]
