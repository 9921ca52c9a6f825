"""Step 1 finds ports that are closed, each in its own way."""

from dataclasses import replace

import pytest

from exporter.words.address_family import AddressFamily
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import HEALTHY, SITE, Site, closed, left_out


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.CONNECT_REFUSED, "port_refused"),
        (Reason.CONNECT_TIMEOUT, "port_timeout"),
        (Reason.CONNECT_UNREACHABLE, "port_unreachable"),
        (Reason.CONNECT_RESET, "port_reset"),
    ],
)
def test_a_failed_connection_is_a_finding_of_step_one_alone(reason: Reason, code: str) -> None:
    """Nothing is claimed about a certificate that nobody saw."""
    deployment = replace(HEALTHY, sites=(closed(reason),))
    assert deployment.codes() == [code]
    assert deployment.judged().first_failing_step is Step.PORT
    for step in (Step.CERTIFICATE, Step.CHAIN, Step.COMPATIBILITY):
        assert deployment.rung(step).status is Status.NOT_CHECKED


def test_a_closed_origin_is_named_as_origin() -> None:
    """The proof says that it is the origin that is closed, with IPv6 in brackets."""
    origin = replace(SITE, address="2001:db8::1", role=Role.ORIGIN)
    deployment = replace(HEALTHY, sites=(closed(Reason.CONNECT_REFUSED, site=origin),))
    assert deployment.proof("port_refused") == "origin [2001:db8::1]:443: connect_refused"


def test_open_ports_are_counted() -> None:
    """One for each address."""
    two = replace(HEALTHY, sites=(SITE, replace(SITE, address="203.0.113.11")))
    assert HEALTHY.rung(Step.PORT).summary == "port 443 is open on 1 address"
    assert two.rung(Step.PORT).summary == "port 443 is open on 2 addresses"


def test_without_an_address_there_is_nothing_to_connect_to() -> None:
    """And no place whose port is unknown."""
    rung = replace(HEALTHY, sites=()).rung(Step.PORT)
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, "needs an address to connect to")
    assert rung.unknown == ()


def test_an_address_of_the_family_is_missing_where_there_are_others() -> None:
    """The name may well have addresses, which step 4 shows."""
    policy = replace(HEALTHY.target.policy, address_family=AddressFamily.IPV6)
    rung = replace(HEALTHY, sites=()).with_policy(policy).rung(Step.PORT)
    assert rung.summary == "needs an address of address_family ipv6 to connect to"


SIX, SEVEN = (replace(SITE, address=f"2001:db8::{number}") for number in (6, 7))


def test_a_family_of_which_all_addresses_are_closed_is_told() -> None:
    """Where the other one has an open address: its own rules of the firewall, or its records, are to be mended."""
    dead = tuple(closed(Reason.CONNECT_TIMEOUT, site=site) for site in (SIX, SEVEN))
    found = replace(HEALTHY, sites=(SITE, *dead)).judged().findings
    family = "no IPv6 address of the name is open, while IPv4 is at 1 address"
    assert [one.evidence for one in found] == [
        f"[2001:db8::6]:443: connect_timeout; {family}",
        f"[2001:db8::7]:443: connect_timeout; {family}",
    ]
    assert {one.remedy[:37] for one in found} == {"Open the port for that kind of addres"}


@pytest.mark.parametrize(
    "sites",
    [
        (SIX, closed(Reason.CONNECT_TIMEOUT, site=SEVEN), SITE),
        (closed(Reason.CONNECT_TIMEOUT), closed(Reason.CONNECT_TIMEOUT, site=SIX)),
        (closed(Reason.CONNECT_TIMEOUT, site=SIX), left_out(site=SEVEN), SITE),
        (closed(Reason.CONNECT_TIMEOUT, site=SIX),),
        (closed(Reason.CONNECT_TIMEOUT, site=SIX), replace(SITE, role=Role.ORIGIN)),
        (closed(Reason.CONNECT_TIMEOUT, site=replace(SIX, role=Role.ORIGIN)), SITE),
    ],
)
def test_a_family_is_not_blamed_for_one_address(sites: tuple[Site, ...]) -> None:
    """Another of it is open or not known, none of the other is, or it is an origin, which no name leads to."""
    found = replace(HEALTHY, sites=sites).judged().findings
    assert found
    assert not [one for one in found if "of the name is open" in one.evidence]
