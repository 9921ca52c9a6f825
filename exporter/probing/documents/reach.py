"""Which addresses a stranger may send us to: those that the internet reaches."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from exporter.model.address import forms_of


def is_public(address: str, prefixes: Iterable[IPv6Network] = ()) -> bool:
    """Whether the internet reaches the address, and whatever it is another form of."""
    return all(one.is_global and not one.is_multicast for one in every_form(address, prefixes))


def is_link_local(address: str, prefixes: Iterable[IPv6Network] = ()) -> bool:
    """Whether the address, or one that it is another form of, is of a single network segment."""
    return any(one.is_link_local for one in every_form(address, prefixes))


def every_form(
    address: str, prefixes: Iterable[IPv6Network]
) -> Iterator[IPv4Address | IPv6Address]:
    """The address, and the IPv4 addresses that it leads to, tunnels included."""
    yield from forms_of(address, prefixes)
    whole = ip_address(address)
    if isinstance(whole, IPv6Address):
        yield from filter(None, (whole.sixtofour, *(whole.teredo or ())))
