"""A report at one glance: no good news without evidence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.outcome import Failed, Postponed, Skipped
from exporter.model.place import Resolver
from exporter.model.report import Report
from exporter.views.summary import (
    by_kind,
    proof,
    served_chains,
    soonest_end,
    untold,
    verdict,
    weakest_protocol,
    where_to_begin,
)
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    ROOT,
    RSA_LEAF,
    SITE,
    asked,
    assessment,
    certificate,
    closed,
    gap,
    left_out,
    refusing,
    rung,
    scan,
    unconnected,
)
from tests.unit.views.examples import (
    ERROR,
    LEFT_OUT,
    OTHER,
    WARNING,
    WITHOUT_FILES,
    beside,
    broken,
    finding,
    told,
    unresolved,
)


def test_a_failing_step_leads() -> None:
    """The first one is named with its number."""
    assert verdict(broken()) == "failing at step 3, Certificate"


def test_what_is_wrong_at_some_addresses_is_told_with_their_share() -> None:
    """Nobody looks for a fault of all where one of two servers was not reloaded."""
    assert where_to_begin(broken()).endswith(" has expired (1 of 2 addresses)")


def test_a_look_up_that_failed_is_told_with_its_resolver() -> None:
    """Another one may know better."""
    lost = (asked("system", Failed(reason=Reason.DNS_NXDOMAIN)),)
    report = replace(HEALTHY, sites=(), resolvers=lost).judged()
    assert where_to_begin(report).endswith("The name does not resolve (resolver system)")


def test_nothing_checked_is_told_so() -> None:
    """Without a single checked step there is nothing to count."""
    assert verdict(unresolved()) == "nothing could be checked"


def test_a_certificate_that_nobody_judged_is_no_good_news() -> None:
    """Steps that passed beside it are counted all the same."""
    report = replace(HEALTHY, sites=(closed(Reason.STARVED),)).judged()
    assert report.standing is Standing.UNKNOWN
    assert verdict(report) == "no certificate could be checked, 1 step passed"


def test_warnings_stand_between_healthy_and_failing() -> None:
    """The steps are passed and still there is something to do."""
    report = told(finding(WARNING, "sent as b > a"))
    assert verdict(report) == "1 warning: all 6 steps that can be checked passed"


def test_a_healthy_report_says_how_much_was_checked() -> None:
    """Steps that were not checked are not counted as passed."""
    assert verdict(told()) == "healthy: all 6 steps that can be checked passed"


POSTPONED = unconnected(Postponed(needs="a place at the address"), site=OTHER)


@pytest.mark.parametrize(
    ("report", "needs"),
    [
        (beside(LEFT_OUT), "max_addresses above 16"),
        (beside(WITHOUT_FILES), "a probe without an error of the exporter's own"),
        (beside(POSTPONED), "a place at the address"),
    ],
)
def test_an_address_of_which_nothing_is_known_is_not_shown_as_health(
    report: Report, needs: str
) -> None:
    """One lost to our own limits, one left out, one postponed: each is named with what it needs."""
    assert verdict(report) == (
        "nothing known is wrong, but not everything could be checked: "
        f"203.0.113.9:443 needs {needs}"
    )


def test_what_is_not_known_is_told_beside_warnings() -> None:
    """Then it is not said that nothing is wrong."""
    disordered = assessment(LEAF, ROOT, INTERMEDIATE, is_ordered=False)
    report = replace(HEALTHY, sites=(replace(SITE, chain=disordered), LEFT_OUT)).judged()
    assert verdict(report) == (
        "1 warning, but not everything could be checked: 203.0.113.9:443 needs max_addresses above 16"
    )


def test_many_places_are_counted() -> None:
    """Three are named; a place is told once, whatever the number of steps."""
    sites = [left_out(site=replace(OTHER, address=f"203.0.113.{n}")) for n in range(20, 25)]
    assert verdict(beside(*sites)).endswith(
        "203.0.113.20:443, 203.0.113.21:443, 203.0.113.22:443 and 2 more need max_addresses above 16"
    )


def test_a_failing_step_tells_where_it_was_not_checked() -> None:
    """Its summary is the fault; those of other steps say so themselves."""
    report = beside(closed(site=replace(SITE, address="203.0.113.8")), LEFT_OUT)
    rungs = {rung.step: rung for rung in report.ladder}
    assert rungs[Step.PORT].status is Status.FAILING
    assert untold(rungs[Step.PORT]) == "203.0.113.9:443 needs max_addresses above 16"
    assert untold(rungs[Step.CERTIFICATE]) == ""
    assert "203.0.113.9:443 needs max_addresses above 16" in rungs[Step.CERTIFICATE].summary


def test_a_failing_step_that_is_checked_everywhere_adds_nothing() -> None:
    """There is nothing left to tell."""
    assert untold(rung(Step.CERTIFICATE, finding(ERROR, "ended"))) == ""


def test_findings_of_one_kind_share_a_repair() -> None:
    """Two addresses with one fault are one item, in the order of the first."""
    first, second = (finding(ERROR, "ended", site.place) for site in (SITE, OTHER))
    other = finding(WARNING, "sent as b > a")
    assert by_kind((first, other, second)) == ((ERROR, (first, second)), (WARNING, (other,)))


def test_proof_names_the_place_once() -> None:
    """In front, unless the evidence has it already or there is none."""
    assert proof(finding(ERROR, "ended", SITE.place)) == "203.0.113.10:443: ended"
    assert proof(finding(ERROR, "203.0.113.10:443: ended", SITE.place)).count("203") == 1
    assert proof(finding(ERROR, "203.0.113.10 ended", SITE.place)).count("203") == 1
    assert proof(finding(ERROR, "no answer", Resolver(name="public"))) == "public: no answer"
    assert proof(finding(ERROR, "ended")) == "ended"


def test_a_chain_that_many_serve_is_listed_once() -> None:
    """With all of its addresses; another chain is listed beside it."""
    third = replace(SITE, address="203.0.113.8", chain=assessment(LEAF, trusts=(gap(),)))
    chains = served_chains(beside(OTHER, third))
    assert [addresses for _, addresses in chains] == [(ADDRESS, "203.0.113.9"), ("203.0.113.8",)]


def test_the_certificate_that_ends_first_counts() -> None:
    """Of all that are served; none where none was seen."""
    early = assessment(certificate("CN=early", days=5))
    assert soonest_end(beside(replace(OTHER, chain=early))) == NOW + timedelta(days=5)
    assert soonest_end(unresolved()) is None


def test_the_weakest_version_is_known_only_if_it_is_everywhere() -> None:
    """One address whose weakest is not known leaves it open for all; one without a scan does not."""
    weak = replace(OTHER, scan=scan(Protocol.TLS1_0, Protocol.TLS1_2))
    unclear = replace(OTHER, scan=scan(unknown=(Protocol.TLS1_0,)))
    unseen = refusing(Reason.TLS_TIMEOUT, site=replace(OTHER, address="203.0.113.8"))
    failed = replace(OTHER, scan=Failed(reason=Reason.DEADLINE))
    assert weakest_protocol(beside(weak, unseen)) is Protocol.TLS1_0
    assert weakest_protocol(beside(unclear)) is None
    assert weakest_protocol(beside(failed)) is Protocol.TLS1_2
    assert weakest_protocol(HEALTHY.scanned(Skipped(needs="a scan")).judged()) is None


def test_of_several_certificates_the_first_to_end_counts() -> None:
    """And each chain is told, with the address that serves both."""
    ending = replace(RSA_LEAF, not_after=NOW + timedelta(days=3))
    site = replace(SITE, others=(assessment(ending, INTERMEDIATE),))
    report = replace(HEALTHY, sites=(site,)).judged()
    assert soonest_end(report) == NOW + timedelta(days=3)
    assert [(chain.leaf.key, addresses) for chain, addresses in served_chains(report)] == [
        ("ECDSA P-256", (ADDRESS,)),
        ("RSA 2048", (ADDRESS,)),
    ]
