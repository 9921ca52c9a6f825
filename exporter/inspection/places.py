"""Which addresses of a target there are, and which of them are visited."""

from exporter.guide.nowhere import denied, is_within
from exporter.model.address import is_address
from exporter.model.dns import Answer
from exporter.model.place import Address
from exporter.model.target import Target
from exporter.words.role import Role


def addresses(target: Target, answers: tuple[Answer, ...]) -> tuple[Address, ...]:
    """Every address, each once: configured, literal or of the `answers`, then the origins."""
    found = target.addresses or literal_address(target) or resolved_addresses(target, answers)
    visitors = dict.fromkeys(found)
    origins = (origin for origin in target.origins if origin.address not in visitors)
    return (
        *(Address(address=one, port=target.port, role=Role.RESOLVED) for one in visitors),
        *(
            Address(address=one.address, port=one.port or target.port, role=Role.ORIGIN)
            for one in origins
        ),
    )


def kept(places: tuple[Address, ...], most: int) -> tuple[Address, ...]:
    """As many as may be visited, in their order; origins, which somebody listed, before others."""
    if len(places) <= most:
        return places
    by_worth = sorted(places, key=lambda place: place.role is not Role.ORIGIN)
    chosen = frozenset(by_worth[:most])
    return tuple(place for place in places if place in chosen)


def is_allowed(target: Target, place: Address, answers: tuple[Answer, ...]) -> bool:
    """Whether it may be visited: somebody wrote it down, or DNS may name it."""
    if not answers:
        return True
    if place.address in (*target.addresses, *(one.address for one in target.origins)):
        return True
    naming = [answer for answer in answers if place.address in answer.addresses]
    return not naming or any(place.address not in denied(answer, target) for answer in naming)


def literal_address(target: Target) -> tuple[str, ...]:
    """The host itself where it is an address."""
    return (target.host,) if is_address(target.host) else ()


def resolved_addresses(target: Target, answers: tuple[Answer, ...]) -> tuple[str, ...]:
    """What the answers say, of the families that the target is watched at; expected ones first."""
    wanted = target.policy.address_family.record_types
    found = (
        address
        for answer in answers
        for records in answer.records
        if records.rrtype in wanted
        for address in records.addresses
    )
    each, expected = tuple(dict.fromkeys(found)), target.expected_ips
    if not expected:
        return each
    prefixes = tuple(one for answer in answers for one in answer.prefixes)
    return tuple(sorted(each, key=lambda address: not is_within(address, expected, prefixes)))
