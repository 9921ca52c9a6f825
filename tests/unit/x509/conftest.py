"""Chains assessed at a fixed time, and the number of signatures that takes."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import pytest
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.model.settings import Profile
from exporter.x509 import signature
from exporter.x509.appraiser import Appraiser
from exporter.x509.to_be_signed import Signature
from tests.unit.x509.pki import NOW, Issued, store_of

Assess: TypeAlias = Callable[..., ChainAssessment]
Judge: TypeAlias = Callable[..., TrustVerdict]


@pytest.fixture
def assess() -> Assess:
    """Assess `sent`, the leaf first, against a store of these anchors."""

    def assessed(
        *sent: Issued | bytes,
        anchors: tuple[Issued, ...] = (),
        profile: Profile = Profile.WEB,
        host: str = "www.example.com",
        now: datetime = NOW,
    ) -> ChainAssessment:
        stores = [store_of(*anchors, profile=profile)] if anchors else []
        chain = tuple(one.der if isinstance(one, Issued) else one for one in sent)
        trust = tuple(store.name for store in stores)
        appraiser = Appraiser(stores, timer=lambda: 0.0)
        appraisal = appraiser.appraise(chain, server_name=host, trust=trust, now=now)
        assert isinstance(appraisal.assessment, ChainAssessment)
        return appraisal.assessment

    return assessed


@pytest.fixture
def judge(assess: Assess) -> Judge:
    """The verdict of a store of these anchors on `sent`."""

    def judged(
        *sent: Issued | bytes,
        anchors: tuple[Issued, ...],
        profile: Profile = Profile.WEB,
        now: datetime = NOW,
    ) -> TrustVerdict:
        (verdict,) = assess(*sent, anchors=anchors, profile=profile, now=now).trust
        return verdict

    return judged


class SignatureChecks:
    """How many signatures were verified since the test began."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._is_verified = signature.is_verified
        monkeypatch.setattr(signature, "is_verified", self._counted)

    def _counted(self, signed: Signature, key: PublicKeyTypes | None) -> bool:
        self.count += 1
        return self._is_verified(signed, key)


@pytest.fixture
def signature_checks(monkeypatch: pytest.MonkeyPatch) -> SignatureChecks:
    """Counts signature checks."""
    return SignatureChecks(monkeypatch)
