"""Which addresses of a target there are, and which of them are visited."""

from exporter.guide.nowhere import denied
from exporter.model.address import is_address
from exporter.model.evidence import Answer
from exporter.model.place import Address
from exporter.model.target import Target
from exporter.words.role import Role


def addresses(target: Target, answer: Answer | None) -> tuple[Address, ...]:
    """Every address, each once: configured, literal or of the `answer`, then the origins."""
    found = target.addresses or literal_address(target) or resolved_addresses(target, answer)
    roles = dict.fromkeys(target.origins, Role.ORIGIN) | dict.fromkeys(found, Role.RESOLVED)
    return tuple(
        Address(address=address, port=target.port, role=roles[address])
        for address in dict.fromkeys((*found, *target.origins))
    )


def kept(places: tuple[Address, ...], most: int) -> tuple[Address, ...]:
    """As many as may be visited, in their order; origins, which somebody listed, before others."""
    if len(places) <= most:
        return places
    by_worth = sorted(places, key=lambda place: place.role is not Role.ORIGIN)
    chosen = frozenset(by_worth[:most])
    return tuple(place for place in places if place in chosen)


def is_allowed(target: Target, place: Address, answer: Answer | None) -> bool:
    """Whether it may be visited: somebody wrote it down, or DNS may name it."""
    is_configured = place.address in (*target.addresses, *target.origins)
    return answer is None or is_configured or place.address not in denied(answer, target)


def literal_address(target: Target) -> tuple[str, ...]:
    """The host itself where it is an address."""
    return (target.host,) if is_address(target.host) else ()


def resolved_addresses(target: Target, answer: Answer | None) -> tuple[str, ...]:
    """What the answer says, of the families that the target is watched at."""
    wanted = target.policy.address_family.record_types
    return tuple(
        address
        for records in (answer.records if answer else ())
        if records.rrtype in wanted
        for address in records.addresses
    )
