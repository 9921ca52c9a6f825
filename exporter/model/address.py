"""What is an IP address rather than a name, and which others it is another form of."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""Whose last 32 bits are an IPv4 address (RFC 6052, section 2.1; RFC 8215)."""
COMPATIBLE = IPv6Network("::/96")
"""The same, before there were better ways (RFC 4291, section 2.5.5.1)."""
LAST_32_BITS = (1 << 32) - 1
LENGTHS = (32, 40, 48, 56, 64, 96)
"""Of prefixes before an IPv4 address (RFC 6052, section 2.2)."""
PASSED_OVER = 8
"""The octet that is none of the IPv4 address, wherever that lies around it."""
IPV4_ONLY = frozenset((IPv4Address("192.0.0.170"), IPv4Address("192.0.0.171")))
"""The addresses of `ipv4only.arpa`, which has no others (RFC 7050, section 8)."""


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether the text is an IP address, without brackets or port."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def forms_of(
    address: str, prefixes: Iterable[IPv6Network] = ()
) -> Iterator[IPv4Address | IPv6Address]:
    """The address, and the IPv4 address that it leads to, in a network with these prefixes of its own."""
    whole = ip_address(address)
    yield whole
    if isinstance(whole, IPv6Address):
        own = next((one for one in prefixes if whole in one), None)
        if whole.ipv4_mapped:
            yield whole.ipv4_mapped
        elif own:
            yield behind(whole, own.prefixlen)
        elif whole in COMPATIBLE or any(whole in network for network in NAT64):
            yield IPv4Address(int(whole) & LAST_32_BITS)


def behind(address: IPv6Address, length: int) -> IPv4Address:
    """What stands behind a prefix of a length."""
    octets = bytearray(address.packed)
    if length <= 8 * PASSED_OVER:
        del octets[PASSED_OVER]
    return IPv4Address(bytes(octets[length // 8 :][:4]))


def prefixes_before_ipv4(addresses: Iterable[str]) -> Iterator[IPv6Network]:
    """Behind which of them IPv4 lies, by the addresses of `ipv4only.arpa` (RFC 7050, section 3)."""
    for address in map(IPv6Address, addresses):
        for length in LENGTHS:
            if behind(address, length) in IPV4_ONLY:
                yield IPv6Network((address, length), strict=False)
