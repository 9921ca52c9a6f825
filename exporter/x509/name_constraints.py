"""Which name on a path a CA above it may not certify (RFC 5280, section 4.2.1.10)."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from cryptography import x509

from exporter.x509.decode import DecodedCertificate
from exporter.x509.path import Path

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
MOST_COMPARISONS = 1 << 17
"""Names times subtrees; beyond it the certificate is taken to break the constraints."""


def forbidden_names(path: Path) -> Iterator[tuple[DecodedCertificate, str, DecodedCertificate]]:
    """Each constraining CA with a name that it may not certify, and the bearer of that name.

    DNS names and IP addresses only: other forms are left to the path verifier.
    """
    for depth, issuer in enumerate(path):
        constraints = issuer.extensions.get(x509.NameConstraints)
        if constraints is None:
            continue
        for bearer in constrained(path[:depth]):
            for name in names_outside(bearer, constraints):
                yield issuer, name, bearer


def constrained(below: Path) -> Iterator[DecodedCertificate]:
    """Those whose names count: the leaf, and CAs that are not merely renewed by themselves."""
    for depth, certificate in enumerate(below):
        if depth == 0 or certificate.subject != certificate.issuer:
            yield certificate


def names_outside(bearer: DecodedCertificate, constraints: x509.NameConstraints) -> Iterator[str]:
    """The names of the bearer that the constraints do not permit or do exclude."""
    permitted = tuple(constraints.permitted_subtrees or ())
    excluded = tuple(constraints.excluded_subtrees or ())
    names, addresses = bearer.facts.dns_names, bearer.facts.ip_addresses
    count = len(names) + len(addresses)
    if count * (len(permitted) + len(excluded)) > MOST_COMPARISONS:
        yield f"{count} names, more than are compared"
    else:
        yield from names_outside_domains(names, domains(permitted), domains(excluded))
        yield from addresses_outside_networks(addresses, networks(permitted), networks(excluded))


def names_outside_domains(
    names: Iterable[str], permitted: Sequence[str], excluded: Sequence[str]
) -> Iterator[str]:
    """The DNS names that are not permitted, or excluded."""
    for name in names:
        if (permitted and not is_permitted(name, permitted)) or is_excluded(name, excluded):
            yield name


def addresses_outside_networks(
    addresses: Iterable[str], permitted: Sequence[Network], excluded: Sequence[Network]
) -> Iterator[str]:
    """The IP addresses that are not permitted, or excluded."""
    for text in addresses:
        address = ip_address(text)
        if (permitted and not is_inside(address, permitted)) or is_inside(address, excluded):
            yield text


def domains(subtrees: Iterable[x509.GeneralName]) -> list[str]:
    """The DNS names among the subtrees, in lower case."""
    return [subtree.value.lower() for subtree in subtrees if isinstance(subtree, x509.DNSName)]


def networks(subtrees: Iterable[x509.GeneralName]) -> list[Network]:
    """The IP networks among the subtrees."""
    values = [subtree.value for subtree in subtrees if isinstance(subtree, x509.IPAddress)]
    return [value for value in values if isinstance(value, IPv4Network | IPv6Network)]


def is_permitted(name: str, permitted: Sequence[str]) -> bool:
    """Whether every host that a name or wildcard stands for is within one of the domains."""
    base = name.lower().removeprefix("*.")
    return any(is_within(base, domain) for domain in permitted)


def is_excluded(name: str, excluded: Sequence[str]) -> bool:
    """Whether any host that a name or wildcard stands for is within one of the domains."""
    base = name.lower().removeprefix("*.")
    is_wildcard = name.startswith("*.")
    return any(
        is_within(base, domain) or (is_wildcard and is_within(domain, base)) for domain in excluded
    )


def is_within(name: str, domain: str) -> bool:
    """Whether `name` is `domain` or below it; an empty domain holds every name."""
    return not domain or f".{name}".endswith(f".{domain.removeprefix('.')}")


def is_inside(address: Address, several: Sequence[Network]) -> bool:
    """Whether one of the networks holds the address; none of another IP version does."""
    return any(address in network for network in several)
