"""Cases after those of x509-limbo, in its schema, for where its own file is not at hand.

What is expected of each is what its rules expect; `tests/real/situations` makes the certificates.
Run: python -m tests.limbo.remade > limbo.json
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from signal import SIG_DFL, SIGPIPE, signal
from typing import Any

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    SERVER,
    Changes,
    Situation,
    at,
    authority,
    chain,
    sent,
    server,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, constraints, directory, dn, dns, extension, ip, org
from tests.unit.x509.pki import NOW, new_key, pem_of

CRITICAL_UNKNOWN = extension("1.3.6.1.4.1.55738.666.1", b"", critical=True)
APEX, OTHER = "example.com", "not-example.com"
NETWORK = "192.0.2.0/24"
FOO, NOT_FOO = dn(("CN", "foo")), dn(("CN", "not-foo"))
SHORT = der.seq(der.utc_time(der.after(-10)), der.utc_time(NOW))
"""A validity whose last second is the tests' present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """One case; its host may be an address, and none is asked for where it is empty."""

    name: str
    is_good: bool
    situation: Situation
    features: tuple[str, ...] = ()
    late: timedelta = timedelta()
    """After the tests' present."""


def remade() -> Iterator[Remade]:
    """All of them."""
    for name, made in accepted():
        yield Remade(name=name, is_good=True, situation=made)
    for name, made in refused():
        yield Remade(name=name, is_good=False, situation=made)
    for name, made, feature in pedantic():
        yield Remade(name=name, is_good=False, situation=made, features=(feature,))
    brief = chain({SERVER: {"validity": SHORT}})
    yield Remade(name="rfc5280::validity::notafter-exact", is_good=True, situation=brief)
    for name, late, is_good in (
        ("rfc5280::validity::notafter-fractional", timedelta(milliseconds=5), True),
        ("rfc5280::validity::expired-leaf", timedelta(seconds=1), False),
    ):
        yield Remade(name=name, is_good=is_good, situation=brief, late=late)


def accepted() -> Iterator[tuple[str, Situation]]:
    """Chains that a client takes."""
    for length in range(3):
        yield f"pathlen::ee-with-intermediate-pathlen-{length}", at(ISSUING, limited(length))
    yield "pathlen::intermediate-pathlen-may-increase", stacked(limited(1), limited(2))
    yield "pathlen::self-issued-certs-pathlen", self_issued(limited(0))
    yield "pathlen::validation-ignores-pathlen-in-leaf", at(SERVER, as_ca(0))
    for name, place, part in (
        ("rfc5280::no-keyusage", SERVER, "usage"),
        ("rfc5280::no-basicconstraints", SERVER, "basic"),
        ("rfc5280::aki::self-signed-root-missing-aki", ANCHOR, "aki"),
        ("rfc5280::eku::ee-without-eku", SERVER, "purpose"),
    ):
        yield name, at(place, {"without": (part,)})
    yield "rfc5280::ee-aia", at(SERVER, {"more": (issuers_address(critical=False),)})
    yield "rfc5280::validity::notbefore-exact", at(SERVER, {"validity": beginning(0)})
    yield "webpki::san::exact-san", chain()
    for name, presented, host in (
        ("webpki::san::wildcard-leftmost", "*.example.com", "foo.example.com"),
        ("webpki::san::ip-v4", "192.0.2.1", "192.0.2.1"),
        ("webpki::san::ip-v6", "2001:db8::1", "2001:db8::1"),
        ("webpki::san::upper-case", "WWW.EXAMPLE.COM", HOST),
    ):
        yield name, named(host, presented)
    for name, base, host in (
        ("permitted-dns-match", APEX, APEX),
        ("permitted-dns-match-more", APEX, "foo.bar.example.com"),
        ("permitted-ipv4-match", "192.0.2.0/24", "192.0.2.1"),
        ("permitted-ipv6-match", "::1/128", "::1"),
    ):
        yield f"rfc5280::nc::{name}", named(host, host, permitted=base)
    yield "rfc5280::nc::permitted-dn-match", for_directory(FOO, FOO, permitted=FOO)
    yield "rfc5280::nc::permitted-self-issued", constrained_self_issued()
    for kind, within, beyond in (("permitted", NETWORK, ""), ("excluded", "", NETWORK)):
        yield (
            f"rfc5280::nc::{kind}-different-constraint-type",
            named(HOST, HOST, permitted=within, excluded=beyond),
        )
    yield "webpki::nc::permitted-dns-match-noncritical", noncritical_constraint()
    yield "pathological::multiple-chains-expired-intermediate", with_expired_twin()
    yield "webpki::crossed-chain-to-a-stranger", beside_a_stranger()


