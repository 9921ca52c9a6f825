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
    yield from subjects()


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
