"""Policies that a CA asks for are looked for all the way down (RFC 5280, section 6.1)."""

import pytest

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.decode import decoded
from exporter.x509.policies import policy_fault
from exporter.x509.trust_store import trust_store
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import Made, ca, leaf, org
from tests.unit.x509.odd_chains import ROOT, Odd
from tests.unit.x509.pki import pem_of
from tests.unit.x509.test_odd_chains import assessed

ANY, ONE, OTHER = "2.5.29.32.0", "1.2.3.4", "1.2.3.5"


def restricted(explicit: int | None = None, mapping: int | None = None) -> bytes:
    """PolicyConstraints."""
    said = [
        der.tlv(tag, bytes([skipped]))
        for tag, skipped in ((0x80, explicit), (0x81, mapping))
        if skipped is not None
    ]
    return der.extension("2.5.29.36", der.seq(*said), critical=True)


def mapped(ours: str, theirs: str) -> bytes:
    """PolicyMappings."""
    return der.extension("2.5.29.33", der.seq(der.seq(der.oid(ours), der.oid(theirs))))


def inhibited(skipped: int) -> bytes:
    """InhibitAnyPolicy."""
    return der.extension("2.5.29.54", der.integer(skipped), critical=True)


def named(*policies: str) -> tuple[bytes, ...]:
    """CertificatePolicies, where there are any."""
    return (der.policies(*policies),) if policies else ()


ASKED = restricted(0)
PATHS: dict[str, tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...], bool]] = {
    "nothing asked for": (named(ONE), (), (), True),
    "asked for and there": ((*named(ONE), ASKED), named(ONE), named(ONE), True),
    "lost at the leaf": ((*named(ONE), ASKED), named(ONE), (), False),
    "lost between": ((*named(ONE), ASKED), (), named(ONE), False),
    "another": ((*named(ONE), ASKED), named(ONE), named(OTHER), False),
    "any of the CAs": ((*named(ANY), ASKED), named(ANY), named(ONE), True),
    "any inhibited": ((*named(ONE), ASKED, inhibited(0)), named(ANY), named(ONE), False),
    "any inhibited later": ((*named(ONE), ASKED, inhibited(1)), named(ANY), named(ONE), True),
    "any inhibited for the leaf": (
        (*named(ONE), ASKED, inhibited(1)),
        named(ONE),
        named(ANY),
        False,
    ),
    "asked for where the path has ended": ((restricted(3),), (), (), True),
    "asked for below the leaf": ((restricted(2),), (), (), False),
    "asked for by the leaf": ((), (), (ASKED,), False),
    "mapped": ((*named(ONE), ASKED, mapped(ONE, OTHER)), named(OTHER), named(OTHER), True),
    "mapped away": ((*named(ONE), ASKED, mapped(ONE, OTHER)), named(ONE), named(ONE), False),
    "mapped from any": ((*named(ANY), ASKED, mapped(ONE, OTHER)), named(OTHER), named(OTHER), True),
    "mapped below an inhibition": (
        (*named(ONE), restricted(0, 0)),
        (*named(ONE), mapped(ONE, OTHER)),
        named(OTHER),
        False,
    ),
    "any mapped": ((*named(ANY), mapped(ANY, OTHER)), named(OTHER), named(OTHER), False),
    "any mapped where none is valid": ((mapped(ANY, OTHER),), (), (), True),
}
"""What the upper CA, the lower CA and the server have, and whether that will do."""


def path_of(
    upper: tuple[bytes, ...], lower: tuple[bytes, ...], server: tuple[bytes, ...]
) -> tuple[Made, ...]:
    """Such a chain, the leaf first, without its anchor."""
    above = ca(org("Upper"), ROOT, more=upper)
    between = ca(org("Lower"), above, more=lower)
    return leaf(between, more=server), between, above


@pytest.mark.parametrize(("upper", "lower", "server", "will_do"), PATHS.values(), ids=PATHS.keys())
def test_a_path_has_the_policies_that_its_cas_ask_for(
    upper: tuple[bytes, ...], lower: tuple[bytes, ...], server: tuple[bytes, ...], *, will_do: bool
) -> None:
    """Browsers refuse it otherwise; OpenSSL does not look, and so the private profile takes it."""
    found = assessed(Odd(sent=path_of(upper, lower, server), anchors=(ROOT,)))
    private, web = found.trust
    assert (private.is_trusted, web.is_trusted) == (True, will_do)
    assert bool(private.policy_fault) is not will_do


def test_a_ca_of_the_same_name_does_not_count() -> None:
    """Its new key is certified by the old one: any policy is taken there still, and counted not."""
    upper = ca(org("Upper"), ROOT, more=(*named(ONE), restricted(1), inhibited(0)))
    again = ca(org("Upper"), upper, more=named(ANY))
    server = leaf(again, more=named(ONE))
    path = tuple(decoded(one.der) for one in (server, again, upper, ROOT))
    assert policy_fault(path) == ""
    assert policy_fault((decoded(leaf(again).der), *path[1:])) == (
        "a CA's certificate asks for a policy that is valid all the way down, and "
        "CN=www.example.com has none"
    )


def test_what_an_anchor_asks_for_is_not_asked() -> None:
    """An anchor is a name and a key."""
    root = ca(org("Strict Root"), more=(ASKED,))
    (private, web) = assessed(Odd(sent=(leaf(root),), anchors=(root,))).trust
    assert (private.policy_fault, web.is_trusted) == ("", True)
    store = trust_store(TrustAnchors(name="a", pem=pem_of(root.der), profile=Profile.WEB))
    assert policy_fault((store.anchors[0],)) == ""


@pytest.mark.parametrize("kind", ["2.5.29.33", "2.5.29.36", "2.5.29.54"])
def test_what_restricts_policies_and_cannot_be_read_is_not_absent(kind: str) -> None:
    """As with all that restricts; a number below zero cannot be read either."""
    for value in (b"\x05\x00", der.seq(der.tlv(0x80, b"\xff")), der.integer(-1)):
        odd = der.extension(kind, value)
        found = assessed(Odd(sent=path_of((odd,), (), ()), anchors=(ROOT,)))
        assert [one.failure.reason for one in found.trust if one.failure] == ["malformed"] * 2