def refused() -> Iterator[tuple[str, Situation]]:
    """Chains that it does not take."""
    yield "pathlen::intermediate-violates-pathlen-0", stacked(limited(0), limited(0))
    yield "pathlen::root-violates-pathlen-0", chain({ANCHOR: limited(0)})
    yield "rfc5280::ee-empty-issuer", at(SERVER, {"issuer": dn()})
    yield "rfc5280::ca-empty-subject", at(ANCHOR, {"subject": dn()})
    for place, of in ((SERVER, "ee"), (ANCHOR, "root"), (ISSUING, "intermediate")):
        unknown = at(place, {"more": (CRITICAL_UNKNOWN,)})
        yield f"rfc5280::unknown-critical-extension-{of}", unknown
    stranger = authority(org("Unrelated"), None, {})
    untrusted = chain()
    yield (
        "rfc5280::chain-untrusted-root",
        Situation(sent=(*untrusted.sent, *untrusted.anchors), anchors=(stranger.der,)),
    )
    no_ca = Changes(without=("basic",), more=(der.basic(),))
    yield "rfc5280::intermediate-ca-without-ca-bit", at(ISSUING, no_ca)
    bare = Changes(without=("basic",))
    yield "rfc5280::intermediate-ca-missing-basic-constraints", at(ISSUING, bare)
    yield "rfc5280::root-missing-basic-constraints", at(ANCHOR, bare)
    lax = Changes(without=("basic",), more=(der.basic(*der.AUTHORITY, critical=False),))
    yield "rfc5280::root-non-critical-basic-constraints", at(ANCHOR, lax)
    mute = Changes(without=("usage",), more=(der.usage(0),))
    yield "rfc5280::root-inconsistent-ca-extensions", at(ANCHOR, mute)
    yield "rfc5280::ica-ku-keycertsign", at(ISSUING, mute)
    signing = Changes(without=("usage",), more=(der.usage(0, 5),))
    yield "rfc5280::leaf-ku-keycertsign", at(SERVER, signing)
    yield "rfc5280::ee-critical-aia-invalid", at(SERVER, {"more": (issuers_address(),)})
    twice = Changes(more=(der.alternative(dns(HOST)),))
    yield "rfc5280::duplicate-extensions", at(SERVER, twice)
    yield from refused_identifiers()
    for place, of in ((SERVER, "leaf"), (ISSUING, "intermediate"), (ANCHOR, "root")):
        ended = Changes(validity=der.seq(der.utc_time(der.after(-90)), der.utc_time(der.after(-1))))
        yield f"rfc5280::validity::expired-{of}-long-ago", at(place, ended)
    yield "rfc5280::validity::notbefore-later", at(SERVER, {"validity": beginning(1)})
    for number, of in ((0, "zero"), (1 << 164, "too-long")):
        yield f"rfc5280::serial::{of}", at(SERVER, {"serial": der.integer(number)})
    yield "rfc5280::san::malformed", at(SERVER, {"names": (ip(b"12345"),)})
    subjectless = Changes(subject=dn())
    yield "rfc5280::san::noncritical-with-empty-subject", at(SERVER, subjectless)
    yield from refused_constraints()
    yield from refused_names()
    yield "webpki::eku::ee-anyeku", at(SERVER, for_purposes("2.5.29.37.0"))
    yield "webpki::eku::ee-wrong-eku", at(SERVER, for_purposes("1.3.6.1.5.5.7.3.2"))
    yield "webpki::eku::ca-wrong-eku", at(ISSUING, for_purposes("1.3.6.1.5.5.7.3.4"))
    broken = extension("1.3.6.1.5.5.7.1.1", b"malformed")
    yield "webpki::malformed-aia", at(SERVER, {"more": (broken,)})
    yield "webpki::v1-cert", at(SERVER, {"version": b"", "alter": lambda _: ()})


