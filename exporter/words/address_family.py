"""Which addresses of a host are probed, by their kind."""

from enum import StrEnum


class AddressFamily(StrEnum):
    """A kind of IP addresses, or both; the values are public."""

    ANY = "any"
    IPV4 = "ipv4"
    IPV6 = "ipv6"

    @classmethod
    def of(cls, address: str) -> "AddressFamily":
        """The kind of an IP address."""
        return cls.IPV6 if ":" in address else cls.IPV4

    @property
    def in_words(self) -> str:
        """As people write it: IPv6."""
        return self.replace("ip", "IP")

    @property
    def record_types(self) -> tuple[str, ...]:
        """The DNS records that hold such addresses."""
        records = {AddressFamily.IPV4: ("A",), AddressFamily.IPV6: ("AAAA",)}
        return records.get(self, ("A", "AAAA"))
