"""Addresses that DNS may name and nobody can mean: they are not probed."""

from collections.abc import Iterable
from ipaddress import IPv6Network

from exporter.model.address import forms_of
from exporter.model.dns import Answer
from exporter.model.target import Network, Target


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
        if is_within(address, forbidden, answer.prefixes)
        and not is_within(address, target.expected_ips, answer.prefixes)
    )


def is_within(
    address: str, networks: Iterable[Network], prefixes: Iterable[IPv6Network] = ()
) -> bool:
    """Whether the address, or one that it is another form of, lies in one of the networks."""
    forms = tuple(forms_of(address, prefixes))
    return any(form in network for network in networks for form in forms)


def name_of(network: Network) -> str:
    """The network as people write it: one address without its prefix length."""
    whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if whole else str(network)
