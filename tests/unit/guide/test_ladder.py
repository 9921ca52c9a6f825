"""A step is passed only where it is established at every place, and the standing says so."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from exporter.guide.case import Case, every_address
from exporter.guide.check import Check, StepGuide
from exporter.guide.checks.port import PORT
from exporter.guide.ladder import ALL_KINDS, ladder, rung
from exporter.guide.own_errors import OwnErrors
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import Address
from exporter.model.target import Policy
from exporter.words.protocol import Protocol
from exporter.words.reason import OF_OUR_OWN, Reason, TrustReason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    LEAF,
    SITE,
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
    scan,
    trust,
    unconnected,
    unexpected,
)

OTHER = replace(SITE, address="203.0.113.11")


def statuses(deployment: Deployment) -> dict[str, str]:
    """The status of each step by slug."""
    return {rung.step: rung.status for rung in deployment.judged().ladder}


def beside_a_healthy_one(other: Site) -> Deployment:
    """Two addresses, of which the first is healthy."""
    return replace(HEALTHY, sites=(SITE, other))


def test_a_healthy_deployment_has_no_findings() -> None:
    """Every step with evidence passes and the others are not checked, never passed."""
    report = HEALTHY.judged()
    assert report.findings == ()
    assert statuses(HEALTHY) == {
        "port": "passed",
        "server_config": "not_checked",
        "certificate": "passed",
        "dns": "passed",
        "client_cache": "passed",
        "chain": "passed",
        "private_key": "not_checked",
        "compatibility": "passed",
        "permissions": "not_checked",
    }
    assert [rung.unknown for rung in report.ladder] == [()] * 9
    assert report.first_failing_step is None
    assert report.standing is Standing.HEALTHY


HOST_SIDE = {Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS}
"""What lies on a disk, no RFC is about."""


def test_every_code_begins_with_its_step_and_is_unique() -> None:
    """Codes are public words of one form, with a remedy and a title each."""
    codes = [kind.code for kind in ALL_KINDS]
    assert len(codes) == len(set(codes))
    for kind in ALL_KINDS:
        assert kind.code.startswith(f"{kind.step}_")
        assert kind.title
        assert kind.remedy.endswith(".")
        assert kind.remedy.count("`") % 2 == 0
        assert kind.reference.startswith(("RFC ", "CA/Browser Forum")) or kind.step in HOST_SIDE


@pytest.mark.parametrize(
    ("lost", "needs"),
    [
        (left_out("max_addresses above 16", site=OTHER), "max_addresses above 16"),
        (left_out("a route from this machine", site=OTHER), "a route from"),
        (closed(Reason.INTERNAL_ERROR, site=OTHER), "a probe without an error of the exporter"),
        (closed(Reason.STARVED, site=OTHER), "the exporter is not held up itself"),
        (closed(Reason.DEADLINE, site=OTHER), "a longer timeout"),
    ],
)
def test_an_address_that_was_lost_to_us_is_not_health(lost: Site, needs: str) -> None:
    """One of two was seen: every step about addresses says which was not, and what that takes."""
    report = beside_a_healthy_one(lost).judged()
    partly = {rung.step: rung for rung in report.ladder if rung.status is Status.PARTLY_CHECKED}
    assert list(partly) == ["port", "certificate", "client_cache", "chain", "compatibility"]
    for each in partly.values():
        (unknown,) = each.unknown
        assert unknown.place == lost.place
        assert needs in unknown.needs
        assert f"; not checked: 203.0.113.11:443 needs {unknown.needs}" in each.summary
    assert partly[Step.PORT].summary.startswith("port 443 is open on 1 address; ")
    assert report.findings == ()
    assert report.standing is Standing.PARTLY_UNKNOWN


def test_a_handshake_that_was_lost_to_us_leaves_only_its_port_known() -> None:
    """What comes after it is not put down to the server."""
    report = beside_a_healthy_one(refusing(Reason.STARVED, site=OTHER)).judged()
    needs = {rung.step: [one.needs for one in rung.unknown] for rung in report.ladder}
    held_up = ["a probe during which the exporter is not held up itself"]
    assert needs[Step.PORT] == []
    assert needs[Step.CERTIFICATE] == needs[Step.CHAIN] == needs[Step.COMPATIBILITY] == held_up
    assert report.standing is Standing.PARTLY_UNKNOWN


@pytest.mark.parametrize("reason", [Reason.DEADLINE, *sorted(OF_OUR_OWN)])
def test_our_own_trouble_is_no_finding_about_the_server(reason: Reason) -> None:
    """A probe that this exporter could not finish blames nobody, and claims nothing."""
    for site in (refusing(reason), closed(reason)):
        report = replace(HEALTHY, sites=(site,)).judged()
        assert report.findings == ()
        assert report.standing is Standing.UNKNOWN


def test_a_closed_port_fails_though_nothing_else_is_known_there() -> None:
    """Later steps say what they need, those that need the same in one word."""
    deployment = beside_a_healthy_one(closed(site=OTHER))
    report = deployment.judged()
    assert report.standing is Standing.FAILING
    assert report.first_failing_step is Step.PORT
    assert report.ladder[0].unknown == ()
    assert report.ladder[2].summary.endswith("not checked: 203.0.113.11:443 needs an open port")
    alone = replace(HEALTHY, sites=(closed(),))
    assert alone.rung(Step.CERTIFICATE).summary == "needs an open port"
    assert statuses(alone)["certificate"] == Status.NOT_CHECKED


def test_many_unknown_places_are_counted() -> None:
    """A few are named, for each of a few needs."""
    others = tuple(replace(SITE, address=f"203.0.113.{n}") for n in range(11, 21))
    lost = (closed(Reason.DEADLINE, site=others[0]), *(left_out(site=one) for one in others[1:]))
    deployment = replace(HEALTHY, sites=(SITE, *lost))
    assert deployment.rung(Step.PORT).summary == (
        "port 443 is open on 1 address; not checked: 203.0.113.11:443 needs a longer timeout; "
        "203.0.113.12:443, 203.0.113.13:443, 203.0.113.14:443 and 6 more need max_addresses above 16"
    )


def test_one_place_too_many_is_counted_too() -> None:
    """Three are named."""
    lost = tuple(left_out(site=replace(SITE, address=f"203.0.113.{n}")) for n in range(11, 15))
    assert (
        replace(HEALTHY, sites=(SITE, *lost))
        .rung(Step.PORT)
        .summary.endswith(
            "203.0.113.11:443, 203.0.113.12:443, 203.0.113.13:443 and 1 more "
            "need max_addresses above 16"
        )
    )


def test_many_needs_are_counted() -> None:
    """A machine without a route has a need for each address."""
    others = [replace(SITE, address=f"203.0.113.{n}") for n in range(11, 16)]
    lost = tuple(left_out(f"a route to {site.address}", site=site) for site in others)
    summary = replace(HEALTHY, sites=lost).rung(Step.PORT).summary
    assert summary == (
        "203.0.113.11:443 needs a route to 203.0.113.11; "
        "203.0.113.12:443 needs a route to 203.0.113.12; "
        "203.0.113.13:443 needs a route to 203.0.113.13; and 2 more"
    )


def test_an_address_that_could_not_be_tried_is_not_checked() -> None:
    """No route from this machine says nothing about the port."""
    deployment = replace(HEALTHY, sites=(unconnected(Skipped(needs="a route")),))
    assert deployment.rung(Step.PORT).status is Status.NOT_CHECKED
    assert deployment.rung(Step.PORT).summary == "needs a route"
    assert deployment.judged().standing is Standing.UNKNOWN


def test_a_certificate_that_nothing_judged_is_not_checked() -> None:
    """Should our judgement break, the handshake must not make the certificate look checked."""
    rung = ladder(replace(HEALTHY.case(), chains=()), unexpected)[2]
    assert (rung.status, rung.summary) == (
        Status.NOT_CHECKED,
        "needs a judgement on its certificate without an error of the exporter's own",
    )


def test_where_there_is_no_address_each_step_says_what_it_needs() -> None:
    """No place is unknown, as there is none."""
    report = replace(HEALTHY, sites=(), resolvers=()).judged()
    assert [rung.summary for rung in report.ladder] == [
        "needs an address to connect to",
        "needs the web server's files (`server` of the target)",
        "needs a TLS answer",
        "needs a look-up, which is left out where the addresses are given",
        "needs a TLS answer",
        "needs a TLS answer",
        "needs the web server's files (`server` of the target)",
        "needs a TLS answer",
        "needs the web server's files (`server` of the target)",
    ]
    assert not any(rung.unknown for rung in report.ladder)


def test_what_a_step_needs_is_asked_for_only_where_nothing_was_seen() -> None:
    """Whatever it would cost, and whatever it would say: a step that is established needs nothing."""

    def refused(_: Case) -> str:
        raise AssertionError

    def told(_: Case) -> str:
        return "a look"

    case = HEALTHY.case()
    seen = rung(replace(PORT, needs=refused), case, OwnErrors(unexpected))
    assert (seen.status, seen.summary) == (Status.PASSED, "port 443 is open on 1 address")
    lacking = replace(HEALTHY, sites=(unconnected(Skipped(needs="a route")),)).case()
    partly = rung(replace(PORT, needs=refused), lacking, OwnErrors(unexpected))
    assert (partly.status, partly.summary) == (Status.NOT_CHECKED, "needs a route")
    nothing = rung(StepGuide(step=Step.PORT, needs=told), case, OwnErrors(unexpected))
    assert (nothing.status, nothing.summary) == (Status.NOT_CHECKED, "needs a look")


def test_checks_that_apply_alike_ask_once_where_and_keep_their_order() -> None:
    """Errors come first, and what weighs the same stands as the guide has it, whatever it is about."""
    places: list[str] = []

    def here(case: Case) -> Iterable[Address]:
        places.append("here")
        return every_address(case)

    kinds = {kind.code: kind for kind in ALL_KINDS}
    told = {
        "chain_root_included": here,
        "compatibility_tls1_0_enabled": every_address,
        "chain_out_of_order": here,
        "certificate_expired": every_address,
        "certificate_untrusted": here,
    }
    checks = tuple(
        Check(kind=kinds[code], applies=applies, find=lambda _case, _place: iter(["seen"]))
        for code, applies in told.items()
    )
    judged = rung(replace(PORT, checks=checks), HEALTHY.case(), OwnErrors(unexpected))
    assert [(one.kind.severity, one.kind.code) for one in judged.findings] == [
        ("error", "compatibility_tls1_0_enabled"),
        ("error", "certificate_expired"),
        ("error", "certificate_untrusted"),
        ("warning", "chain_out_of_order"),
        ("info", "chain_root_included"),
    ]
    assert places == ["here"]


def test_findings_are_told_at_their_places() -> None:
    """Each check names the place at which it applied; only what is about the target names none."""
    deployment = replace(
        HEALTHY,
        sites=(closed(), replace(OTHER, scan=scan(Protocol.TLS1_0))),
        resolvers=(
            looked_up("system", ADDRESS),
            looked_up("public", "198.51.100.1"),
            asked("lame", Failed(reason=Reason.DNS_SERVFAIL)),
        ),
    )
    places = {
        finding.kind.code: str(finding.place) if finding.place else None
        for finding in deployment.judged().findings
    }
    assert places["port_refused"] == "203.0.113.10:443"
    assert places["compatibility_tls1_0_enabled"] == "203.0.113.11:443"
    assert places["dns_lookup_failed"] == "lame"
    assert places["dns_resolvers_disagree"] is None


def test_findings_of_one_kind_at_two_places_are_two() -> None:
    """A finding is exported once for each kind and place."""
    deployment = replace(HEALTHY, sites=(closed(), closed(site=OTHER)))
    assert deployment.codes() == ["port_refused", "port_refused"]


def test_a_later_fault_does_not_hide_an_earlier_one() -> None:
    """The first failing step is the earliest of the guide, whatever the order of evidence."""
    expired = assessment(certificate(days=-1, age=90))
    deployment = HEALTHY.serving(expired).scanned(scan(Protocol.TLS1_0))
    assert deployment.judged().first_failing_step is Step.CERTIFICATE


STRANGER = assessment(unrelated=(certificate("CN=Stranger"),))


@pytest.mark.parametrize(
    ("deployment", "standing"),
    [
        (HEALTHY, Standing.HEALTHY),
        (HEALTHY.serving(assessment(includes_root=True)), Standing.HEALTHY),
        (HEALTHY.serving(STRANGER), Standing.WARNING),
        (
            replace(HEALTHY, sites=(replace(SITE, chain=STRANGER), left_out(site=OTHER))),
            Standing.PARTLY_UNKNOWN,
        ),
        (HEALTHY.scanned(Skipped(needs="a scan, which is postponed")), Standing.PARTLY_UNKNOWN),
        (
            replace(HEALTHY, resolvers=(asked("own", Failed(reason=Reason.INTERNAL_ERROR)),)),
            Standing.PARTLY_UNKNOWN,
        ),
        (HEALTHY.with_policy(Policy(scan_interval=0)), Standing.HEALTHY),
        (HEALTHY.with_policy(Policy(trust=())).serving(assessment(trusts=())), Standing.HEALTHY),
        (replace(HEALTHY, resolvers=()), Standing.HEALTHY),
        (replace(HEALTHY, sites=()), Standing.UNKNOWN),
        (replace(HEALTHY, sites=(), resolvers=()), Standing.UNKNOWN),
        (replace(HEALTHY, sites=(left_out(),)), Standing.UNKNOWN),
        (
            replace(HEALTHY, sites=(), resolvers=(asked("a", Failed(reason=Reason.DNS_NXDOMAIN)),)),
            Standing.FAILING,
        ),
        (replace(HEALTHY, sites=(SITE, closed(site=OTHER))), Standing.FAILING),
        (HEALTHY.serving(assessment(LEAF, trusts=(gap(),))), Standing.FAILING),
        (
            HEALTHY.serving(assessment(trusts=(trust(TrustReason.UNTRUSTED_ROOT, path=()),))),
            Standing.FAILING,
        ),
    ],
)
def test_one_standing_for_every_view(deployment: Deployment, standing: Standing) -> None:
    """The gravest that is true: what fails, what is not known, what asks for attention."""
    assert deployment.judged().standing is standing
