"""Chains of odd certificates: what is to be said of each, privately and on the web.

Their dates hold for years, as some judges know no time but the present.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from exporter.words.reason import TrustReason
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, Made, ca, dn, dns, leaf, org
from tests.unit.x509.envelopes import ENVELOPES, enveloped
from tests.unit.x509.pki import rsa_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A chain as sent, the anchors, and why it is refused privately and on the web."""

    sent: tuple[Made, ...]
    anchors: tuple[Made, ...]
    private: TrustReason | None = None
    web: TrustReason | None = None
    matches: bool | None = True


ROOT = ca(org("Root"))
INTERMEDIATE = ca(org("Issuing"), ROOT)
MALFORMED, NAMES, OTHER = TrustReason.MALFORMED, TrustReason.NAME_CONSTRAINTS, TrustReason.OTHER


def of_leaf(
    *,
    private: TrustReason | None = None,
    web: TrustReason | None = None,
    matches: bool | None = True,
    issuer: Made = INTERMEDIATE,
    **odd: object,
) -> Odd:
    """An odd leaf below a sound intermediate."""
    server = leaf(issuer, **odd)  # type: ignore[arg-type]
    return Odd(
        sent=(server, issuer),
        anchors=(ROOT,),
        private=private,
        web=web or private,
        matches=matches,
    )


def of_intermediate(
    *,
    private: TrustReason | None = None,
    web: TrustReason | None = None,
    names: tuple[bytes, ...] = (dns(HOST),),
    subject: bytes = dn(("CN", HOST)),
    name: bytes | None = None,
    **odd: object,
) -> Odd:
    """A sound leaf below an odd intermediate."""
    issuer = ca(name or org("Odd"), ROOT, **odd)  # type: ignore[arg-type]
    server = leaf(issuer, names=names, subject=subject)
    return Odd(
        sent=(server, issuer),
        anchors=(ROOT,),
        private=private,
        web=web or private,
    )


def of_anchor(
    *,
    private: TrustReason | None = None,
    web: TrustReason | None = None,
    name: bytes | None = None,
    **odd: object,
) -> Odd:
    """A sound leaf below an odd anchor."""
    anchor = ca(name or org("Odd Root"), **odd)  # type: ignore[arg-type]
    return Odd(
        sent=(leaf(anchor),),
        anchors=(anchor,),
        private=private,
        web=web or private,
    )


def constrained(
    *names: bytes,
    permitted: tuple[bytes, ...] = (),
    excluded: tuple[bytes, ...] = (),
    reason: TrustReason | None = None,
    critical: bool = True,
    subject: bytes = dn(("CN", HOST)),
    web: TrustReason | None = None,
) -> Odd:
    """A leaf with these names below an intermediate with name constraints."""
    more = (der.constraints(permitted=permitted, excluded=excluded, critical=critical),)
    return of_intermediate(
        more=more,
        names=names or (dns(HOST),),
        subject=subject,
        private=reason,
        web=web,
    )


def t61(content: bytes) -> bytes:
    """A TeletexString."""
    return der.tlv(0x14, content)


def printable(content: str) -> bytes:
    """A PrintableString, whatever is in it."""
    return der.tlv(0x13, content.encode())


def bmp(content: str) -> bytes:
    """A BMPString."""
    return der.tlv(0x1E, content.encode("utf-16-be"))


def names(*odd: bytes, matches: bool | None = True) -> Odd:
    """A leaf whose subject alternative name has odd entries beside the right one."""
    return of_leaf(names=(dns(HOST), *odd), web=MALFORMED, matches=matches)


def readable(*odd: bytes) -> Odd:
    """The same with entries that mean nothing here."""
    return of_leaf(names=(dns(HOST), *odd))


