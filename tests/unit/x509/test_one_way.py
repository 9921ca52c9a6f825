"""Clients that go by the first issuer they find, and never back, where others find a path."""

import pytest

from exporter.model.certificate import Astray
from exporter.words.issuer_choice import IssuerChoice
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import Made, ca, leaf, org
from tests.unit.x509.odd_chains import Odd
from tests.unit.x509.pki import new_key
from tests.unit.x509.test_odd_chains import assessed

FIRST, FIRST_VALID = IssuerChoice.FIRST, IssuerChoice.FIRST_VALID
KEY = new_key()
ROOT = ca(org("Root"))
ISSUING = ca(org("Issuing"), ROOT, key=KEY)
SERVER = leaf(ISSUING, end=60)
NO_AUTHORITY = ca(org("Issuing"), ROOT, key=KEY, without=("basic",), more=(der.basic(),))
BY_NOBODY = ca(org("Issuing"), ca(org("Nobody")), key=KEY)
ENDED = ca(org("Issuing"), ROOT, key=KEY, begin=-90, end=-1)
ENDED_ROOT = ca(org("Root"), key=ROOT.key, begin=-90, end=-1)
BARE = leaf(ISSUING, end=60, without=("aki",))
NAMESAKE = ca(org("Issuing"), ROOT)


def astray(*sent: Made, anchors: tuple[Made, ...] = (ROOT,)) -> tuple[Astray, ...]:
    """Who goes astray, by a trust store that accepts the chain."""
    private, _ = assessed(Odd(sent=sent, anchors=anchors)).trust
    assert private.is_trusted
    return private.astray


@pytest.mark.parametrize(
    ("wrong", "reason", "choices"),
    [
        (NO_AUTHORITY, "not_a_ca", [FIRST_VALID, FIRST]),
        (BY_NOBODY, "untrusted_root", [FIRST_VALID, FIRST]),
        (ENDED, "expired", [FIRST]),
    ],
)
def test_a_wrong_edition_that_comes_first_leads_astray(
    wrong: Made, reason: str, choices: list[IssuerChoice]
) -> None:
    """It is named, with what is wrong by that way; after the right one it does no harm."""
    found = astray(SERVER, wrong, ISSUING)
    assert [(one.choice, one.failure.reason) for one in found] == [(who, reason) for who in choices]
    assert {one.at.der for one in found} == {wrong.der}
    assert astray(SERVER, ISSUING, wrong) == ()


def test_a_namesake_is_taken_where_no_identifier_tells_it_apart() -> None:
    """Its key did not sign; with the identifier it is passed over."""
    found = astray(BARE, NAMESAKE, ISSUING)
    assert [one.failure.reason for one in found] == ["bad_signature", "bad_signature"]
    assert astray(SERVER, NAMESAKE, ISSUING) == ()


def test_an_anchor_comes_before_what_is_sent_for_some() -> None:
    """OpenSSL never sees a wrong edition of what it trusts; GnuTLS looks at its own ones last."""
    found = astray(SERVER, NO_AUTHORITY, anchors=(ISSUING, ROOT))
    assert [one.choice for one in found] == [FIRST]


def test_what_an_unknown_ca_signed_of_a_root_is_no_way_astray() -> None:
    """It is cut off where the root itself is trusted, as it was below an older one that had ended."""
    crossed = ca(org("Root"), ca(org("Older")), key=ROOT.key)
    assert astray(SERVER, ISSUING, crossed) == ()


def test_of_two_editions_of_an_anchor_the_valid_one_counts() -> None:
    """In whatever order the trust store has them; which of two valid ones counts nobody knows."""
    assert astray(SERVER, ISSUING, anchors=(ENDED_ROOT, ROOT)) == ()
    poor = ca(org("Root"), key=ROOT.key, without=("basic",), more=(der.basic(),))
    found = astray(SERVER, ISSUING, anchors=(poor, ROOT))
    assert [(one.choice, one.failure.is_certain) for one in found] == [
        (FIRST_VALID, False),
        (FIRST, False),
    ]


def test_a_circle_ends() -> None:
    """Two CAs that signed each other, with the way out behind them."""
    one, two = new_key(), new_key()
    first = ca(org("One"), ROOT, key=one)
    second = ca(org("Two"), first, key=two)
    back = ca(org("One"), second, key=one)
    found = astray(leaf(second, end=60), second, back, first)
    assert {(each.at.der, each.failure.reason) for each in found} == {(back.der, "untrusted_root")}
