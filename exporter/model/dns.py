"""What resolvers and name servers say of a name."""

from dataclasses import dataclass, field
from ipaddress import IPv6Network

from exporter.model.outcome import Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """An extended error, which explains an answer or the lack of one (RFC 8914)."""

    code: int
    text: str
    """With its name, and what the server adds to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSet:
    """The addresses of one record type, sorted: name servers rotate them."""

    rrtype: str
    addresses: tuple[str, ...]
    ttl: int | None = field(compare=False)
    """Seconds, fewer at every look at a cache; None for the hosts file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a resolver said of the target's host."""

    records: tuple[RecordSet, ...]
    unanswered: tuple[str, ...] = ()
    """Record types that were asked for in vain, where another has addresses: not those without any."""
    aliases: tuple[str, ...] = ()
    """The names that the host's stands for, one after the other (CNAME)."""
    server: str = ""
    """Who answered, an IP address or a URL; empty for the hosts file."""
    software: str = ""
    """What that server says it is, where it is one of the machine or its network, and does."""
    is_validated: bool | None = None
    """Whether that server says that it has checked the signatures (AD: RFC 4035, section 3.2.3); None:
    it is none that could."""
    remarks: tuple[Remark, ...] = ()
    prefixes: tuple[IPv6Network, ...] = ()
    """Behind which IPv4 addresses lie in IPv6 ones that the resolver makes of them (DNS64: RFC 7050)."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of all record types."""
        return tuple(address for records in self.records for address in records.addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """What one of a zone's own name servers said of the host."""

    server: str
    """Its name."""
    address: str
    outcome: Answer | Failed
    serial: int | None
    """Of the state of the zone that it has (RFC 1035, section 3.3.13), where it told that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone on the way to the host's addresses, as its own name servers have it."""

    name: str
    servers: tuple[ServerAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFailure:
    """What lies behind a resolver's SERVFAIL, as it tells itself."""

    remarks: tuple[Remark, ...]
    unchecked: Answer | None
    """What it says where it is asked not to check signatures (CD: RFC 4035, section 3.2.2); None: no
    answer either."""
    is_signed: bool
    """Whether signatures came along with that, or the zone above demands them (DS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """The names that the host's stands for, the last of which does not exist or has no address."""

    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaaRecord:
    """A property of a name for CAs (RFC 8659, section 4.1)."""

    flags: int
    tag: str
    """In lower case: issue, issuewild, iodef."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaaSet:
    """What one name says to CAs."""

    name: str
    records: tuple[CaaRecord, ...] | None
    """Empty: nothing; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permits:
    """What the host's name and every name above it say to CAs, the nearest first."""

    sets: tuple[CaaSet, ...]
