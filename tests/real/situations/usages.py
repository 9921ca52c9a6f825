"""Basic constraints, key usages and purposes of every kind, at each place."""

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    PLACES,
    SERVER,
    Changes,
    Situation,
    Situations,
    at,
    authority,
    chain,
    sent,
    server,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import org
from tests.unit.x509.pki import rsa_key

USES = (
    "digitalSignature",
    "contentCommitment",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
)
PURPOSES = {
    "server": (der.SERVER,),
    "client": ("1.3.6.1.5.5.7.3.2",),
    "server and client": (der.SERVER, "1.3.6.1.5.5.7.3.2"),
    "any": ("2.5.29.37.0",),
    "any and client": ("2.5.29.37.0", "1.3.6.1.5.5.7.3.2"),
    "code": ("1.3.6.1.5.5.7.3.3",),
    "mail": ("1.3.6.1.5.5.7.3.4",),
    "OCSP": ("1.3.6.1.5.5.7.3.9",),
    "gated cryptography of Netscape": ("2.16.840.1.113730.4.1",),
    "gated cryptography of Microsoft": ("1.3.6.1.4.1.311.10.3.3",),
    "unknown": ("1.2.3.4",),
}
NETSCAPE = {"client": 0, "server": 1, "mail": 2, "object": 3, "CA for TLS": 5, "CA for mail": 6}
"""What certificates are for, by the bits of Netscape's type: older than purposes."""
RSA = rsa_key()


def situations() -> Situations:
    """One certificate for something else than usual, or below more than it allows."""
    for place in PLACES:
        for number, use in enumerate(USES):
            change = Changes(without=("usage",), more=(der.usage(number),))
            yield f"key usage {use}, {place}", at(place, change)
        all_uses = Changes(without=("usage",), more=(der.usage(*range(8)),))
        yield f"key usage of all kinds, {place}", at(place, all_uses)
        for name, listed in PURPOSES.items():
            purpose = Changes(without=("purpose",), more=(der.purposes(*listed),))
            yield f"purpose {name}, {place}", at(place, purpose)
        for name, bit in NETSCAPE.items():
            kind = der.extension("2.16.840.1.113730.1.1", der.bits(bytes([0x80 >> bit]), 7 - bit))
            yield f"Netscape's type {name}, {place}", at(place, Changes(more=(kind,)))
    for number, use in enumerate(USES):
        change = Changes(key=RSA, without=("usage",), more=(der.usage(number),))
        yield f"key usage {use}, RSA server", at(SERVER, change)
    yield from authorities()
    yield from lengths()


def authorities() -> Situations:
    """Who is called a CA."""
    for name, parts in (("a CA", der.AUTHORITY), ("no CA", ()), ("explicitly no CA", NO)):
        change = Changes(without=("basic",), more=(der.basic(*parts),))
        for place in PLACES:
            yield f"{name}, {place}", at(place, change)
    may_sign = Changes(
        without=("basic", "usage"), more=(der.basic(*der.AUTHORITY), der.usage(0, 5))
    )
    yield "a CA that signs, server", at(SERVER, may_sign)
    yield "no CA with a length, server", at(SERVER, limited(0, parts=()))
    yield "no CA with a length, issuing CA", at(ISSUING, limited(0, parts=()))


def limited(length: int, parts: tuple[bytes, ...] = der.AUTHORITY) -> Changes:
    """Basic constraints with a path length."""
    return Changes(without=("basic",), more=(der.basic(*parts, der.integer(length)),))


def lengths() -> Situations:
    """Path lengths at both CAs."""
    for above in (-1, 0, 1, 2, 70000):
        yield f"path length {above}, anchor", at(ANCHOR, limited(above))
        yield f"path length {above}, issuing CA", at(ISSUING, limited(above))
        for between in (1, 2, 3):
            yield f"path length {above} above {between}", below(above, between)
    yield (
        "path length 1 above 0",
        chain({ANCHOR: limited(1), ISSUING: limited(0)}),
    )
    yield "path length 0 above itself renewed", renewed(0)


def below(length: int, count: int) -> Situation:
    """[anchor with a path length] <- so many CAs <- server."""
    root = authority(org("Anchor"), None, limited(length))
    issuers = [root]
    for number in range(count):
        issuers.append(authority(org(f"CA {number}"), issuers[-1], {}))
    return sent(server(issuers[-1], {}), *reversed(issuers[1:]), anchors=(root,))


def renewed(length: int) -> Situation:
    """[anchor with a path length] <- the same with its next key <- server."""
    root = authority(org("Anchor"), None, limited(length))
    successor = authority(org("Anchor"), root, {})
    return sent(server(successor, {}), successor, anchors=(root,))


NO = (der.boolean(value=False),)