def refused_identifiers() -> Iterator[tuple[str, Situation]]:
    """Key identifiers that are critical or not there, as CAs must not make them."""
    for place, of in ((SERVER, "leaf"), (ISSUING, "intermediate")):
        yield f"rfc5280::aki::{of}-missing-aki", at(place, {"without": ("aki",)})
    yield "rfc5280::ski::intermediate-missing-ski", at(ISSUING, {"without": ("ski",)})
    yield "rfc5280::ski::root-missing-ski", at(ANCHOR, {"without": ("ski",)})
    key = new_key()
    for part, oid, value in (
        ("aki", "2.5.29.35", der.seq(der.tlv(0x80, der.key_id(key)))),
        ("ski", "2.5.29.14", der.octets(der.key_id(key))),
    ):
        marked = extension(oid, value, critical=True)
        of_root = Changes(key=key, without=(part,), more=(marked,))
        yield f"rfc5280::{part}::critical-{part}", at(ANCHOR, of_root)


def refused_constraints() -> Iterator[tuple[str, Situation]]:
    """Names that a CA above may not certify, or constraints that say nothing."""
    for name, permitted, excluded, presented in (
        ("permitted-dns-mismatch", APEX, "", (OTHER,)),
        ("excluded-dns-match", "", APEX, (APEX,)),
        ("excluded-dns-match-second", "", f"not.{APEX}", (HOST, f"not.{APEX}")),
        ("permitted-ip-mismatch", "192.0.2.0/24", "", ("192.0.3.1",)),
        ("excluded-ipv4-match", "", "192.0.2.0/24", ("192.0.2.1",)),
        ("excluded-ipv6-match", "", "::1/128", ("::1",)),
        ("invalid-dnsname-wildcard", f"*.{APEX}", "", (HOST,)),
    ):
        yield (
            f"rfc5280::nc::{name}",
            named(presented[0], *presented, permitted=permitted, excluded=excluded),
        )
    yield (
        "rfc5280::nc::excluded-match-permitted-and-excluded",
        named(HOST, HOST, permitted=APEX, excluded=APEX),
    )
    for name, subject, alternative, within, beyond in (
        ("permitted-dn-mismatch", NOT_FOO, NOT_FOO, FOO, b""),
        ("excluded-dn-match", FOO, FOO, b"", FOO),
        ("permitted-dn-match-subject-san-mismatch", NOT_FOO, FOO, FOO, b""),
        ("excluded-dn-match-sub-mismatch", FOO, NOT_FOO, b"", FOO),
    ):
        yield (
            f"rfc5280::nc::{name}",
            for_directory(subject, alternative, permitted=within, excluded=beyond),
        )
    for name, octets in (("invalid-ipv4-address", 5), ("invalid-ipv6-address", 20)):
        yield f"rfc5280::nc::{name}", at(ISSUING, only(ip(bytes(octets))))
    unfit = ip(b"\xc0\x00\x02\x00\xff\x00\xff\x00")
    yield "rfc5280::nc::invalid-ipv4-mask", at(ISSUING, only(unfit))
    for place, name in ((True, "critical"), (False, "noncritical")):
        stray = constraints(permitted=(dns(APEX),), critical=place)
        yield f"rfc5280::nc::not-allowed-in-ee-{name}", at(SERVER, {"more": (stray,)})


