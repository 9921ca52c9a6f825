"""The time of a target is shared out between its lookups and its addresses."""

import asyncio
from datetime import UTC, datetime

import pytest

from exporter.model.attempt import Attempt
from exporter.model.inquiry import Lookup, Visit
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.model.settings import Limits, Settings
from exporter.model.target import Policy, Target
from exporter.probing import errand as errand_module
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from exporter.probing.pulse import Pulse
from exporter.probing.told import Told
from exporter.words.reason import Reason
from exporter.words.role import Role
from tests.unit.probing.free_time import FreeTime, run
from tests.unit.probing.nothing_beside import nothing_beside


class Silent:
    """A resolver that never answers."""

    name = "silent"
    beside = nothing_beside()

    async def lookup(self, _host: str) -> Told:
        """An hour is longer than anybody waits."""
        await asyncio.sleep(3600.0)
        raise AssertionError("nobody waits that long")


class Prompt:
    """A resolver that knows no such name."""

    name = "prompt"
    beside = nothing_beside()

    async def lookup(self, _host: str) -> Told:
        """At once."""
        return Told(outcome=Failed(reason=Reason.DNS_NXDOMAIN), lasts=5.0)


class Broken:
    """A resolver with a defect."""

    name = "broken"
    beside = nothing_beside()

    async def lookup(self, _host: str) -> Told:
        """Does not get that far."""
        raise ZeroDivisionError("a defect")


class Late:
    """A resolver during whose answer this process stands still."""

    name = "late"
    beside = nothing_beside()

    def __init__(self, loop: FreeTime) -> None:
        self._loop = loop

    async def lookup(self, _host: str) -> Told:
        """Its answer waits for us."""
        await asyncio.sleep(0.1)
        self._loop.hold_up(15.0)
        await asyncio.sleep(0.1)
        return Told(outcome=Failed(reason=Reason.DNS_NXDOMAIN), lasts=5.0)


def told(*resolvers: Silent | Prompt | Broken) -> tuple[list[Attempt[object]], list[Exception]]:
    """What the resolvers told one target of ten seconds, and the defects that were met."""
    defects: list[Exception] = []

    async def main(loop: FreeTime) -> list[Attempt[object]]:
        prober = Prober(
            settings=Settings(),
            gate=Gate(Limits(), clock=loop.time),
            on_defect=lambda _, error: defects.append(error),
            resolvers=resolvers,
            pulse=Pulse(loop.time),
        )
        target = Target(name="t", host="h.test", server_name="h.test", policy=Policy(timeout=10.0))
        errand = prober.begin(target, datetime(2026, 6, 1, tzinfo=UTC))
        asking = (errand.answer(Lookup(resolver)) for resolver in errand.resolvers)
        attempts = await asyncio.gather(*asking)
        await prober.close()
        return [attempt for (attempt,) in attempts]

    return run(main), defects


def test_a_dead_resolver_leaves_half_of_the_time_for_the_addresses() -> None:
    """Of ten seconds, five."""
    (silent, prompt), defects = told(Silent(), Prompt())
    assert silent.outcome == Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
    assert silent.seconds == pytest.approx(5.0, abs=0.1)
    assert prompt.outcome == Failed(reason=Reason.DNS_NXDOMAIN)
    assert prompt.seconds == pytest.approx(0.0, abs=0.1)
    assert not defects


def test_a_defect_of_ours_is_a_failure_of_one_inquiry() -> None:
    """The others are answered."""
    (broken, prompt), defects = told(Broken(), Prompt())
    assert isinstance(broken.outcome, Failed)
    assert broken.outcome.reason is Reason.INTERNAL_ERROR
    assert [repr(defect) for defect in defects] == ["ZeroDivisionError('a defect')"]
    assert prompt.outcome == Failed(reason=Reason.DNS_NXDOMAIN)


def test_time_that_we_lost_at_a_lookup_is_not_taken_from_the_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """This process stood still for fifteen seconds: of ten, five are left."""
    left: list[float] = []

    async def opened(_door: Door, deadline: Deadline, _gate: Gate) -> Failed:
        left.append(deadline.remaining())
        return Failed(reason=Reason.CONNECT_REFUSED)

    async def main(loop: FreeTime) -> None:
        prober = Prober(
            settings=Settings(),
            gate=Gate(Limits(), clock=loop.time),
            on_defect=lambda *_defect: None,
            resolvers=(Late(loop),),
            pulse=Pulse(loop.time),
        )
        target = Target(name="t", host="h.test", server_name="h.test", policy=Policy(timeout=10.0))
        errand = prober.begin(target, datetime(2026, 6, 1, tzinfo=UTC))
        await errand.answer(Lookup(errand.resolvers[0]))
        await errand.answer(Visit(Address(address="192.0.2.1", port=443, role=Role.RESOLVED)))
        await prober.close()

    monkeypatch.setattr(errand_module, "opened", opened)
    run(main)
    assert left == [pytest.approx(5.0, abs=0.1)]
