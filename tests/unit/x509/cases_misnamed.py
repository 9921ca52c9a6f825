"""Chains in which a CA certifies a name that its name constraints forbid."""

from collections.abc import Callable
from ipaddress import ip_network

from cryptography import x509

from exporter.words.reason import TrustReason
from tests.unit.x509.case import Case
from tests.unit.x509.pki import ca, leaf


def constrained_chain(constraints: x509.NameConstraints, *names: str) -> Case:
    """[root] <- intermediate with name constraints <- leaf with these names, forbidden."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, extra=(constraints,))
    return Case(
        sent=(leaf(intermediate, names=names), intermediate),
        anchors=(root,),
        reason=TrustReason.NAME_CONSTRAINTS,
    )


def only(*subtrees: x509.GeneralName) -> x509.NameConstraints:
    """Permits these subtrees."""
    return x509.NameConstraints(permitted_subtrees=subtrees, excluded_subtrees=None)


def all_but(*subtrees: x509.GeneralName) -> x509.NameConstraints:
    """Excludes these subtrees."""
    return x509.NameConstraints(permitted_subtrees=None, excluded_subtrees=subtrees)


def name_not_permitted() -> Case:
    """[root] <- intermediate for example.org <- leaf for www.example.com."""
    return constrained_chain(only(x509.DNSName("example.org")), "www.example.com")


def name_ends_alike() -> Case:
    """[root] <- intermediate for example.com <- leaf for badexample.com."""
    return constrained_chain(only(x509.DNSName("example.com")), "badexample.com")


def name_excluded() -> Case:
    """[root] <- intermediate for all but example.com <- leaf for www.example.com."""
    return constrained_chain(all_but(x509.DNSName("example.com")), "www.example.com")


def wildcard_covers_excluded() -> Case:
    """[root] <- intermediate for all but secret.example.com <- leaf for *.example.com."""
    case = constrained_chain(all_but(x509.DNSName("secret.example.com")), "*.example.com")
    return Case(
        sent=case.sent,
        anchors=case.anchors,
        reason=case.reason,
        openssl_differs="a wildcard is compared there as if it were a label",
    )


def address_not_permitted() -> Case:
    """[root] <- intermediate for 192.0.2.0/24 <- leaf for 198.51.100.1."""
    return constrained_chain(only(x509.IPAddress(ip_network("192.0.2.0/24"))), "198.51.100.1")


def address_excluded() -> Case:
    """[root] <- intermediate for all but 2001:db8::/32 <- leaf for 2001:db8::1."""
    return constrained_chain(all_but(x509.IPAddress(ip_network("2001:db8::/32"))), "2001:db8::1")


MISNAMED: tuple[Callable[[], Case], ...] = (
    name_not_permitted,
    name_ends_alike,
    name_excluded,
    wildcard_covers_excluded,
    address_not_permitted,
    address_excluded,
)