def refused_names() -> Iterator[tuple[str, Situation]]:
    """Names that are not those of the host."""
    for name, presented, host in (
        ("mismatch-domain", APEX, "example2.com"),
        ("mismatch-subdomain", "abc.example.com", "def.example.com"),
        ("mismatch-subdomain-apex", APEX, "abc.example.com"),
        ("mismatch-apex-subdomain", "abc.example.com", APEX),
        ("wildcard-embedded-leftmost", "ba*.example.com", "baz.example.com"),
        ("wildcard-not-in-leftmost", "foo.*.example.com", "foo.bar.example.com"),
        ("wildcard-match-across-labels", "*.example.com", "foo.bar.example.com"),
        (
            "wildcard-embedded-ulabel",
            "xn--*-1b3c148a.example.com",
            "xn--bliss-1b3c148a.example.com",
        ),
        ("unicode-emoji", "\N{WINKING FACE}.example.com", "xn--n28h.example.com"),
        ("underscore-and-dot", ".example.com", "foo.example.com"),
        ("mismatch-ip", "192.0.2.1", "192.0.2.2"),
    ):
        yield f"webpki::san::{name}", named(host, presented)
    text_address = at(SERVER, {"names": (dns("192.0.2.1"),)}, "192.0.2.1")
    yield "webpki::san::ip-in-dns", text_address
    yield "webpki::san::no-san", at(SERVER, {"without": ("san",)})
    yield "webpki::san::empty", at(SERVER, {"names": ()})
    marked = Changes(without=("san",), more=(der.alternative(dns(HOST), critical=True),))
    yield "webpki::san::san-critical-with-nonempty-subject", at(SERVER, marked)


def pedantic() -> Iterator[tuple[str, Situation, str]]:
    """What clients need not refuse, with the feature that says so."""
    wide = named(APEX, "*.com")
    yield "webpki::san::public-suffix-wildcard-san", wide, "pedantic-public-suffix-wildcard"
    yield "webpki::eku::root-has-eku", at(ANCHOR, for_purposes(der.SERVER)), "pedantic-webpki-eku"
    noncritical = noncritical_constraint()
    yield (
        "rfc5280::nc::permitted-dns-match-noncritical",
        noncritical,
        "rfc5280-incompatible-with-webpki",
    )


def named(host: str, *presented: str, permitted: str = "", excluded: str = "") -> Situation:
    """A server of these names below a CA that may certify some, and others not."""
    within, beyond = (tuple(map(base_of, filter(None, (base,)))) for base in (permitted, excluded))
    constrained = constraints(permitted=within, excluded=beyond)
    above = Changes(more=(constrained,) if within or beyond else ())
    names = tuple(map(general_name, presented))
    return chain({ISSUING: above, SERVER: {"names": names}}, host)


def general_name(text: str) -> bytes:
    """An iPAddress where it is one, a dNSName otherwise."""
    try:
        return ip(ip_address(text).packed)
    except ValueError:
        return dns(text.encode())


def base_of(text: str) -> bytes:
    """The base of a subtree: a domain, or an address with the length of its prefix."""
    address, _, prefix = text.partition("/")
    if not prefix:
        return dns(text)
    packed = ip_address(address).packed
    bits = len(packed) * 8
    mask = (1 << bits) - (1 << bits - int(prefix))
    return ip(packed + mask.to_bytes(len(packed)))


def for_directory(
    subject: bytes, alternative: bytes, *, permitted: bytes = b"", excluded: bytes = b""
) -> Situation:
    """A server of these distinguished names below a constrained CA, asked for no host."""
    within, beyond = (
        tuple(map(directory, filter(None, (base,)))) for base in (permitted, excluded)
    )
    above = Changes(more=(constraints(permitted=within, excluded=beyond),))
    leaf = Changes(subject=subject, names=(directory(alternative),))
    return chain({ISSUING: above, SERVER: leaf}, "")


def only(base: bytes) -> Changes:
    """A CA that may certify names below one base."""
    return Changes(more=(constraints(permitted=(base,)),))


def noncritical_constraint() -> Situation:
    """A host that the CA may certify, by a constraint that is not critical."""
    lax = constraints(permitted=(dns(APEX),), critical=False)
    return at(ISSUING, {"more": (lax,)})


def limited(length: int) -> Changes:
    """A CA with so many CAs below it."""
    return Changes(without=("basic",), more=(der.basic(*der.AUTHORITY, der.integer(length)),))