ALL_RDN = der.seq(
    der.tlv(0x31, der.attribute("O", "Z"), der.attribute("CN", HOST), der.attribute("C", "DE"))
)
FITTING, UNFITTING = dn(("C", "DE"), ("O", "Example")), dn(("C", "US"), ("O", "Other"))
FITTING_SUBJECT = dn(("C", "DE"), ("O", "Example"), ("CN", HOST))
SHOUTED_SUBJECT = dn(("C", printable("de")), ("O", "EXAMPLE"), ("CN", HOST))
V1 = b""
TIMESTAMPS, NO_TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2", der.octets(b"\0\0")
EDWARDS = ed25519.Ed25519PrivateKey.generate()
EDWARDS_ROOT = ca(org("Edwards Root"), key=EDWARDS)
LONG = (der.utc_time(der.after(-30)), der.utc_time(der.after(3000)))


def dated(begin: bytes, end: bytes) -> bytes:
    """A validity."""
    return der.seq(begin, end)


def below_edwards(*more: bytes) -> Odd:
    """A leaf below CAs with Ed25519 keys, of which the intermediate has more extensions."""
    issuer = ca(org("Edwards"), EDWARDS_ROOT, key=ed25519.Ed25519PrivateKey.generate(), more=more)
    return Odd(
        sent=(leaf(issuer), issuer),
        anchors=(EDWARDS_ROOT,),
        private=MALFORMED if more else None,
        web=MALFORMED if more else OTHER,
    )


