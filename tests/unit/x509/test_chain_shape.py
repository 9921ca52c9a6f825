"""Order, root and strangers of a chain as sent."""

import pytest

from exporter.x509.decode import certificate
from tests.unit.x509.conftest import Assess
from tests.unit.x509.pki import KEY_IDENTIFIERS, Issued, ca, leaf

ROOT = ca("Root")
UPPER = ca("Upper", ROOT)
LOWER = ca("Lower", UPPER)
LEAF = leaf(LOWER)
STRANGER = ca("Stranger", ca("Elsewhere"))
OTHER_ROOT = ca("Other Root")
CROSSED = ca("Root", OTHER_ROOT, key=ROOT.key)
UPPER_CROSSED = ca("Upper", OTHER_ROOT, key=UPPER.key)
SELF_SIGNED = leaf()
DAMAGED = Issued(der=LEAF.der[:-1] + bytes([LEAF.der[-1] ^ 1]), name=LEAF.name, key=LEAF.key)


@pytest.mark.parametrize(
    "sent",
    [
        (LEAF,),
        (LEAF, LOWER, UPPER),
        (LEAF, LOWER, UPPER, ROOT),
        (LEAF, LOWER, UPPER, CROSSED),
        (LEAF, LOWER, UPPER, UPPER_CROSSED, OTHER_ROOT),
        (LEAF, LOWER, UPPER_CROSSED, UPPER, ROOT, OTHER_ROOT),
        (LEAF, STRANGER, LOWER, UPPER),
        (LEAF, LEAF, LOWER, LOWER, UPPER),
        (LEAF, LOWER, UPPER, ROOT, LOWER),
        (LEAF, UPPER),
        (SELF_SIGNED, ROOT),
    ],
)
def test_chain_is_ordered(assess: Assess, sent: tuple[Issued, ...]) -> None:
    """Each certificate follows one it issued; strangers and repetitions are passed over."""
    assert assess(*sent).is_ordered


@pytest.mark.parametrize(
    "sent",
    [
        (LEAF, UPPER, LOWER),
        (LEAF, ROOT, LOWER, UPPER),
        (LEAF, LOWER, ROOT, UPPER),
        (LEAF, LOWER, CROSSED, UPPER),
    ],
)
def test_chain_is_out_of_order(assess: Assess, sent: tuple[Issued, ...]) -> None:
    """An issuer that comes before anything it issued is out of place."""
    assert not assess(*sent).is_ordered


@pytest.mark.parametrize(
    ("sent", "strangers"),
    [
        ((LEAF, LOWER, UPPER, ROOT), ()),
        ((LEAF, LEAF, LOWER, LOWER), ()),
        ((LEAF, LOWER, UPPER, UPPER_CROSSED), ()),
        ((LEAF, STRANGER, LOWER, UPPER), (STRANGER,)),
        ((SELF_SIGNED, ROOT), (ROOT,)),
    ],
)
def test_strangers_are_on_no_path_up_from_the_leaf(
    assess: Assess, sent: tuple[Issued, ...], strangers: tuple[Issued, ...]
) -> None:
    """Repeated and cross-signed issuers are no strangers; what no link reaches is one."""
    expected = tuple(certificate(stranger.der) for stranger in strangers)
    assert assess(*sent, anchors=(ROOT,)).unrelated == expected


def test_same_name_is_no_link(assess: Assess) -> None:
    """A CA of the issuer's name that did not make the signature is a stranger."""
    namesake = ca("Lower", UPPER, without=KEY_IDENTIFIERS)
    chain = (leaf(LOWER, without=KEY_IDENTIFIERS), namesake, LOWER, UPPER)
    assert assess(*chain, anchors=(ROOT,)).unrelated == (certificate(namesake.der),)


@pytest.mark.parametrize(
    "sent", [(LEAF, UPPER), (LEAF, STRANGER), (LEAF, b"junk"), (DAMAGED, LOWER, UPPER)]
)
def test_what_may_belong_above_a_gap_is_no_stranger(
    assess: Assess, sent: tuple[Issued | bytes, ...]
) -> None:
    """Nobody is told to remove what is needed once the gap is filled."""
    assert assess(*sent, anchors=(ROOT,)).unrelated == ()


def test_another_server_s_certificate_is_a_stranger_despite_a_gap(assess: Assess) -> None:
    """It issues nothing."""
    other = leaf(LOWER, names=("other.example.com",))
    assert assess(LEAF, other, anchors=(ROOT,)).unrelated == (certificate(other.der),)


def test_signature_links_despite_different_key_identifiers(assess: Assess) -> None:
    """CAs compute key identifiers in different ways: the signature decides."""
    other_identifier = type(ROOT.parsed.extensions[0].value)
    relabelled = ca("Lower", UPPER, key=LOWER.key, without=(other_identifier,))
    assert assess(LEAF, relabelled).unrelated == ()


@pytest.mark.parametrize(
    ("sent", "includes_root"),
    [
        ((LEAF, LOWER, UPPER), False),
        ((LEAF, LOWER, UPPER, ROOT), True),
        ((LEAF, OTHER_ROOT), True),
        ((LEAF, LOWER, UPPER, CROSSED), False),
        ((SELF_SIGNED,), False),
        ((SELF_SIGNED, SELF_SIGNED), False),
    ],
)
def test_root_is_a_self_signed_certificate_above_the_leaf(
    assess: Assess, sent: tuple[Issued, ...], *, includes_root: bool
) -> None:
    """A root counts as sent even as a stranger; a self-signed leaf is no root."""
    assert assess(*sent).includes_root is includes_root


def test_undecodable_certificate_is_kept_as_a_stranger(assess: Assess) -> None:
    """What cannot be decoded after the leaf is listed with the reason, and judged a stranger."""
    assessment = assess(LEAF, b"junk", LOWER, UPPER, anchors=(ROOT,))
    assert [sent.der for sent in assessment.certificates] == [
        LEAF.der,
        b"junk",
        LOWER.der,
        UPPER.der,
    ]
    assert assessment.unrelated
    (stranger,) = assessment.unrelated
    assert stranger.defects
    assert assessment.is_ordered
