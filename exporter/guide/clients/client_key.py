"""The keys of a client's file: how the value of each is read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from exporter.guide.clients.client import Distrust, MissingIntermediates, Root
from exporter.tls.client_hello_reader import read_offer
from exporter.tls.wire_versions import PROTOCOL_OF_CODE
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

T = TypeVar("T")
Read: TypeAlias = Callable[[object], Any]
Roots: TypeAlias = Mapping[str, Root]


def of_kind(kind: type[T], value: object) -> T:
    """The value itself; bool is no int here."""
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value


def filled(read: Callable[[object], T], value: object) -> T:
    """What may not be empty."""
    found = read(value)
    if not found:
        raise ValueError("empty")
    return found


def one_of(members: Mapping[str, T], value: object) -> T:
    """What a name stands for."""
    name = of_kind(str, value)
    if name not in members:
        raise ValueError(f"`{name}` is not known")
    return members[name]


def several(read: Callable[[object], T], value: object) -> tuple[T, ...]:
    """A list."""
    return tuple(map(read, of_kind(list, value)))


def listed(members: Mapping[str, Any]) -> Read:
    """How a list of names is read."""
    return partial(several, partial(one_of, members))


def distrusts(roots: Roots, value: object) -> tuple[Distrust, ...]:
    """Tables of a date and the roots that are distrusted from then on."""
    return tuple(
        Distrust(root=root, after=of_kind(datetime, table["after"]))
        for table in several(partial(with_keys, {"after", "roots"}), value)
        for root in listed(roots)(table["roots"])
    )


def with_keys(keys: set[str], value: object) -> dict[str, object]:
    """A table that has these keys and no other."""
    table = of_kind(dict, value)
    if table.keys() != keys:
        raise ValueError(f"the keys are {sorted(table)}, not {sorted(keys)}")
    return table


def offer(value: object) -> dict[str, Any]:
    """What a captured hello offers that has a name: signals and GREASE (RFC 8701) have none."""
    seen = read_offer(bytes.fromhex(of_kind(str, value)))
    spoken = named(seen.versions, PROTOCOL_OF_CODE)
    return {
        "protocols": tuple(sorted(spoken, key=lambda protocol: protocol.strength)),
        "suites": named(seen.suites, {suite.value: suite for suite in CipherSuite}),
        "groups": named(seen.groups, {group.value: group for group in Group}),
        "signature_schemes": named(
            seen.signature_algorithms, {scheme.value: scheme for scheme in SignatureScheme}
        ),
    }


def named(codes: Iterable[int], names: Mapping[int, T]) -> tuple[T, ...]:
    """Those code points that have a name."""
    return tuple(names[code] for code in codes if code in names)


OFFERS: Mapping[str, Read] = MappingProxyType(
    {
        "protocols": listed({protocol.value: protocol for protocol in Protocol}),
        "suites": listed(CipherSuite.__members__),
        "groups": listed(Group.__members__),
        "signature_schemes": listed(SignatureScheme.__members__),
    }
)
PLAIN: Mapping[str, Read] = MappingProxyType(
    {
        "stands_for": partial(filled, partial(of_kind, str)),
        "is_mainstream": partial(of_kind, bool),
        "smallest_rsa": partial(of_kind, int),
        "smallest_dh": partial(of_kind, int),
        "largest_dh": partial(of_kind, int),
        "longest_lifetime": partial(of_kind, int),
        "most_certificates": partial(of_kind, int),
        "most_intermediates": partial(of_kind, int),
        "trusts_sha1": partial(of_kind, bool),
        "missing_intermediates": partial(
            one_of, {what.name.lower(): what for what in MissingIntermediates}
        ),
        "sources": partial(filled, partial(several, partial(of_kind, str))),
    }
)


def lists(roots: Roots) -> dict[str, Read]:
    """The keys whose lists may be taken with less or more."""
    return {**OFFERS, "lacking_roots": listed(roots)}


def keys(roots: Roots) -> dict[str, Read]:
    """The keys that are fields of a client."""
    return {**PLAIN, **lists(roots), "distrusts": partial(distrusts, roots)}
