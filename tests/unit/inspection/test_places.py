"""Which addresses there are, and which are visited."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from exporter.inspection.dossier import Dossier
from exporter.inspection.places import kept
from exporter.model.attempt import Attempt, Attempts
from exporter.model.dns import Answer, RecordSet
from exporter.model.inquiry import Inquiry, Lookup
from exporter.model.place import Resolver
from exporter.model.target import Origin, Target
from exporter.words.address_family import AddressFamily
from exporter.words.phase import Phase
from exporter.words.role import Role
from tests.unit.inspection.world import address, answer, dossier, no_answer

TARGET = Target(name="www", host="www.example.com", server_name="www.example.com", port=8443)
BOTH = (
    Attempt(
        phase=Phase.DNS,
        outcome=Answer(
            records=(
                RecordSet(rrtype="A", addresses=("192.0.2.9", "192.0.2.10"), ttl=300),
                RecordSet(rrtype="AAAA", addresses=("2001:db8::1",), ttl=300),
            )
        ),
    ),
)


def heard(target: Target, *answers: Attempts) -> Dossier:
    """A dossier with the answers of resolvers, in their order."""
    resolvers = tuple(Resolver(name=f"r{number}") for number in range(len(answers)))
    known: dict[Inquiry, Attempts] = {
        Lookup(place): said for place, said in zip(resolvers, answers, strict=True)
    }
    return dossier(target, resolvers=resolvers, answers=known)


@pytest.mark.parametrize(
    ("target", "answers", "places"),
    [
        (TARGET, (answer("192.0.2.1", "192.0.2.2"),), "192.0.2.1 192.0.2.2"),
        (TARGET, (answer("192.0.2.1"), answer("192.0.2.2", "192.0.2.1")), "192.0.2.1 192.0.2.2"),
        (
            replace(TARGET, expected_ips=(ip_network("192.0.2.2"),)),
            (answer("192.0.2.1"), answer("192.0.2.2")),
            "192.0.2.2 192.0.2.1",
        ),
        (TARGET, (no_answer(), answer("192.0.2.2")), "192.0.2.2"),
        (TARGET, (no_answer(),), ""),
        (TARGET, (), ""),
        (TARGET, (BOTH,), "192.0.2.9 192.0.2.10 2001:db8::1"),
        (replace(TARGET, host="2001:db8::1"), (), "2001:db8::1"),
        (replace(TARGET, addresses=("192.0.2.9",)), (answer("192.0.2.1"),), "192.0.2.9"),
        (
            replace(
                TARGET,
                origins=(
                    Origin(address="192.0.2.7"),
                    Origin(address="192.0.2.1"),
                ),
            ),
            (answer("192.0.2.1"),),
            "192.0.2.1 192.0.2.7/origin",
        ),
    ],
)
def test_every_address_is_there_once(
    target: Target, answers: tuple[Attempts, ...], places: str
) -> None:
    """Configured before resolved, what any resolver says, expected ones first, origins last."""
    found = heard(target, *answers).addresses
    texts = [place.address + ("/origin" if place.role is Role.ORIGIN else "") for place in found]
    assert " ".join(texts) == places
    assert all(place.port == 8443 for place in found)


@pytest.mark.parametrize(
    ("family", "places"),
    [
        (AddressFamily.ANY, ["192.0.2.9", "192.0.2.10", "2001:db8::1"]),
        (AddressFamily.IPV4, ["192.0.2.9", "192.0.2.10"]),
        (AddressFamily.IPV6, ["2001:db8::1"]),
    ],
)
def test_the_family_chooses_among_resolved_addresses(
    family: AddressFamily, places: list[str]
) -> None:
    """A machine without IPv6 need not ask for what it cannot reach."""
    target = replace(TARGET, policy=replace(TARGET.policy, address_family=family))
    assert [place.address for place in heard(target, BOTH).addresses] == places


def test_an_origin_has_a_port_of_its_own_until_the_name_leads_to_it() -> None:
    """What DNS names is what visitors get, at the port where they go."""
    origins = (Origin(address="198.51.100.7", port=8444), Origin(address="198.51.100.8"))
    target = replace(TARGET, origins=origins)
    behind = heard(target, answer("192.0.2.1"))
    assert [str(place) for place in behind.addresses] == [
        "192.0.2.1:8443",
        "198.51.100.7:8444",
        "198.51.100.8:8443",
    ]
    in_front = heard(target, answer("198.51.100.7"))
    assert [(str(place), place.role) for place in in_front.addresses] == [
        ("198.51.100.7:8443", Role.RESOLVED),
        ("198.51.100.8:8443", Role.ORIGIN),
    ]


def test_origins_are_kept_before_resolved_addresses() -> None:
    """Somebody listed them."""
    target = replace(TARGET, origins=(Origin(address="198.51.100.7"),))
    chosen = kept(heard(target, answer("192.0.2.9", "192.0.2.10")).addresses, 2)
    assert [place.address for place in chosen] == ["192.0.2.9", "198.51.100.7"]


def test_few_addresses_are_all_kept() -> None:
    """In their order."""
    places = (address("192.0.2.2"), address("192.0.2.1"))
    assert kept(places, 2) == places


@pytest.mark.parametrize(
    ("target", "is_needed"),
    [
        (TARGET, True),
        (replace(TARGET, host="192.0.2.1"), False),
        (replace(TARGET, addresses=("192.0.2.1",)), False),
        (
            replace(TARGET, addresses=("192.0.2.1",), expected_ips=(ip_network("192.0.2.0/24"),)),
            True,
        ),
        (replace(TARGET, host="192.0.2.1", expected_ips=(ip_network("192.0.2.0/24"),)), False),
    ],
)
def test_a_name_is_looked_up_where_something_hangs_on_it(
    target: Target, *, is_needed: bool
) -> None:
    """An address need not be resolved, nor a name whose addresses are given."""
    assert target.is_looked_up is is_needed


def visited(found: Dossier) -> list[str]:
    """The addresses that are connected to."""
    return [visit.place.address for visit in found.visits]


@pytest.mark.parametrize(
    "nowhere",
    [
        "0.0.0.0",  # noqa: S104 - what a sinkhole answers
        "127.0.0.1",
        "127.53.0.1",
        "169.254.169.254",
        "::",
        "::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a9fe:a9fe",
    ],
)
def test_an_address_that_nobody_can_mean_is_not_visited(nowhere: str) -> None:
    """In none of its forms; the others are, and it is told as left out."""
    records = (RecordSet(rrtype="AAAA", addresses=(nowhere, "2001:db8::1"), ttl=300),)
    said: Attempts = (Attempt(phase=Phase.DNS, outcome=Answer(records=records)),)
    found = heard(TARGET, said)
    assert visited(found) == ["2001:db8::1"]
    assert [place.address for place in found.addresses] == [nowhere, "2001:db8::1"]
    (denied, allowed) = found.addresses
    assert (found.may_visit(denied), found.may_visit(allowed)) == (False, True)


def test_what_somebody_wrote_down_is_visited() -> None:
    """In the hosts file, in the configuration, or in `expected_ips`; and where nothing is denied."""
    (loopback,) = said = answer("127.0.0.1")
    assert visited(heard(TARGET, said)) == []
    records = (RecordSet(rrtype="A", addresses=("127.0.0.1",), ttl=None),)
    hosts_file: Attempts = (replace(loopback, outcome=Answer(records=records)),)
    assert visited(heard(TARGET, hosts_file)) == ["127.0.0.1"]
    expected = replace(TARGET, expected_ips=(ip_network("127.0.0.0/30"),))
    assert visited(heard(expected, said)) == ["127.0.0.1"]
    configured = replace(
        TARGET, addresses=("127.0.0.1",), expected_ips=(ip_network("192.0.2.0/24"),)
    )
    assert visited(heard(configured, said)) == ["127.0.0.1"]
    origin = replace(TARGET, origins=(Origin(address="127.0.0.1"),))
    assert visited(heard(origin, said)) == ["127.0.0.1"]
    free = replace(TARGET, policy=replace(TARGET.policy, deny_addresses=()))
    assert visited(heard(free, said)) == ["127.0.0.1"]
    private = replace(
        TARGET, policy=replace(TARGET.policy, deny_addresses=(ip_network("10.0.0.0/8"),))
    )
    assert visited(heard(private, answer("10.1.2.3", "127.0.0.1"))) == ["127.0.0.1"]
