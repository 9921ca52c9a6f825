"""Which addresses of a target are probed."""

from ipaddress import ip_address

from exporter.model.address import is_address
from exporter.model.evidence import Endpoint, Lookup
from exporter.model.outcome import Failed
from exporter.model.target import Target
from exporter.words.role import Role


def chosen_endpoints(target: Target, lookups: tuple[Lookup, ...]) -> tuple[Endpoint, ...]:
    """Every address to probe, each once: configured, literal or resolved, then the origins."""
    addresses = target.addresses or literal_address(target) or resolved_addresses(lookups)
    roles = dict.fromkeys(target.origins, Role.ORIGIN) | dict.fromkeys(addresses, Role.RESOLVED)
    return tuple(
        Endpoint(address=address, port=target.port, role=roles[address])
        for address in dict.fromkeys((*addresses, *target.origins))
    )


def kept(endpoints: tuple[Endpoint, ...], most: int) -> tuple[Endpoint, ...]:
    """As many as may be probed, in their order; origins, which somebody listed, before others."""
    if len(endpoints) <= most:
        return endpoints
    by_worth = sorted(endpoints, key=lambda endpoint: endpoint.role is not Role.ORIGIN)
    chosen = frozenset(by_worth[:most])
    return tuple(endpoint for endpoint in endpoints if endpoint in chosen)


def literal_address(target: Target) -> tuple[str, ...]:
    """The host itself where it is an address."""
    return (target.host,) if is_address(target.host) else ()


def resolved_addresses(lookups: tuple[Lookup, ...]) -> tuple[str, ...]:
    """What the first resolver that answered said, IPv4 first.

    Sorted, as name servers rotate their answers and `max_addresses` must keep the same ones.
    """
    answers = (found.answer for found in lookups if not isinstance(found.answer, Failed))
    records = next(answers, ())
    found = {ip_address(address) for record_set in records for address in record_set.addresses}
    return tuple(str(address) for address in sorted(found, key=lambda ip: (ip.version, int(ip))))
