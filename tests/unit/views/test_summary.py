"""A report at one glance: no good news without evidence."""

from dataclasses import replace
from datetime import timedelta

from exporter.model.outcome import Skipped
from exporter.views.summary import (
    State,
    by_kind,
    proof,
    served_chains,
    soonest_end,
    state,
    verdict,
    weakest_protocol,
)
from exporter.words.protocol import Protocol, Support
from exporter.words.status import Status
from exporter.words.step import Step
from tests.unit.views.maker import Maker


def test_a_failing_step_leads(make: Maker) -> None:
    """The first one is named with its number."""
    assert state(make.broken()) is State.FAILING
    assert verdict(make.broken()) == "failing at step 3, Certificate"


def test_nothing_checked_is_not_healthy(make: Maker) -> None:
    """Without a single checked step the state is not known."""
    assert state(make.unresolved()) is State.UNKNOWN
    assert verdict(make.unresolved()) == "nothing could be checked"


def test_a_certificate_that_nobody_judged_is_no_good_news(make: Maker) -> None:
    """Steps that passed beside it do not make the deployment healthy."""
    unseen = [
        replace(rung, status=Status.NOT_CHECKED) if rung.step is Step.CERTIFICATE else rung
        for rung in make.ladder()
    ]
    report = replace(make.report(), ladder=tuple(unseen))
    assert state(report) is State.UNKNOWN
    assert verdict(report).startswith("no certificate could be checked, 5 of 9 steps passed")


def test_warnings_stand_between_healthy_and_failing(make: Maker) -> None:
    """The steps are passed and still there is something to do."""
    report = replace(make.report(), ladder=make.ladder(make.warning.found("sent as b > a")))
    assert state(report) is State.WARNING
    assert verdict(report) == "1 warning, 6 of 9 steps passed, the others not checked"


def test_a_healthy_report_says_how_much_was_checked(make: Maker) -> None:
    """Steps that were not checked are not counted as passed."""
    assert state(make.report()) is State.HEALTHY
    assert verdict(make.report()) == "6 of 9 steps passed, the others not checked"


def test_findings_of_one_kind_share_a_repair(make: Maker) -> None:
    """Two addresses with one fault are one item, in the order of the first."""
    first, second = (make.error.found("ended", address=one) for one in ("192.0.2.1", "192.0.2.2"))
    other = make.warning.found("sent as b > a")
    assert by_kind((first, other, second)) == (
        (make.error, (first, second)),
        (make.warning, (other,)),
    )


def test_proof_names_the_address_once(make: Maker) -> None:
    """In front, unless the evidence has it already or there is none."""
    assert proof(make.error.found("ended", address="192.0.2.1")) == "192.0.2.1: ended"
    assert proof(make.error.found("192.0.2.1:443 ended", address="192.0.2.1")).count("192") == 1
    assert proof(make.error.found("ended")) == "ended"


def test_a_chain_that_many_serve_is_listed_once(make: Maker) -> None:
    """With all of its addresses; another chain is listed beside it."""
    here = make.endpoint()
    there = replace(here, endpoint=replace(here.endpoint, address="192.0.2.2"))
    other = replace(here, endpoint=replace(here.endpoint, address="192.0.2.3"), chain=make.gap())
    chains = served_chains(make.report(here, there, other))
    assert [addresses for _, addresses in chains] == [(make.address, "192.0.2.2"), ("192.0.2.3",)]


def test_the_certificate_that_ends_first_counts(make: Maker) -> None:
    """Of all that are served; none where none was seen."""
    late = make.endpoint()
    make.leaf = make.certificate("CN=early", issuer="CN=Issuing CA", days=5)
    early = make.endpoint()
    assert soonest_end(make.report(late, early)) == make.now + timedelta(days=5)
    assert soonest_end(make.unresolved()) is None


def test_the_weakest_version_is_known_only_if_it_is_everywhere(make: Maker) -> None:
    """One endpoint whose weakest is not known leaves it open for all."""
    strong, weak = make.endpoint(), make.endpoint(scan=make.scan(TLS1_0=Support.YES))
    unclear = make.endpoint(scan=make.scan(TLS1_0=Support.UNKNOWN))
    unseen = make.endpoint(scan=Skipped(needs="a TLS answer"))
    assert weakest_protocol(make.report(strong, weak, unseen)) is Protocol.TLS1_0
    assert weakest_protocol(make.report(strong, unclear)) is None
    assert weakest_protocol(make.report(unseen)) is None
