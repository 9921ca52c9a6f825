"""Roots that several clients distrust, and the distrust of several roots at once."""

from datetime import datetime

from exporter.guide.clients import roots
from exporter.guide.clients.client import Distrust, Root

ENTRUST_ROOTS = (
    roots.ENTRUST_2048,
    roots.ENTRUST_ROOT,
    roots.ENTRUST_ROOT_G2,
    roots.ENTRUST_ROOT_EC1,
    roots.ENTRUST_ROOT_G4,
    roots.AFFIRMTRUST_COMMERCIAL,
    roots.AFFIRMTRUST_NETWORKING,
    roots.AFFIRMTRUST_PREMIUM,
    roots.AFFIRMTRUST_PREMIUM_ECC,
)
DIGICERT_FIRST_ROOTS = (
    roots.DIGICERT_ASSURED_ID_ROOT_CA,
    roots.DIGICERT_GLOBAL_ROOT_CA,
    roots.DIGICERT_HIGH_ASSURANCE_EV_ROOT_CA,
)


def distrusts(after: datetime, *distrusted: Root) -> tuple[Distrust, ...]:
    """The same date for several roots."""
    return tuple(Distrust(root=root, after=after) for root in distrusted)
