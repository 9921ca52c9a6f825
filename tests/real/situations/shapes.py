"""What is sent, in which order, and what serves as an anchor; key identifiers, serials, versions."""

from tests.real.situations.situation import (
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
from tests.unit.x509.elements import HOST, dn, dns, org
from tests.unit.x509.pki import new_key

SERIALS = {
    "negative": der.integer(-5),
    "zero": der.integer(0),
    "of 38 octets": der.integer(1 << 300),
    "with padding": b"\x02\x03\x00\x00\x05",
    "empty": b"\x02\x00",
}
VERSIONS = {
    "1": b"",
    "2": der.tlv(0xA0, der.integer(1)),
    "4": der.tlv(0xA0, der.integer(3)),
    "9": der.tlv(0xA0, der.integer(8)),
}


def situations() -> Situations:
    """Order, gaps, strangers, cross-signatures, anchors; and fields that decide nothing."""
    yield from orders()
    yield from anchors()
    yield from identifiers()
    for place in PLACES:
        for name, serial in SERIALS.items():
            yield f"serial number {name}, {place}", at(place, Changes(serial=serial))
        for name, version in VERSIONS.items():
            yield f"version {name}, {place}", at(place, Changes(version=version))
        bare = Changes(version=b"", without=("basic", "usage", "purpose", "san", "ski", "aki"))
        yield f"version 1 without extensions, {place}", at(place, bare)


def orders() -> Situations:
    """Of what is sent."""
    root = authority(org("Anchor"), None, {})
    upper, stranger = authority(org("Upper"), root, {}), authority(org("Stranger"), None, {})
    lower = authority(org("Lower"), upper, {})
    leaf = server(lower, {})
    ended = Changes(
        key=lower.key, validity=der.seq(der.utc_time(der.after(-90)), der.utc_time(der.after(-1)))
    )
    twin = authority(org("Lower"), upper, ended)
    crossed = authority(org("Anchor"), authority(org("Elsewhere"), None, {}), {"key": root.key})
    for name, listed in {
        "in order": (lower, upper),
        "with the root": (lower, upper, root),
        "in disorder": (upper, lower),
        "the root first": (root, upper, lower),
        "twice": (lower, lower, upper, upper),
        "the leaf twice": (leaf, lower, upper),
        "a stranger between": (lower, stranger, upper),
        "a stranger last": (lower, upper, stranger),
        "an expired edition first": (twin, lower, upper),
        "an expired edition last": (lower, upper, twin),
        "the expired edition alone": (twin, upper),
        "a cross-signed root too": (lower, upper, crossed),
        "the upper missing": (lower,),
        "the lower missing": (upper,),
        "both missing": (),
    }.items():
        yield f"sent {name}", sent(leaf, *listed, anchors=(root,))


def anchors() -> Situations:
    """What a store can hold."""
    root = authority(org("Anchor"), None, {})
    issuing = authority(org("Issuing"), root, {})
    leaf = server(issuing, {})
    other = authority(org("Other"), None, {})
    namesake = authority(org("Anchor"), None, {})
    crossed = authority(org("Anchor"), other, {"key": root.key})
    for name, held in {
        "another root": (other,),
        "another root too": (other, root),
        "the root twice": (root, root),
        "a namesake": (namesake,),
        "a namesake first": (namesake, root),
        "the issuing CA": (issuing,),
        "the issuing CA too": (root, issuing),
        "the leaf": (leaf,),
        "the leaf too": (root, leaf),
        "a cross-signed edition": (crossed,),
    }.items():
        yield f"anchored by {name}", sent(leaf, issuing, anchors=held)
    yield "cross-signed below another root", sent(leaf, issuing, crossed, anchors=(other,))
    for name, subject in (("its own", dn(("CN", HOST))), ("a CA's", org("Self"))):
        of_server = Changes(
            subject=subject, more=(der.alternative(dns(HOST)), der.purposes(der.SERVER))
        )
        alone = authority(subject, None, of_server)
        yield f"self-signed CA by {name} name, anchored", sent(alone, anchors=(alone,))
        yield f"self-signed CA by {name} name, unknown", sent(alone, anchors=(root,))
    damaged = authority(org("Issuing"), root, {"key": issuing.key})
    spoilt = damaged.der[:-1] + bytes([damaged.der[-1] ^ 1])
    yield (
        "damaged issuing CA",
        sent(leaf, der.Made(der=spoilt, subject=issuing.subject, key=issuing.key), anchors=(root,)),
    )
    spoilt = leaf.der[:-1] + bytes([leaf.der[-1] ^ 1])
    yield (
        "damaged server",
        sent(der.Made(der=spoilt, subject=leaf.subject, key=leaf.key), issuing, anchors=(root,)),
    )


def identifiers() -> Situations:
    """Of keys: that fit, name others, or are not there."""
    other = new_key()
    named = {
        "of another key": der.authority_key(other),
        "of nothing": der.extension("2.5.29.35", der.seq()),
        "of another issuer": der.extension(
            "2.5.29.35",
            der.seq(der.tlv(0xA1, der.directory(org("Else"))), der.tlv(0x82, b"\x05")),
        ),
        "of a serial number alone": der.extension("2.5.29.35", der.seq(der.tlv(0x82, b"\x05"))),
    }
    for place in PLACES:
        for name, extension in named.items():
            change = Changes(without=("aki",), more=(extension,))
            yield f"authority key identifier {name}, {place}", at(place, change)
        change = Changes(without=("ski",), more=(der.subject_key(other),))
        yield f"subject key identifier of another key, {place}", at(place, change)
        yield f"no key identifiers, {place}", at(place, Changes(without=("ski", "aki")))
    both = Changes(without=("ski", "aki"))
    yield "no key identifiers, server and issuing CA", at_both(both)


def at_both(change: Changes) -> Situation:
    """At both certificates that are sent."""
    return chain({SERVER: change, ISSUING: change})
