"""Name constraints of every kind, that fit and that do not, at both CAs."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.real.situations.situation import ANCHOR, ISSUING, SERVER, Changes, Situations, chain
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, dn, dns

NETWORK = bytes([192, 0, 2, 0, 255, 255, 255, 0])
SUBTREES: Mapping[str, tuple[bytes, bytes, bytes]] = MappingProxyType(
    {
        "the domain": (dns("example.com"), dns(HOST), dns("www.example.org")),
        "the host": (dns(HOST), dns(HOST), dns("a.example.com")),
        "a leading dot": (dns(".example.com"), dns(HOST), dns("example.com")),
        "a domain in capitals": (dns("EXAMPLE.com"), dns(HOST), dns("www.example.org")),
        "a top-level domain": (dns("com"), dns(HOST), dns("www.example.org")),
        "the end of a label": (dns("ample.com"), dns("www.ample.com"), dns("www.example.com")),
        "every domain": (dns(""), dns(HOST), der.mail("a@example.com")),
        "a wildcard": (dns("example.com"), dns("*.example.com"), dns("*.example.org")),
        "a network": (
            der.ip(NETWORK),
            der.ip(bytes([192, 0, 2, 7])),
            der.ip(bytes([198, 51, 100, 7])),
        ),
        "a network of version 6": (
            der.ip(b"\x20\x01\x0d\xb8" + bytes(12) + b"\xff" * 4 + bytes(12)),
            der.ip(b"\x20\x01\x0d\xb8" + bytes(12)),
            der.ip(b"\x20\x01\x0d\xb9" + bytes(12)),
        ),
        "a mail host": (
            der.mail("example.com"),
            der.mail("a@example.com"),
            der.mail("a@example.org"),
        ),
        "mail hosts": (
            der.mail(".example.com"),
            der.mail("a@b.example.com"),
            der.mail("a@example.com"),
        ),
        "a mailbox": (
            der.mail("a@example.com"),
            der.mail("a@example.com"),
            der.mail("b@example.com"),
        ),
        "hosts of addresses": (
            der.uri(".example.com"),
            der.uri("http://a.example.com/"),
            der.uri("http://a.example.org/"),
        ),
        "a host of addresses": (
            der.uri("a.example.com"),
            der.uri("http://a.example.com/"),
            der.uri("http://b.example.com/"),
        ),
        "a directory": (
            der.directory(dn(("O", "Inside"))),
            der.directory(dn(("O", "Inside"), ("CN", "a"))),
            der.directory(dn(("O", "Outside"))),
        ),
    }
)
WIDE = "*.example.com"
HOSTS = {
    "the host, for a wildcard": (HOST, WIDE),
    "another host, for a wildcard": ("mail.example.com", WIDE),
    "below the host, for a wildcard": (f"a.{HOST}", WIDE),
    "a leading dot, for a wildcard": (".example.com", WIDE),
    "a leading dot below the host, for a wildcard": (f".{HOST}", WIDE),
    "a wildcard": (WIDE, HOST),
    "a dot at its end": ("example.com.", HOST),
    "a space at its beginning": (" example.com", HOST),
    "an empty label": ("example..com", HOST),
    "a dot": (".", HOST),
    "the host, for one with a dot at its end": (HOST, f"{HOST}."),
}
"""Bases beside names that wildcards and dots make hard to compare with them."""
FORMS = {
    "of nothing": (),
    "of nothing permitted": (der.tlv(0xA0),),
    "of nothing excluded": (der.tlv(0xA1),),
    "from the base on": (der.tlv(0xA0, der.seq(dns("example.com"), der.tlv(0x80, b"\0"))),),
    "from below the base on": (der.tlv(0xA0, der.seq(dns("example.com"), der.tlv(0x80, b"\1"))),),
    "down to a depth": (der.tlv(0xA0, der.seq(dns("example.com"), der.tlv(0x81, b"\5"))),),
    "the wrong way round": (
        der.tlv(0xA1, der.seq(dns("example.org"))),
        der.tlv(0xA0, der.seq(dns("example.com"))),
    ),
    "with more behind": (der.tlv(0xA0, der.seq(dns("example.com"))), b"\5\0"),
}
EVERY_ADDRESS = (der.ip(bytes(8)), der.ip(bytes(32)))
UNREADABLE = {
    "a mask with gaps": der.ip(bytes([10, 0, 0, 0, 255, 0, 255, 0])),
    "a network of five octets": der.ip(bytes(5)),
    "a domain in Latin-1": dns(b"m\xfcller.example"),
    "a name of no known tag": der.tlv(0x89, b"x"),
    "another name": der.tlv(0xA0, der.oid("1.2.3.4"), der.tlv(0xA0, der.text("x"))),
    "a registered identifier": der.tlv(0x88, b"\x2a\x03"),
}


def situations() -> Situations:
    """Permitted and excluded, for names within and without, beside the host's own."""
    for name, (base, inside, outside) in SUBTREES.items():
        for place in (ISSUING, ANCHOR):
            for where, other in (("inside", inside), ("outside", outside)):
                names = (
                    (other,)
                    if other[0] == dns("")[0] and other != dns(HOST)
                    else (dns(HOST), other)
                )
                for said, extension in (
                    ("permitted", der.constraints(permitted=(base,))),
                    ("excluded", der.constraints(excluded=(base,))),
                ):
                    changes = {place: Changes(more=(extension,)), SERVER: Changes(names=names)}
                    host = HOST if dns(HOST) in names else text(other)
                    yield f"{name} {said}, a name {where}, {place}", chain(changes, host)
    for name, base in UNREADABLE.items():
        for critical in (True, False):
            extension = der.constraints(permitted=(base,), critical=critical)
            flag = "critical" if critical else "not critical"
            yield f"{name} permitted, {flag}", chain({ISSUING: Changes(more=(extension,))})
    yield from hosts()
    yield from subjects()


