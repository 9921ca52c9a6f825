"""Equipment serves its last inspection before it is closed, and is replaced only where it must."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exporter.app import equipment as equipment_module
from exporter.app.clock import utc_now
from exporter.app.equipment import Equipment, is_seen_otherwise, needs_other_equipment
from exporter.model.evidence import Evidence
from exporter.model.settings import Limits, Profile, ResolverSettings, Settings, TrustAnchors
from exporter.model.target import Policy, Target

TARGET = Target(name="www", host="www.example.com", server_name="www.example.com")
MOZILLA = TrustAnchors(name="mozilla", pem=b"roots")
CORP = TrustAnchors(name="corp", pem=b"a root")
SETTINGS = Settings(trust_stores=(MOZILLA, CORP), targets=(TARGET,))
OTHER_RESOLVERS = replace(SETTINGS, resolvers=(ResolverSettings(name="x", address="192.0.2.1"),))
OTHER_LIMITS = replace(SETTINGS, limits=Limits(per_host_concurrency=1))
OTHER_CORP = replace(SETTINGS, trust_stores=(MOZILLA, replace(CORP, profile=Profile.PRIVATE)))
OTHER_TARGETS = replace(SETTINGS, targets=(), defaults=Policy(interval=1))


@pytest.mark.parametrize("other", [OTHER_RESOLVERS, OTHER_LIMITS, OTHER_CORP])
def test_other_means_of_inspection_need_other_equipment(other: Settings) -> None:
    """Resolvers, limits and trust stores are built into it."""
    assert needs_other_equipment(SETTINGS, other)


def test_other_targets_need_no_other_equipment() -> None:
    """What it has remembered of chains and names stays of use."""
    assert not needs_other_equipment(SETTINGS, OTHER_TARGETS)


@pytest.mark.parametrize(
    ("other", "trust", "differs"),
    [
        (OTHER_RESOLVERS, ("mozilla",), True),
        (OTHER_CORP, ("corp",), True),
        (OTHER_CORP, ("mozilla", "corp"), True),
        (OTHER_CORP, ("mozilla",), False),
        (OTHER_LIMITS, ("mozilla",), False),
        (OTHER_TARGETS, ("mozilla",), False),
    ],
)
def test_a_target_is_seen_otherwise_by_its_own_trust_stores_and_by_all_resolvers(
    other: Settings, trust: tuple[str, ...], *, differs: bool
) -> None:
    """Only what bears on a target makes it due soon."""
    target = replace(TARGET, policy=Policy(trust=trust))
    assert is_seen_otherwise(target, SETTINGS, other) is differs


def unexpected(_target: str, error: Exception) -> None:
    """No defect is met here."""
    raise error


class SlowProber:
    """A prober that a test lets finish."""

    def __init__(self, **_parts: object) -> None:
        self.may_finish = asyncio.Event()
        self.is_closed = False

    async def probe(self, _target: Target, **_known: object) -> Evidence:
        """Nothing, after a while."""
        await self.may_finish.wait()
        assert not self.is_closed
        now = datetime(2026, 6, 1, tzinfo=UTC)
        return Evidence(started_at=now, duration=0.1, lookups=(), endpoints=())

    async def close(self) -> None:
        """Remembered."""
        self.is_closed = True


@pytest.fixture
def prober(monkeypatch: pytest.MonkeyPatch) -> SlowProber:
    """The prober of any equipment."""
    made = SlowProber()
    monkeypatch.setattr(equipment_module, "Prober", lambda **_parts: made)
    return made


async def test_retired_equipment_is_closed_after_its_last_inspection(prober: SlowProber) -> None:
    """Probes under way finish with the means they began with."""
    equipment = Equipment(Settings(), clock=utc_now, on_defect=unexpected)
    inspections = [asyncio.ensure_future(equipment.inspect(TARGET, None)) for _ in range(2)]
    await asyncio.sleep(0)
    await equipment.retire()
    assert not prober.is_closed
    inspections[0].cancel()
    await asyncio.gather(inspections[0], return_exceptions=True)
    assert not prober.is_closed
    prober.may_finish.set()
    assert (await inspections[1]).target is TARGET
    assert prober.is_closed


async def test_equipment_that_is_not_in_use_is_closed_at_once(prober: SlowProber) -> None:
    """It need not wait for anyone."""
    await Equipment(Settings(), clock=utc_now, on_defect=unexpected).retire()
    assert prober.is_closed
