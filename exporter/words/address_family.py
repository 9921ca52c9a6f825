"""Which addresses of a host are probed, by their kind."""

from enum import StrEnum


class AddressFamily(StrEnum):
    """A kind of IP addresses, or both; the values are public."""

    ANY = "any"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
