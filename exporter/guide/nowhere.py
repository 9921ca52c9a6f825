"""Addresses that DNS may name and nobody can mean: they are not probed."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from exporter.model.evidence import Answer
from exporter.model.target import Network, Target

NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""Whose last 32 bits are an IPv4 address (RFC 6052, section 2.1; RFC 8215)."""
COMPATIBLE = IPv6Network("::/96")
"""The same, before there were better ways (RFC 4291, section 2.5.5.1)."""
LAST_32_BITS = (1 << 32) - 1


def denied(answer: Answer, target: Target) -> tuple[str, ...]:
    """Those of an answer that are not probed, unless `expected_ips` names them.

    What the hosts file says, somebody has written on this very machine.
    """
    forbidden = target.policy.deny_addresses
    return tuple(
        address
        for records in answer.records
        if records.ttl is not None
        for address in records.addresses
        if is_within(address, forbidden) and not is_within(address, target.expected_ips)
    )


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether the address, or one that it is another form of, lies in one of the networks."""
    forms = tuple(forms_of(address))
    return any(form in network for network in networks for form in forms)


def forms_of(address: str) -> Iterator[IPv4Address | IPv6Address]:
    """The address, and the IPv4 address that it leads to."""
    whole = ip_address(address)
    yield whole
    if isinstance(whole, IPv6Address):
        if whole.ipv4_mapped:
            yield whole.ipv4_mapped
        elif whole in COMPATIBLE or any(whole in network for network in NAT64):
            yield IPv4Address(int(whole) & LAST_32_BITS)
