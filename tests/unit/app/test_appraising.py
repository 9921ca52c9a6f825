"""A defect of ours costs the judgement on one chain."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from exporter.app.appraising import CarefulAppraiser
from exporter.inspection.inspect import inspect
from exporter.model.certificate import Appraisal, ChainAssessment
from exporter.model.evidence import Presentation
from exporter.model.inquiry import Scanning, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.settings import Settings, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.x509.appraiser import Appraiser
from tests.unit.inspection.world import ScriptedProbe, address, scan, scanned, seen
from tests.unit.x509.pki import NOW, ca, leaf

DEFECTIVE = (b"a chain that we fail at",)
ROOT = ca("Root")
HEALTHY = (leaf(ROOT).der,)
SETTINGS = Settings(trust_stores=(TrustAnchors(name="store", pem=ROOT.pem),))
Told = list[tuple[str, Exception]]


@pytest.fixture(autouse=True)
def _defect(monkeypatch: pytest.MonkeyPatch) -> None:
    appraise = Appraiser.appraise

    def broken(
        self: Appraiser,
        chain: tuple[bytes, ...],
        *,
        server_name: str,
        trust: tuple[str, ...],
        now: datetime,
    ) -> Appraisal:
        if chain == DEFECTIVE:
            raise ZeroDivisionError("a defect")
        return appraise(self, chain, server_name=server_name, trust=trust, now=now)

    monkeypatch.setattr(Appraiser, "appraise", broken)


@pytest.fixture
def defects() -> Told:
    """What was told of defects."""
    return []


@pytest.fixture
def appraised(defects: Told) -> Callable[[tuple[bytes, ...]], Appraisal]:
    """What comes of a chain."""
    appraiser = CarefulAppraiser(SETTINGS, on_defect=lambda *told: defects.append(told))
    return lambda chain: appraiser.appraise(
        chain, server_name="www.example.com", trust=("store",), now=NOW
    )


def test_a_defect_is_a_failure_for_five_minutes(
    appraised: Callable[[tuple[bytes, ...]], Appraisal], defects: Told
) -> None:
    """It says nothing of the chain; who keeps the log is told the exception."""
    appraisal = appraised(DEFECTIVE)
    assert appraisal.assessment == Failed(
        reason=Reason.INTERNAL_ERROR, detail="ZeroDivisionError: a defect"
    )
    assert (appraisal.since, appraisal.until) == (NOW, NOW + timedelta(minutes=5))
    ((name, error),) = defects
    assert (name, type(error)) == ("www.example.com", ZeroDivisionError)


def test_another_chain_is_appraised(
    appraised: Callable[[tuple[bytes, ...]], Appraisal], defects: Told
) -> None:
    """Before and after."""
    before, _, after = map(appraised, (HEALTHY, DEFECTIVE, HEALTHY))
    for appraisal in (before, after):
        assert isinstance(appraisal.assessment, ChainAssessment)
        assert appraisal.assessment.trust[0].is_trusted
    assert len(defects) == 1


async def test_an_inspection_keeps_what_it_saw_beside_a_defect(defects: Told) -> None:
    """Nothing known is wrong, but one of two addresses presents what we fail at."""
    probe, chains = ScriptedProbe(resolvers=()), (HEALTHY, DEFECTIVE)
    addresses = ("192.0.2.1", "192.0.2.2")
    for text, chain in zip(addresses, chains, strict=True):
        probe.will_say(Visit(address(text)), seen(*chain))
        probe.will_say(Scanning(address(text)), scanned(scan()))
    appraiser = CarefulAppraiser(SETTINGS, on_defect=lambda *told: defects.append(told))
    target = Target(
        name="t",
        host="h",
        server_name="www.example.com",
        addresses=addresses,
        policy=Policy(trust=("store",)),
    )
    after = await inspect(target, Memory(), probe=probe, appraiser=lambda: appraiser, now=NOW)
    report = after.report
    assert report
    assert [seen.found(Presentation) for _, seen in report.evidence.at_addresses()] == [
        Presentation(chain=chain) for chain in chains
    ]
    first, second = (served.assessment for served in report.chains)
    assert isinstance(first, ChainAssessment)
    assert isinstance(second, Failed)
    assert report.standing is Standing.PARTLY_UNKNOWN
