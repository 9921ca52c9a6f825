"""Which addresses there are, and which are visited."""

from dataclasses import replace

import pytest

from exporter.inspection.dossier import Dossier
from exporter.inspection.places import kept, needs_lookup
from exporter.model.attempt import Attempt, Attempts
from exporter.model.evidence import Answer, RecordSet
from exporter.model.inquiry import Inquiry, Lookup
from exporter.model.place import Resolver
from exporter.model.target import Target
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
        (TARGET, (answer("192.0.2.1"), answer("192.0.2.2")), "192.0.2.1"),
        (TARGET, (no_answer(), answer("192.0.2.2")), "192.0.2.2"),
        (TARGET, (no_answer(),), ""),
        (TARGET, (), ""),
        (TARGET, (BOTH,), "192.0.2.9 192.0.2.10 2001:db8::1"),
        (replace(TARGET, host="2001:db8::1"), (), "2001:db8::1"),
        (replace(TARGET, addresses=("192.0.2.9",)), (answer("192.0.2.1"),), "192.0.2.9"),
        (
            replace(TARGET, origins=("192.0.2.7", "192.0.2.1")),
            (answer("192.0.2.1"),),
            "192.0.2.1 192.0.2.7/origin",
        ),
    ],
)
def test_every_address_is_there_once(
    target: Target, answers: tuple[Attempts, ...], places: str
) -> None:
    """Configured before resolved, the first resolver that answered, origins last."""
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


def test_origins_are_kept_before_resolved_addresses() -> None:
    """Somebody listed them."""
    target = replace(TARGET, origins=("198.51.100.7",))
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
    ],
)
def test_a_name_is_looked_up_where_something_hangs_on_it(
    target: Target, *, is_needed: bool
) -> None:
    """An address need not be resolved, nor a name whose addresses are given."""
    assert needs_lookup(target) is is_needed
