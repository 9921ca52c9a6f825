"""A chain, its anchors and the host, made from a sound one by changes at one place or several."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias, TypedDict

from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Alter, Key, Made, Sign, dn, dns, made, org
from tests.unit.x509.pki import NOW, new_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is sent, the leaf first, and what it is held against; certificates in DER."""

    sent: tuple[bytes, ...]
    anchors: tuple[bytes, ...]
    host: str = HOST


Situations: TypeAlias = Iterator[tuple[str, Situation]]
"""Each with its name."""


class Changes(TypedDict, total=False):
    """What is not as usual in one certificate; the names are those of `elements.made`."""

    subject: bytes
    key: Key
    own_key: bytes
    sign: Sign
    validity: bytes
    version: bytes
    serial: bytes
    issuer: bytes
    names: tuple[bytes, ...]
    alter: Alter
    without: tuple[str, ...]
    more: tuple[bytes, ...]


SERVER, ISSUING, ANCHOR = "server", "issuing CA", "anchor"
PLACES = (SERVER, ISSUING, ANCHOR)
NOTHING: Mapping[str, Changes] = MappingProxyType({})
BEFORE, SOON = NOW - timedelta(days=30), NOW + timedelta(days=60)
SOUND = der.seq(der.utc_time(BEFORE), der.utc_time(SOON))


def chain(changes: Mapping[str, Changes] = NOTHING, host: str = HOST) -> Situation:
    """[anchor] <- issuing CA <- server, with changes at some of the places."""
    root = authority(org("Anchor"), None, changes.get(ANCHOR, {}))
    issuing = authority(org("Issuing"), root, changes.get(ISSUING, {}))
    leaf = server(issuing, changes.get(SERVER, {}))
    return sent(leaf, issuing, anchors=(root,), host=host)


def at(place: str, change: Changes, host: str = HOST) -> Situation:
    """The sound chain but for one place."""
    return chain({place: change}, host)


def everywhere(name: str, change: Callable[[str], Changes]) -> Situations:
    """The same at each place in turn."""
    for place in PLACES:
        yield f"{name}, {place}", at(place, change(place))


def sent(*certificates: Made, anchors: tuple[Made, ...], host: str = HOST) -> Situation:
    """These, the leaf first."""
    return Situation(
        sent=tuple(one.der for one in certificates),
        anchors=tuple(one.der for one in anchors),
        host=host,
    )


def authority(subject: bytes, issuer: Made | None, changes: Changes) -> Made:
    """A CA's certificate."""
    usual = {"basic": der.basic(*der.AUTHORITY), "usage": der.usage(5, 6)}
    return altered(subject, issuer, usual, changes)


def server(issuer: Made, changes: Changes) -> Made:
    """A server's certificate."""
    usual = {
        "basic": der.basic(),
        "usage": der.usage(0),
        "purpose": der.purposes(der.SERVER),
        "san": der.alternative(*changes.get("names", (dns(HOST),))),
    }
    return altered(dn(("CN", HOST)), issuer, usual, changes)


def altered(
    subject: bytes, issuer: Made | None, usual: Mapping[str, bytes], changes: Changes
) -> Made:
    """A certificate with these extensions and key identifiers, but for the changes."""
    key = changes.get("key") or new_key()
    above = issuer.key if issuer else key
    usual = {**usual, "ski": der.subject_key(key), "aki": der.authority_key(above)}
    extensions = der.chosen(usual, changes.get("without", ()), changes.get("more", ()))
    alter = changes.get("alter", tuple)
    if issuer and "issuer" in changes:
        issuer = Made(der=issuer.der, subject=changes["issuer"], key=issuer.key)
    return made(
        changes.get("subject", subject),
        issuer,
        key=key,
        own_key=changes.get("own_key"),
        sign=changes.get("sign", der.signature),
        validity=changes.get("validity", SOUND),
        version=changes.get("version", der.tlv(0xA0, der.integer(2))),
        serial=changes.get("serial"),
        extensions=alter(extensions),
    )
