"""Step 1, where every address of one kind, IPv6 or IPv4, is closed, and those of the other are open."""

from exporter.guide.case import Case
from exporter.model.evidence import Connection, Sighting
from exporter.model.place import Address
from exporter.words.phase import Phase
from exporter.words.role import Role
from exporter.words.wording import counted

FAMILY = "family"
"""The cause."""


def closed_family(case: Case, place: Address) -> str:
    """What tells that the whole kind of an address is closed; nothing where that is not so."""
    by_name = {one: seen for one, seen in case.addresses.items() if one.role is Role.RESOLVED}
    same = [seen for one, seen in by_name.items() if family(one) == family(place)]
    others = [seen for one, seen in by_name.items() if family(one) != family(place)]
    if place not in by_name or any(map(is_open_perhaps, same)) or not any(map(is_open, others)):
        return ""
    open_ones = counted(sum(map(is_open, others)), "address", "addresses")
    other = "IPv4" if family(place) == "IPv6" else "IPv6"
    return f"no {family(place)} address of the name is open, while {other} is at {open_ones}"


def family(place: Address) -> str:
    """The kind of an address."""
    return "IPv6" if ":" in place.address else "IPv4"


def is_open(seen: Sighting) -> bool:
    """Whether a connection came about."""
    return seen.found(Connection) is not None


def is_open_perhaps(seen: Sighting) -> bool:
    """Whether one came about, be it by turns, or would for all we know."""
    return is_open(seen) or seen.failure(Phase.CONNECT) is None
