"""General names (RFC 5280, section 4.2.1.6), read one by one: a bad one is its own defect alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from types import MappingProxyType
from typing import TypeAlias

from exporter.x509.der import Element, NotDer, elements
from exporter.x509.distinguished_name import Name, name

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
PREFIX_LENGTHS = MappingProxyType({8: 4, 32: 16})
"""Octets of an address with its mask, and of the address."""


class NameKind(IntEnum):
    """The kinds, by the number of their tag."""

    OTHER = 0
    MAIL = 1
    DNS = 2
    X400 = 3
    DIRECTORY = 4
    EDI_PARTY = 5
    URI = 6
    IP = 7
    REGISTERED = 8


TITLES: Mapping[NameKind, str] = MappingProxyType(
    {
        NameKind.OTHER: "otherName",
        NameKind.MAIL: "rfc822Name",
        NameKind.DNS: "dNSName",
        NameKind.X400: "x400Address",
        NameKind.DIRECTORY: "directoryName",
        NameKind.EDI_PARTY: "ediPartyName",
        NameKind.URI: "uniformResourceIdentifier",
        NameKind.IP: "iPAddress",
        NameKind.REGISTERED: "registeredID",
    }
)
CONSTRUCTED = frozenset({NameKind.OTHER, NameKind.X400, NameKind.DIRECTORY, NameKind.EDI_PARTY})
Value: TypeAlias = str | Name | Address | Network | None
"""None: of a kind that is not looked into."""


@dataclass(frozen=True, slots=True)
class GeneralName:
    """One general name, or the base of a subtree of them."""

    kind: NameKind
    value: Value
    defect: str = ""
    """Why it cannot be read."""

    def __str__(self) -> str:
        return TITLES[self.kind] if self.value is None else str(self.value)


def general_names(content: bytes) -> tuple[GeneralName, ...]:
    """The names in a sequence of them, each read on its own."""
    return tuple(general_name(element) for element in elements(content))


def general_name(element: Element, *, is_subtree: bool = False) -> GeneralName:
    """One name; that of an address is a network where it stands for a subtree."""
    try:
        kind = NameKind(element.tag & 0x1F)
    except ValueError:
        raise NotDer(f"{element.tag:02x} is the tag of no general name") from None
    if element.tag != (0xA0 if kind in CONSTRUCTED else 0x80) | kind:
        raise NotDer(f"{element.tag:02x} is the tag of no general name")
    read = network if kind is NameKind.IP and is_subtree else VALUES.get(kind)
    try:
        return GeneralName(kind, read(element.content) if read else None)
    except ValueError as error:
        said = f"{TITLES[kind]} {quoted(element.content)}"
        return GeneralName(kind, None, f"The {said} cannot be read: {error}.")


def quoted(content: bytes) -> str:
    """As it was written where that is text, by and large; else in hexadecimal."""
    text = content[:64].decode("latin-1")
    return f"'{text}'" if text.isprintable() else content[:64].hex()


def text(content: bytes) -> str:
    """An IA5String."""
    if not content.isascii():
        raise NotDer("it is not ASCII")
    return content.decode("ascii")


def address(content: bytes) -> Address:
    """An IP address."""
    if len(content) not in PREFIX_LENGTHS.values():
        raise NotDer(f"an address has 4 or 16 octets, not {len(content)}")
    return ip_address(content)


def network(content: bytes) -> Network:
    """An address with its mask (RFC 5280, section 4.2.1.10)."""
    size = PREFIX_LENGTHS.get(len(content))
    if size is None:
        raise NotDer(f"a network has 8 or 32 octets, not {len(content)}")
    mask = int.from_bytes(content[size:])
    ones = mask.bit_count()
    if mask != ((1 << ones) - 1) << (8 * size - ones):
        raise NotDer("its mask has gaps")
    base = int.from_bytes(content[:size]) & mask
    return ip_network((base.to_bytes(size), ones))


def directory(content: bytes) -> Name:
    """A distinguished name."""
    found = name(content)
    if found.defect:
        raise NotDer(found.defect.rstrip("."))
    return found


VALUES: Mapping[NameKind, Callable[[bytes], Value]] = MappingProxyType(
    {
        NameKind.MAIL: text,
        NameKind.DNS: text,
        NameKind.URI: text,
        NameKind.IP: address,
        NameKind.DIRECTORY: directory,
    }
)
