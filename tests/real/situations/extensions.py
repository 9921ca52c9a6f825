"""Each extension at each place: absent, twice, unreadable, empty, critical or not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    PLACES,
    SERVER,
    Changes,
    Situations,
    at,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Alter, dns

USUAL: Mapping[str, str] = MappingProxyType(
    {
        "basic constraints": "2.5.29.19",
        "key usage": "2.5.29.15",
        "extended key usage": "2.5.29.37",
        "alternative name": "2.5.29.17",
        "subject key identifier": "2.5.29.14",
        "authority key identifier": "2.5.29.35",
    }
)
OF_CAS = tuple(name for name in USUAL if name not in {"extended key usage", "alternative name"})
UNREADABLE, EMPTY, NOTHING = b"\xff\xff", b"\x30\x00", b"\x05\x00"
POINT = der.tlv(0xA0, der.tlv(0xA0, der.uri("http://a.example/c")))
ACCESS = der.seq(der.seq(der.oid("1.3.6.1.5.5.7.48.2"), der.uri("http://a.example/i")))
OTHERS: Mapping[str, tuple[str, bytes]] = MappingProxyType(
    {
        "policy": ("2.5.29.32", der.seq(der.seq(der.oid("1.2.3.4")))),
        "any policy": ("2.5.29.32", der.seq(der.seq(der.oid("2.5.29.32.0")))),
        "policy constraints": ("2.5.29.36", der.seq(der.tlv(0x80, b"\x05"))),
        "inhibition of any policy": ("2.5.29.54", der.integer(5)),
        "distribution points": ("2.5.29.31", der.seq(der.seq(POINT))),
        "freshest list": ("2.5.29.46", der.seq(der.seq(POINT))),
        "access to the issuer": ("1.3.6.1.5.5.7.1.1", ACCESS),
        "access to the subject": ("1.3.6.1.5.5.7.1.11", ACCESS),
        "issuer's other names": ("2.5.29.18", der.seq(dns("ca.example"))),
        "name constraints": (
            "2.5.29.30",
            der.seq(der.tlv(0xA0, der.seq(dns("example.com")))),
        ),
        "must staple": ("1.3.6.1.5.5.7.1.24", der.seq(der.integer(5))),
        "Netscape's type": ("2.16.840.1.113730.1.1", b"\x03\x02\x06\x40"),
        "use of the private key": ("2.5.29.16", der.seq(der.tlv(0x80, b"20260101000000Z"))),
        "timestamps": ("1.3.6.1.4.1.11129.2.4.2", b"\x04\x04\x00\x02\x00\x00"),
        "poison of a precertificate": ("1.3.6.1.4.1.11129.2.4.3", NOTHING),
        "information for proxies": ("1.3.6.1.5.5.7.1.14", EMPTY),
        "no need to check": ("1.3.6.1.5.5.7.48.1.5", NOTHING),
        "template of AD CS": ("1.3.6.1.4.1.311.20.2", b"\x1e\x06\x00W\x00e\x00b"),
        "policies of AD CS": ("1.3.6.1.4.1.311.21.10", der.seq(der.seq(der.oid(der.SERVER)))),
        "mark of dotnet": ("1.3.6.1.4.1.311.84.1.1", b"\x02"),
        "extension that nobody knows": ("1.2.3.4", NOTHING),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One extension of a certificate."""

    kind: str
    is_critical: bool
    value: bytes

    @property
    def built(self) -> bytes:
        """In DER."""
        return der.extension(self.kind, self.value, critical=self.is_critical)


def situations() -> Situations:
    """Those that stand there anyway, and others."""
    for place in PLACES:
        for name in USUAL if place == SERVER else OF_CAS:
            for state, alter in of_usual(USUAL[name]):
                yield f"{name} {state}, {place}", at(place, Changes(alter=alter))
        for name, (kind, value) in OTHERS.items():
            for state, more in of_another(kind, value):
                yield f"{name} {state}, {place}", at(place, Changes(more=more))
    for name, extension in spread():
        for place in (ISSUING, ANCHOR):
            yield f"{name}, {place}", at(place, Changes(more=(extension,)))


def of_usual(kind: str) -> Iterator[tuple[str, Alter]]:
    """What can become of an extension that stands there."""
    yield "absent", to_one(kind, lambda _: ())
    yield "twice", to_one(kind, lambda one: (one.built, one.built))
    yield "unreadable", to_one(kind, lambda one: (replace(one, value=UNREADABLE).built,))
    yield "empty", to_one(kind, lambda one: (replace(one, value=EMPTY).built,))
    yield (
        "of the other criticality",
        to_one(kind, lambda one: (replace(one, is_critical=not one.is_critical).built,)),
    )


def of_another(kind: str, value: bytes) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """How an extension can stand there."""
    yield "present", (der.extension(kind, value),)
    yield "critical", (der.extension(kind, value, critical=True),)
    yield "twice", (der.extension(kind, value),) * 2
    yield "unreadable", (der.extension(kind, UNREADABLE),)
    yield "critical and unreadable", (der.extension(kind, UNREADABLE, critical=True),)


def spread() -> Iterator[tuple[str, bytes]]:
    """Extensions of servers in the certificates of CAs."""
    yield "alternative name present", der.alternative(dns(HOST))
    yield "alternative name critical", der.alternative(dns(HOST), critical=True)
    yield "alternative name unreadable", der.extension("2.5.29.17", UNREADABLE)
    yield "extended key usage unreadable", der.extension("2.5.29.37", UNREADABLE)
    yield "extended key usage empty", der.extension("2.5.29.37", EMPTY)
    yield "extended key usage critical", der.purposes(der.SERVER, critical=True)


def to_one(kind: str, change: Callable[[Extension], tuple[bytes, ...]]) -> Alter:
    """Puts others in the place of the extension of this kind."""

    def alter(extensions: tuple[bytes, ...]) -> tuple[bytes, ...]:
        found: list[bytes] = []
        for whole in extensions:
            identifier, *flag, value = parts(content(whole))
            one = Extension(kind=kind, is_critical=bool(flag), value=content(value))
            found += change(one) if identifier == der.oid(kind) else (whole,)
        return tuple(found)

    return alter


def parts(listed: bytes) -> list[bytes]:
    """The elements that stand one after the other."""
    found: list[bytes] = []
    while listed:
        end = len(listed) - len(content(listed, is_last=False))
        found.append(listed[:end])
        listed = listed[end:]
    return found


def content(element: bytes, *, is_last: bool = True) -> bytes:
    """What an element of at most 255 octets holds, or what follows it."""
    header = 3 if element[1] == 0x81 else 2
    end = header + element[header - 1]
    return element[header:end] if is_last else element[end:]