def hosts() -> Situations:
    """Bases and forms that clients read in different ways."""
    for name, (base, certified) in HOSTS.items():
        for place in (ISSUING, ANCHOR):
            beside = () if certified in {WIDE, HOST} else (dns(HOST),)
            of_server = Changes(names=(dns(certified), *beside))
            for said, extension in (
                ("permitted", der.constraints(permitted=(dns(base),))),
                ("excluded", der.constraints(excluded=(dns(base),))),
            ):
                changes = {place: Changes(more=(extension,)), SERVER: of_server}
                yield f"{name} {said}, {place}", chain(changes)
    for name, parts in FORMS.items():
        extension = der.extension("2.5.29.30", der.seq(*parts), critical=True)
        yield f"constraints {name}", chain({ISSUING: Changes(more=(extension,))})
    web = der.constraints(permitted=(dns("example.com"),), excluded=EVERY_ADDRESS)
    for other, more in {"a name": (), "an address": (der.ip(bytes([192, 0, 2, 1])),)}.items():
        of_server = Changes(names=(dns(HOST), *more))
        yield f"no address, for {other}", chain({ISSUING: {"more": (web,)}, SERVER: of_server})


def text(name: bytes) -> str:
    """A host that a dNSName is for."""
    return name[2:].decode().replace("*", "www")


def subjects() -> Situations:
    """Constraints that a subject alone breaks, or keeps."""
    inside, outside = dn(("O", "Inside"), ("CN", HOST)), dn(("O", "Outside"), ("CN", HOST))
    base = der.directory(dn(("O", "Inside")))
    for where, subject in (("inside", inside), ("outside", outside), ("none", der.seq())):
        for critical in (True, False):
            extension = der.constraints(permitted=(base,), critical=critical)
            changes = {ISSUING: Changes(more=(extension,)), SERVER: Changes(subject=subject)}
            flag = "critical" if critical else "not critical"
            yield f"directory permitted, subject {where}, {flag}", chain(changes)
    only = der.constraints(permitted=(dns("example.org"),))
    alone = Changes(without=("san",))
    yield "common name alone, domain permitted", chain({ISSUING: {"more": (only,)}, SERVER: alone})
    mailbox = der.constraints(permitted=(der.mail("example.org"),))
    subject = dn(("CN", HOST), ("E", der.tlv(0x16, b"a@example.com")))
    yield (
        "mail address in the subject",
        chain({ISSUING: {"more": (mailbox,)}, SERVER: {"subject": subject}}),
    )
