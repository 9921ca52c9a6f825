"""Which addresses of a host are probed, by their kind."""

from enum import StrEnum


class AddressFamily(StrEnum):
    """A kind of IP addresses, or both; the values are public."""

    ANY = "any"
    IPV4 = "ipv4"
    IPV6 = "ipv6"

    @property
    def record_types(self) -> tuple[str, ...]:
        """The DNS records that hold such addresses."""
        records = {AddressFamily.IPV4: ("A",), AddressFamily.IPV6: ("AAAA",)}
        return records.get(self, ("A", "AAAA"))