def as_ca(length: int) -> Changes:
    """The certificate of a CA in the place of a server's."""
    change = limited(length)
    return Changes(without=("basic", "usage"), more=(*change["more"], der.usage(0, 5, 6)))


def for_purposes(*dotted: str) -> Changes:
    """A certificate for these purposes."""
    return Changes(without=("purpose",), more=(der.purposes(*dotted),))


def beginning(days: float) -> bytes:
    """A validity from then on."""
    return der.seq(der.utc_time(der.after(days)), der.utc_time(der.after(days + 60)))


def issuers_address(*, critical: bool = True) -> bytes:
    """AuthorityInfoAccess that names where the issuer's certificate is."""
    access = der.seq(der.oid("1.3.6.1.5.5.7.48.2"), dns(APEX))
    return extension("1.3.6.1.5.5.7.1.1", der.seq(access), critical=critical)


def stacked(upper: Changes, lower: Changes) -> Situation:
    """[root] <- upper CA <- lower CA <- server."""
    root = authority(org("Anchor"), None, {})
    above = authority(org("Upper"), root, upper)
    below = authority(org("Lower"), above, lower)
    return sent(server(below, {}), below, above, anchors=(root,))


def self_issued(change: Changes) -> Situation:
    """A CA that is changed, renewed by itself under its name, above the server."""
    root = authority(org("Anchor"), None, {})
    old = authority(org("Issuing"), root, change)
    new = authority(org("Issuing"), old, {})
    return sent(server(new, {}), new, old, anchors=(root,))


def constrained_self_issued() -> Situation:
    """The same, where the name of the CA is none that it may certify itself."""
    return self_issued(Changes(more=(constraints(permitted=(directory(dn(("CN", HOST))),)),)))


def with_expired_twin() -> Situation:
    """The issuing CA twice, the edition that has ended first."""
    root = authority(org("Anchor"), None, {})
    issuing = authority(org("Issuing"), root, {})
    ended = der.seq(der.utc_time(der.after(-90)), der.utc_time(der.after(-1)))
    twin = authority(org("Issuing"), root, {"key": issuing.key, "validity": ended})
    return sent(server(issuing, {}), twin, issuing, anchors=(root,))


def beside_a_stranger() -> Situation:
    """The issuing CA twice, the first signed by a root that nobody knows."""
    root, unknown = authority(org("Anchor"), None, {}), authority(org("Elsewhere"), None, {})
    issuing = authority(org("Issuing"), root, {})
    crossed = authority(org("Issuing"), unknown, {"key": issuing.key})
    return sent(server(issuing, {}), crossed, issuing, anchors=(root,))


def testcase(one: Remade) -> Mapping[str, Any]:
    """A case as the schema has it."""
    leaf, *above = (pem_of(each).decode() for each in one.situation.sent)
    return {
        "id": one.name,
        "conflicts_with": [],
        "features": list(one.features),
        "importance": "undetermined",
        "description": f"Made anew after x509-limbo: {one.name}.",
        "validation_kind": "SERVER",
        "trusted_certs": [pem_of(each).decode() for each in one.situation.anchors],
        "untrusted_intermediates": above,
        "peer_certificate": leaf,
        "peer_certificate_key": None,
        "validation_time": (NOW + one.late).isoformat(),
        "signature_algorithms": [],
        "key_usage": [],
        "extended_key_usage": [],
        "expected_result": "SUCCESS" if one.is_good else "FAILURE",
        "expected_peer_name": peer_name(one.situation.host),
        "expected_peer_names": [],
        "max_chain_depth": None,
        "crls": [],
    }


def peer_name(host: str) -> Mapping[str, str] | None:
    """Whom the certificate must be for."""
    if not host:
        return None
    kind = "IP" if general_name(host)[0] == ip(b"")[0] else "DNS"
    return {"kind": kind, "value": host}


def suite() -> str:
    """The file."""
    cases = [testcase(one) for one in remade()]
    return json.dumps({"version": 1, "testcases": cases}, indent=1)


if __name__ == "__main__":
    signal(SIGPIPE, SIG_DFL)  # `| head` ends it without a word
    sys.stdout.write(suite())
