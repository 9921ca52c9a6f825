"""What is an IP address rather than a name, and which others it is another form of."""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""Whose last 32 bits are an IPv4 address (RFC 6052, section 2.1; RFC 8215)."""
COMPATIBLE = IPv6Network("::/96")
"""The same, before there were better ways (RFC 4291, section 2.5.5.1)."""
LAST_32_BITS = (1 << 32) - 1


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether the text is an IP address, without brackets or port."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def forms_of(address: str) -> Iterator[IPv4Address | IPv6Address]:
    """The address, and the IPv4 address that it leads to."""
    whole = ip_address(address)
    yield whole
    if isinstance(whole, IPv6Address):
        if whole.ipv4_mapped:
            yield whole.ipv4_mapped
        elif whole in COMPATIBLE or any(whole in network for network in NAT64):
            yield IPv4Address(int(whole) & LAST_32_BITS)
