"""A chain of the tests, with what a store must say of it and what OpenSSL says.

In the drawings of the cases `<-` reads "issued"; anchors are in [brackets], what is not sent in
(parentheses).
"""

from dataclasses import dataclass

from exporter.model.settings import Profile
from exporter.words.reason import TrustReason
from tests.unit.x509.pki import Issued


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A chain as sent, the anchors that judge it, and the expected verdict."""

    sent: tuple[Issued, ...]
    anchors: tuple[Issued, ...]
    reason: TrustReason | None = None
    is_complete: bool = True
    profile: Profile = Profile.WEB
    openssl_differs: str = ""
    """Why OpenSSL comes to the other verdict, where it does."""
