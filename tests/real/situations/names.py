"""Names of servers, as they are certified and as they are asked for."""

from ipaddress import ip_address

from tests.real.situations.situation import SERVER, Changes, Situations, at
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import HOST, dn, dns

CERTIFIED = {
    "in capitals": ("WWW.Example.COM", HOST),
    "asked for in capitals": (HOST, "WWW.EXAMPLE.COM"),
    "another": ("other.example.com", HOST),
    "the domain": ("example.com", HOST),
    "one below": (f"a.{HOST}", HOST),
    "the same at its end": ("xwww.example.com", HOST),
    "with a dot at its end": (f"{HOST}.", HOST),
    "with a dot at its beginning": (".example.com", HOST),
    "wildcard": ("*.example.com", HOST),
    "wildcard for the domain": ("*.example.com", "example.com"),
    "wildcard for two labels": ("*.example.com", f"a.{HOST}"),
    "wildcard within a label": ("w*.example.com", HOST),
    "wildcard at the end of a label": ("*w.example.com", HOST),
    "wildcard second": ("www.*.com", HOST),
    "two wildcards": ("*.*.com", HOST),
    "wildcard alone": ("*", HOST),
    "wildcard below com": ("*.com", "example.com"),
    "wildcard for an A-label": ("*.example.com", "xn--mller-kva.example.com"),
    "A-label": ("xn--mller-kva.example.com", "xn--mller-kva.example.com"),
    "underscore": ("a_b.example.com", "a_b.example.com"),
    "underscore first": ("_a.example.com", HOST),
    "space": ("www.example.com ", HOST),
    "zero within": ("www.example.com\0.evil.example", HOST),
    "empty label": ("www..example.com", HOST),
    "one label": ("www", "www"),
    "digits": ("127.0.0.1", HOST),
    "a long label": (f"{'a' * 64}.example.com", HOST),
    "address as text": ("192.0.2.1", "192.0.2.1"),
    "U-label": ("m\xfcller.example.com".encode().decode("latin-1"), "xn--mller-kva.example.com"),
    "wildcard within an A-label": ("xn--*-kva.example.com", "xn--mller-kva.example.com"),
    "A-label in capitals": ("XN--MLLER-KVA.example.com", "xn--mller-kva.example.com"),
    "two dots at its end": (f"{HOST}..", HOST),
    "a dot alone": (".", HOST),
    "wildcard and a dot alone": ("*.", HOST),
    "wildcard twice": ("**.example.com", HOST),
    "port": (f"{HOST}:443", HOST),
    "address of a page": (f"https://{HOST}/", HOST),
    "line end": (f"{HOST}\n", HOST),
    "of 300 letters": (f"{'a.' * 144}example.com", HOST),
    "asked for with a dot at its end": (HOST, f"{HOST}."),
    "wildcard asked for with a dot": ("*.example.com", f"{HOST}."),
    "hyphen first": ("-a.example.com", HOST),
}
IN_COMMON = {
    "and another alternative name": (dns("other.example.com"),),
    "and an address": (der.ip(bytes([192, 0, 2, 1])),),
    "and a mail address": (der.mail("a@example.com"),),
}


ADDRESSES = {
    "of version 4": ("192.0.2.1", "192.0.2.1"),
    "of version 4, another": ("192.0.2.2", "192.0.2.1"),
    "of version 6": ("2001:db8::1", "2001:db8::1"),
    "of version 6, asked for at length": ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"),
    "of version 4 as one of 6": ("::ffff:192.0.2.1", "192.0.2.1"),
    "of version 4, asked for as one of 6": ("192.0.2.1", "::ffff:192.0.2.1"),
    "of no host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 - nothing listens there
}


def situations() -> Situations:
    """One name, one beside the right one, or none but the common name."""
    for name, (certified, host) in CERTIFIED.items():
        yield (
            f"name {name}",
            at(SERVER, Changes(names=(dns(certified),), subject=der.seq()), host),
        )
        if certified != HOST:
            beside = Changes(names=(dns(HOST), dns(certified)))
            yield f"name {name}, beside the right one", at(SERVER, beside)
    for name, (certified, host) in ADDRESSES.items():
        packed = ip_address(certified).packed
        yield f"address {name}", at(SERVER, Changes(names=(der.ip(packed),)), host)
    yield (
        "no address, but the common name",
        at(SERVER, Changes(names=(dns(HOST),), subject=dn(("CN", "192.0.2.1"))), "192.0.2.1"),
    )
    yield "common name alone", at(SERVER, Changes(without=("san",)))
    for name, alternatives in IN_COMMON.items():
        yield f"common name {name}", at(SERVER, Changes(names=alternatives))
    for critical in (False, True):
        san = der.alternative(dns(HOST), critical=critical)
        change = Changes(subject=der.seq(), without=("san",), more=(san,))
        said = "critical" if critical else "not critical"
        yield f"alternative name {said}, no subject", at(SERVER, change)
    yield "no name at all", at(SERVER, Changes(subject=der.seq(), without=("san",)))
    many = tuple(dns(f"n{number}.example.com") for number in range(500))
    yield "five hundred names", at(SERVER, Changes(names=(*many, dns(HOST)), subject=dn()))
