"""Equipment serves its last inspection before it is closed."""

import asyncio
from datetime import UTC, datetime

import pytest

from exporter.app import equipment as equipment_module
from exporter.app.equipment import Equipment
from exporter.model.attempt import Attempts
from exporter.model.inquiry import Inquiry
from exporter.model.memory import Memory
from exporter.model.place import Resolver
from exporter.model.settings import ResolverSettings, Settings
from exporter.model.target import Target
from exporter.probing.lookups import OnResolver
from tests.probed import unexpected
from tests.unit.inspection.world import ScriptedAppraiser, unseen

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TARGET = Target(name="www", host="192.0.2.1", server_name="www.example.com")


class SlowProber:
    """A prober that a test lets finish; it runs its own errands."""

    resolvers: tuple[Resolver, ...] = ()

    def __init__(self) -> None:
        self.began_at: list[datetime] = []
        self.may_finish = asyncio.Event()
        self.is_closed = False

    def begin(self, _target: Target, now: datetime, **_kind: bool) -> "SlowProber":
        """An inspection."""
        self.began_at.append(now)
        return self

    async def answer(self, _inquiry: Inquiry) -> Attempts:
        """A closed port, after a while."""
        await self.may_finish.wait()
        assert not self.is_closed
        return unseen()

    def seconds(self) -> float:
        """No time has passed."""
        return 0.0

    async def close(self) -> None:
        """Remembered."""
        self.is_closed = True


@pytest.fixture
def prober(monkeypatch: pytest.MonkeyPatch) -> SlowProber:
    """The prober of any equipment."""
    made = SlowProber()
    monkeypatch.setattr(equipment_module, "Prober", lambda **_parts: made)
    monkeypatch.setattr(equipment_module, "appraiser_of", lambda *_settings: ScriptedAppraiser())
    return made


@pytest.fixture
def equipment(prober: SlowProber) -> Equipment:
    """Equipment with that prober, on a clock that stands still."""
    assert not prober.is_closed
    return Equipment(Settings(), clock=lambda: NOW, on_defect=unexpected)


async def test_an_inspection_has_one_beginning(prober: SlowProber, equipment: Equipment) -> None:
    """The clock is read once: the errand and the evidence begin at the same instant."""
    prober.may_finish.set()
    after = await equipment.inspect(TARGET, Memory())
    assert prober.began_at == [NOW]
    assert after.report
    assert after.report.evidence.started_at == NOW


async def test_retired_equipment_is_closed_after_its_last_inspection(
    prober: SlowProber, equipment: Equipment
) -> None:
    """Probes under way finish with the means they began with."""
    inspections = [asyncio.ensure_future(equipment.inspect(TARGET, Memory())) for _ in range(2)]
    await asyncio.sleep(0)
    await equipment.close()
    assert not prober.is_closed
    inspections[0].cancel()
    await asyncio.gather(inspections[0], return_exceptions=True)
    assert not prober.is_closed
    prober.may_finish.set()
    report = (await inspections[1]).report
    assert report
    assert report.target is TARGET
    assert prober.is_closed


async def test_equipment_that_is_not_in_use_is_closed_at_once(
    prober: SlowProber, equipment: Equipment
) -> None:
    """It need not wait for anyone."""
    await equipment.close()
    assert prober.is_closed


async def test_what_former_resolvers_say_concerns_nobody_any_more(
    monkeypatch: pytest.MonkeyPatch, prober: SlowProber
) -> None:
    """A lookup under way at a reload may end later: its resolver would be told of for good."""
    hearers: list[OnResolver] = []

    def made(*, on_resolver: OnResolver, **_parts: object) -> SlowProber:
        hearers.append(on_resolver)
        return prober

    monkeypatch.setattr(equipment_module, "Prober", made)
    told: list[str] = []
    used = Equipment(
        Settings(),
        clock=lambda: NOW,
        on_defect=unexpected,
        on_resolver=lambda resolver, *, is_up: told.append(f"{resolver} {is_up}"),
    )
    hearers[0]("system", is_up=True)
    await used.obey(Settings(resolvers=(ResolverSettings(name="other", authoritative=True),)))
    hearers[0]("system", is_up=False)
    hearers[1]("other", is_up=True)
    assert told == ["system True", "other True"]