CHAINS: Mapping[str, Odd] = MappingProxyType(
    {
        "plain": of_leaf(),
        # Entries of the subject alternative name
        "ip as text": names(der.ip(b"10.10.10.10")),
        "ip of no octets": names(der.ip(b"")),
        "ip with mask": names(der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0]))),
        "ip of five octets": names(der.ip(bytes(5))),
        "dns in latin-1": names(dns(b"m\xfcller.example")),
        "dns in utf-8": names(dns("müller.example".encode())),
        "mail in latin-1": names(der.tlv(0x81, b"m\xfcller@example.com")),
        "uri in latin-1": names(der.tlv(0x86, b"http://m\xfcller.example/")),
        "broken directory name": names(der.directory(b"\x31\x00")),
        "dns of no octets": readable(dns("")),
        "x400 address": readable(der.tlv(0xA3, der.seq())),
        "edi party": readable(der.tlv(0xA5, der.tlv(0xA1, der.text("party")))),
        "other name": readable(der.tlv(0xA0, der.oid("1.2.3.4"), der.tlv(0xA0, der.text("x")))),
        "registered id": readable(der.tlv(0x88, b"\x2a\x03\x04")),
        "directory with an empty part": readable(der.directory(der.seq(der.tlv(0x31)))),
        "directory in t61": readable(der.directory(dn(("O", t61(b"H\xf4tel"))))),
        "no name at all": of_leaf(names=(), matches=False),
        "no alternative name": of_leaf(without=("san",), matches=False),
        "name of no known tag": of_leaf(
            names=(dns(HOST), der.tlv(0x89, b"x")), private=MALFORMED, matches=None
        ),
        "alternative name is no list": of_leaf(
            without=("san",),
            more=(der.extension("2.5.29.17", b"\xff\xff"),),
            private=MALFORMED,
            matches=None,
        ),
        # Distinguished names
        "t61 subject": of_leaf(subject=dn(("O", t61(b"H\xf4tel")), ("CN", HOST))),
        "latin-1 in utf-8": of_leaf(subject=dn(("O", der.tlv(0x0C, b"H\xf4tel")), ("CN", HOST))),
        "ampersand in subject": of_leaf(subject=dn(("O", printable("A & B")), ("CN", HOST))),
        "star and at in subject": of_leaf(subject=dn(("CN", printable("*.@_!")))),
        "bmp subject": of_leaf(subject=dn(("O", bmp("Hôtel")), ("CN", HOST))),
        "odd bmp subject": of_leaf(subject=dn(("O", der.tlv(0x1E, b"\x00H\x00")), ("CN", HOST))),
        "unsorted parts": of_leaf(subject=ALL_RDN),
        "empty part": of_leaf(subject=der.seq(der.tlv(0x31))),
        "empty subject": of_leaf(subject=der.seq()),
        "country of three letters": of_leaf(subject=dn(("C", "DEU"), ("CN", HOST))),
        "long common name": of_leaf(subject=dn(("CN", "o" * 200))),
        "number as attribute": of_leaf(subject=dn(("OU", der.integer(5)), ("CN", HOST))),
        "ampersand in issuer": of_intermediate(name=dn(("O", printable("W & S")), ("CN", "I"))),
        "t61 in issuer": of_intermediate(name=dn(("O", t61(b"M\xfcller")), ("CN", "I"))),
        "t61 in anchor": of_anchor(name=dn(("O", t61(b"M\xfcller")), ("CN", "R"))),
        # Dates
        "leaf in generalized time": of_leaf(
            validity=dated(*map(der.generalized_time, (der.after(-30), der.after(3000))))
        ),
        "intermediate in generalized time": of_intermediate(
            validity=dated(*map(der.generalized_time, (der.after(-30), der.after(3000))))
        ),
        "anchor in generalized time": of_anchor(
            validity=dated(*map(der.generalized_time, (der.after(-30), der.after(3000))))
        ),
        "the year 0": of_leaf(
            validity=dated(der.tlv(0x18, b"00000101000000Z"), der.utc_time(der.after(3000)))
        ),
        "utc as a zone": of_leaf(
            validity=dated(der.tlv(0x17, b"260101000000+0000"), der.utc_time(der.after(3000))),
            private=MALFORMED,
        ),
        "another zone": of_leaf(
            validity=dated(der.tlv(0x17, b"260101000000+0100"), der.utc_time(der.after(3000)))
        ),
        "no end": of_leaf(
            validity=dated(der.utc_time(der.after(-30)), der.tlv(0x18, b"99991231235959Z"))
        ),
        # Serial numbers, versions, algorithms
        "negative serial": of_leaf(serial=der.integer(-5)),
        "serial of zero": of_leaf(serial=der.integer(0)),
        "long serial": of_leaf(serial=der.integer(1 << 300)),
        "padded serial": of_leaf(serial=b"\x02\x03\x00\x00\x05"),
        "negative serial of an anchor": of_anchor(serial=der.integer(-5)),
        "version 9": of_leaf(version=der.tlv(0xA0, der.integer(8)), private=MALFORMED),
        "version 1 with extensions": of_leaf(version=V1),
        "two algorithms": of_leaf(
            inner_algorithm=der.seq(der.oid("1.2.840.10045.4.3.3")), private=MALFORMED
        ),
        # Anchors
        "anchor of version 1": of_anchor(version=V1, without=("basic", "usage", "ski", "aki")),
        "anchor without key usage": of_anchor(without=("usage",)),
        "anchor without identifiers": of_anchor(without=("ski", "aki")),
        "anchor with basic constraints that are not critical": of_anchor(
            without=("basic",), more=(der.basic(*der.AUTHORITY, critical=False),)
        ),
        "anchor that is no ca": of_anchor(
            without=("basic",), more=(der.basic(),), private=TrustReason.NOT_A_CA
        ),
        "anchor with a broken policy": of_anchor(more=(der.extension("2.5.29.32", b"\xff"),)),
        "anchor for clients": of_anchor(
            more=(der.purposes("1.3.6.1.5.5.7.3.2"),), private=TrustReason.WRONG_USAGE
        ),
        "anchor that may not sign": of_anchor(
            without=("usage",), more=(der.usage(0),), private=TrustReason.WRONG_USAGE
        ),
        # Extensions that nobody processes where they are critical
        "critical timestamps": of_leaf(
            more=(der.extension(TIMESTAMPS, NO_TIMESTAMPS, critical=True),), private=OTHER
        ),
        "timestamps": of_leaf(more=(der.extension(TIMESTAMPS, NO_TIMESTAMPS),)),
        # Keys
        "RSA of 2047 bits": of_leaf(key=rsa_key(2047)),
        "RSA of 1963 bits": of_leaf(key=rsa_key(1963)),
        "RSA of 1962 bits": of_leaf(key=rsa_key(1962), private=OTHER),
        # Name constraints
        "domain": constrained(permitted=(dns("example.com"),)),
        "domain in capitals": constrained(permitted=(dns("EXAMPLE.com"),)),
        "another domain": constrained(permitted=(dns("example.org"),), reason=NAMES),
        "leading dot": constrained(permitted=(dns(".example.com"),)),
        "apex below a leading dot": constrained(
            dns(HOST), dns("example.com"), permitted=(dns(".example.com"),), reason=NAMES
        ),
        "every domain": constrained(permitted=(dns(""),)),
        "no domain": constrained(excluded=(dns(""),), reason=NAMES),
        "excluded domain": constrained(excluded=(dns("example.com"),), reason=NAMES),
        "excluded by a leading dot": constrained(excluded=(dns(".example.com"),), reason=NAMES),
        "wildcard below a leading dot": constrained(
            dns(HOST), dns("*.example.com"), permitted=(dns(".example.com"),)
        ),
        "wildcard for an excluded host": constrained(
            dns(HOST), dns("*.example.com"), excluded=(dns("mail.example.com"),), reason=NAMES
        ),
        "wildcard above what is excluded": constrained(
            dns(HOST), dns("*.example.com"), excluded=(dns("a.mail.example.com"),)
        ),
        "wildcard above an excluded leading dot": constrained(
            dns(HOST), dns("*.example.com"), excluded=(dns(".mail.example.com"),)
        ),
        "excluded neighbour": constrained(excluded=(dns("xample.com"), dns(".org"))),
        "not critical": constrained(permitted=(dns("example.org"),), critical=False, reason=NAMES),
        "directory": constrained(
            permitted=(dns("example.com"), der.directory(FITTING)), subject=FITTING_SUBJECT
        ),
        "directory in another case": constrained(
            permitted=(der.directory(FITTING),), subject=SHOUTED_SUBJECT
        ),
        "another directory": constrained(
            permitted=(der.directory(FITTING),),
            subject=dn(("C", "US"), ("CN", HOST)),
            reason=NAMES,
        ),
        "another directory, not critical": constrained(
            permitted=(der.directory(FITTING),),
            subject=dn(("C", "US"), ("CN", HOST)),
            critical=False,
            reason=NAMES,
        ),
        "excluded directory": constrained(
            excluded=(der.directory(FITTING),), subject=FITTING_SUBJECT, reason=NAMES
        ),
        "directory without subject": constrained(
            permitted=(der.directory(FITTING),), subject=der.seq()
        ),
        "network": constrained(
            dns(HOST),
            der.ip(bytes([10, 1, 2, 3])),
            permitted=(der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0])),),
        ),
        "another network": constrained(
            dns(HOST),
            der.ip(bytes([11, 1, 2, 3])),
            permitted=(der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0])),),
            reason=NAMES,
        ),
        "network of another version": constrained(
            dns(HOST),
            der.ip(bytes(15) + b"\x01"),
            permitted=(der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0])),),
            reason=NAMES,
        ),
        "odd address where networks count": constrained(
            dns(HOST),
            der.ip(b"10.10.10.10"),
            permitted=(der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0])),),
            reason=NAMES,
            web=MALFORMED,
        ),
        "mail at a host": constrained(
            dns(HOST), der.mail("a@example.com"), permitted=(der.mail("example.com"),)
        ),
        "mail in a domain": constrained(
            dns(HOST), der.mail("a@mx.example.com"), permitted=(der.mail(".example.com"),)
        ),
        "mail at another host": constrained(
            dns(HOST),
            der.mail("a@mx.example.com"),
            permitted=(der.mail("example.com"),),
            reason=NAMES,
        ),
        "another mailbox": constrained(
            dns(HOST),
            der.mail("a@example.com"),
            permitted=(der.mail("b@example.com"),),
            reason=NAMES,
        ),
        "mail in the subject": constrained(
            permitted=(der.mail("example.org"),),
            subject=dn(("CN", HOST), ("E", der.tlv(0x16, b"a@example.com"))),
            reason=NAMES,
        ),
        "uri at a host": constrained(
            dns(HOST), der.uri("http://example.com:80/"), permitted=(der.uri("example.com"),)
        ),
        "uri in a domain": constrained(
            dns(HOST), der.uri("http://a.example.com/"), permitted=(der.uri(".example.com"),)
        ),
        "uri at another host": constrained(
            dns(HOST),
            der.uri("http://a.example.com/"),
            permitted=(der.uri("example.com"),),
            reason=NAMES,
        ),
        "registered id that bears no constraint": constrained(
            dns(HOST),
            der.tlv(0x88, b"\x2a\x03\x04"),
            permitted=(der.tlv(0x88, b"\x2a\x03"),),
            reason=NAMES,
        ),
        "registered id without a constraint on it": constrained(
            dns(HOST), der.tlv(0x88, b"\x2a\x03\x04"), permitted=(dns("example.com"),)
        ),
        "constraint with a mask that has gaps": constrained(
            permitted=(der.ip(bytes([10, 0, 0, 0, 255, 0, 255, 0])),), reason=MALFORMED
        ),
        "constraint on a network of five octets": constrained(
            permitted=(der.ip(bytes(5)),), reason=MALFORMED
        ),
        "constraint that is empty": of_intermediate(
            more=(der.extension("2.5.29.30", der.seq(), critical=True),), private=MALFORMED
        ),
        "odd address below a domain": constrained(
            dns(HOST),
            der.ip(bytes([10, 0, 0, 0, 255, 0, 0, 0])),
            permitted=(dns("example.com"),),
            web=MALFORMED,
        ),
        # Critical extensions
        "critical policies": of_intermediate(more=(der.policies("2.5.29.32.0", critical=True),)),
        "critical policies of a leaf": of_leaf(more=(der.policies("1.2.3.4", critical=True),)),
        "critical policy constraints": of_intermediate(
            more=(
                der.policies("2.5.29.32.0"),
                der.extension("2.5.29.36", der.seq(der.tlv(0x80, b"\x05")), critical=True),
            )
        ),
        "critical inhibition of any policy": of_intermediate(
            more=(
                der.policies("1.2.3.4"),
                der.extension("2.5.29.54", der.integer(0), critical=True),
            )
        ),
        "critical policy mappings": of_intermediate(
            more=(
                der.policies("1.2.3.4"),
                der.extension(
                    "2.5.29.33",
                    der.seq(der.seq(der.oid("1.2.3.4"), der.oid("1.2.3.5"))),
                    critical=True,
                ),
            )
        ),
        "critical distribution points": of_leaf(
            more=(
                der.extension(
                    "2.5.29.31",
                    der.seq(der.seq(der.tlv(0xA0, der.tlv(0xA0, der.uri("http://a.example/c"))))),
                    critical=True,
                ),
            )
        ),
        "unknown critical extension": of_leaf(
            more=(der.extension("1.2.3.4", b"\x05\x00", critical=True),), private=OTHER
        ),
        "unknown critical extension above": of_intermediate(
            more=(der.extension("1.2.3.4", b"\x05\x00", critical=True),), private=OTHER
        ),
        # Extensions that cannot be read
        "no purposes": of_leaf(
            without=("purpose",),
            more=(der.extension("2.5.29.37", der.seq()),),
            private=MALFORMED,
        ),
        "no purposes above": of_intermediate(
            more=(der.extension("2.5.29.37", der.seq()),), private=MALFORMED
        ),
        "broken purposes": of_leaf(
            without=("purpose",), more=(der.extension("2.5.29.37", b"\xff\xff"),), private=MALFORMED
        ),
        "broken key usage": of_leaf(
            without=("usage",), more=(der.extension("2.5.29.15", b"\x30\x00"),), private=MALFORMED
        ),
        "broken basic constraints": of_leaf(
            without=("basic",), more=(der.extension("2.5.29.19", b"\x04\x00"),), private=MALFORMED
        ),
        "negative path length": of_intermediate(
            without=("basic",),
            more=(der.basic(*der.AUTHORITY, der.integer(-1)),),
            private=MALFORMED,
        ),
        "broken constraints": of_intermediate(
            more=(der.extension("2.5.29.30", b"\xff\xff\xff", critical=True),), private=MALFORMED
        ),
        "broken constraints, not critical": of_intermediate(
            more=(der.extension("2.5.29.30", b"\xff\xff\xff"),), private=MALFORMED
        ),
        "broken access": of_leaf(more=(der.extension("1.3.6.1.5.5.7.1.1", b"\xff"),)),
        "broken timestamps": of_leaf(more=(der.extension("1.3.6.1.4.1.11129.2.4.2", b"\xff"),)),
        "broken policies": of_leaf(
            more=(der.extension("2.5.29.32", b"\xff\xff"),), private=MALFORMED
        ),
        "purposes twice": of_leaf(more=(der.purposes(der.SERVER),), private=MALFORMED),
        "explicit default of basic constraints": of_leaf(
            without=("basic",), more=(der.basic(der.boolean(value=False)),)
        ),
        "explicit default of criticality": of_leaf(
            without=("purpose",),
            more=(
                der.seq(
                    der.oid("2.5.29.37"),
                    der.boolean(value=False),
                    der.octets(der.seq(der.oid(der.SERVER))),
                ),
            ),
        ),
        "authority on secp256k1": of_intermediate(
            key=ec.generate_private_key(ec.SECP256K1()), web=OTHER
        ),
        "edwards": below_edwards(),
        "edwards with broken constraints": below_edwards(
            der.extension("2.5.29.30", b"\xff\xff\xff", critical=True)
        ),
        # Usage
        "leaf for clients": of_leaf(
            without=("purpose",),
            more=(der.purposes("1.3.6.1.5.5.7.3.2"),),
            private=TrustReason.WRONG_USAGE,
        ),
        "leaf for anything": of_leaf(
            without=("purpose",),
            more=(der.purposes("2.5.29.37.0"),),
            web=TrustReason.WRONG_USAGE,
        ),
        "leaf without purposes": of_leaf(without=("purpose",)),
        "intermediate without key usage": of_intermediate(without=("usage",)),
        "intermediate without identifiers": of_intermediate(without=("ski", "aki")),
        "intermediate of version 1": of_intermediate(
            version=V1, without=("basic", "usage", "ski", "aki"), private=TrustReason.NOT_A_CA
        ),
        # What is around the fields
        **{
            f"leaf: {name}": Odd(
                sent=(enveloped(change, leaf(INTERMEDIATE)), INTERMEDIATE),
                anchors=(ROOT,),
                private=MALFORMED,
                web=MALFORMED,
            )
            for name, change in ENVELOPES.items()
        },
        **{
            f"intermediate: {name}": Odd(
                sent=(leaf(INTERMEDIATE), enveloped(change, INTERMEDIATE)),
                anchors=(ROOT,),
                private=MALFORMED,
                web=MALFORMED,
            )
            for name, change in ENVELOPES.items()
        },
        "damaged leaf": of_leaf(damage=1, private=TrustReason.BAD_SIGNATURE),
        "leaf on P-384 with RSA above": Odd(
            sent=(
                leaf(
                    ca(org("RSA"), key=(RSA := rsa.generate_private_key(65537, 2048))),
                    key=ec.generate_private_key(ec.SECP384R1()),
                ),
            ),
            anchors=(ca(org("RSA"), key=RSA),),
        ),
    }
)
