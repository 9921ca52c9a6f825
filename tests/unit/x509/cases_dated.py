"""Chains that would be accepted at another time."""

from collections.abc import Callable

from exporter.words.reason import TrustReason
from tests.unit.x509.case import Case
from tests.unit.x509.pki import ca, leaf


def expired_leaf() -> Case:
    """[root] <- intermediate <- leaf, ended yesterday."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    return Case(
        sent=(leaf(intermediate, end=-1), intermediate),
        anchors=(root,),
        reason=TrustReason.EXPIRED,
    )


def expired_intermediate() -> Case:
    """[root] <- intermediate, ended yesterday <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, end=-1)
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.EXPIRED
    )


def expired_root() -> Case:
    """[root, ended yesterday] <- leaf."""
    root = ca("Root", end=-1)
    return Case(sent=(leaf(root),), anchors=(root,), reason=TrustReason.EXPIRED)


def never_valid_together() -> Case:
    """[root] <- intermediate, ended before the leaf began <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, end=-90)
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.EXPIRED
    )


def early_leaf() -> Case:
    """[root] <- leaf, beginning tomorrow."""
    root = ca("Root")
    return Case(sent=(leaf(root, begin=1),), anchors=(root,), reason=TrustReason.NOT_YET_VALID)


DATED: tuple[Callable[[], Case], ...] = (
    expired_leaf,
    expired_intermediate,
    expired_root,
    never_valid_together,
    early_leaf,
)
