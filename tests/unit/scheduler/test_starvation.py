"""One silent address takes no turn of any other: the runner, the prober and the gate together."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from exporter.inspection.inspect import inspect
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Connection, Handshake
from exporter.model.inquiry import Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Postponed
from exporter.model.place import Address
from exporter.model.settings import Limits, Settings
from exporter.model.target import Policy, Target
from exporter.probing import errand
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.handshake import HandshakeResult
from exporter.probing.line import Line
from exporter.probing.prober import Prober
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.role import Role
from tests.unit.scheduler.fake_time import START
from tests.unit.scheduler.world import World

# Hours of probes over the same lines, that the tests of each part reach.
pytestmark = pytest.mark.no_cover

SILENT = "203.0.113.9"
HEALTHY = "198.51.100.1"
HANDSHAKE = Handshake(
    protocol=Protocol.TLS1_3,
    cipher="TLS_AES_128_GCM_SHA256",
    group="x25519",
    alpn="h2",
)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


class ScriptedLine(Line):
    """A connection without a socket."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def close(self) -> None:
        """Nothing is to be closed."""

    def say_no_more(self) -> bool:
        """Nobody is there to be told."""
        return False


class NoAppraiser:
    """No certificate is shown."""

    stores = ""

    def appraise(self, *_arguments: Any, **_named: Any) -> Appraisal:
        """Is never asked."""
        raise AssertionError

    def attest(self, *_arguments: Any, **_named: Any) -> None:
        """Is never asked either."""
        raise AssertionError

    def transparency(self, *_arguments: Any, **_more: Any) -> None:
        """Nor are logs."""


class Crowd(World):
    """A world whose probes are real ones, but for the sockets: no answer or a tenth of a second."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__(inspect=self._inspect)
        self.visited: dict[str, list[float]] = {}
        """When each target was visited."""
        self.told: set[str] = set()
        """Targets of which a report said what the visit saw."""
        self.needs: set[str] = set()
        """What the postponed ones needed."""
        self._prober = self.prober()
        patch.setattr(errand, "opened", self._opened)
        patch.setattr(errand, "shake_hands", self._shake_hands)

    def prober(self, *, postpones: bool = True) -> Prober:
        """A real one, with a gate of its own."""
        gate = Gate(Limits(), clock=self.time.clock, call_later=self.time.call_later)
        return Prober(settings=Settings(), gate=gate, on_defect=unexpected, postpones=postpones)

    async def _inspect(self, target: Target, memory: Memory, *, is_forced: bool) -> Memory:
        known = await inspect(
            target,
            memory,
            probe=self._prober.begin(target, NOW),
            appraiser=NoAppraiser,
            now=NOW,
            on_defect=unexpected,
            is_forced=is_forced,
        )
        assert known.report is not None
        ((_, seen),) = known.report.evidence.at_addresses()
        match seen.outcome(Phase.CONNECT):
            case Postponed(needs=needs):
                self.needs.add(needs)
            case _:
                self.told.add(target.name)
        return known

    async def _opened(self, door: Door, *_: Any) -> Line:
        self.visited.setdefault(door.server_name, []).append(self.time.now)
        return ScriptedLine(door)

    async def _shake_hands(self, line: Line, *_: Any) -> HandshakeResult:
        """At the silent address nothing comes in ten seconds."""
        is_silent = line.door.endpoint.address == SILENT
        await self.time.sleep(10.0 if is_silent else 0.1)
        outcome = Failed(reason=Reason.TLS_TIMEOUT) if is_silent else HANDSHAKE
        return HandshakeResult(outcome=outcome, chain=())


def unexpected(target: str, error: Exception) -> None:
    """No defect is met."""
    raise AssertionError(target) from error


def at(address: str, name: str, count: int) -> list[Target]:
    """Targets at one address, due every twenty seconds."""
    policy = Policy(interval=20.0, timeout=10.0, scan_interval=0.0, trust=())
    return [
        Target(
            name=f"{name}{number}",
            host="www.example.com",
            server_name=f"{name}{number}",
            addresses=(address,),
            policy=policy,
        )
        for number in range(count)
    ]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """A world with real probes."""
    return Crowd(monkeypatch)


async def test_healthy_targets_are_on_time_beside_a_silent_address(crowd: Crowd) -> None:
    """Four hundred wait for one address, more than visits may go on; thirty at another are seen."""
    async with crowd.watching([*at(SILENT, "silent", 400), *at(HEALTHY, "healthy", 30)]):
        await crowd.time.advance(100.0)
        assert crowd.runner.is_first_round_complete
    for number in range(30):
        first, *others = crowd.visited[f"healthy{number}"]
        assert first - START < 20.0
        assert len(others) >= 3
        assert [later - earlier for earlier, later in pairwise(others)] == pytest.approx(
            [20.0] * (len(others) - 1), abs=0.5
        )


async def test_those_at_the_silent_address_are_told_as_postponed(crowd: Crowd) -> None:
    """Counted, and with the reason in words."""
    async with crowd.watching(at(SILENT, "silent", 400)):
        await crowd.time.advance(40.0)
        assert len(crowd.store.reports()) == 400
        assert crowd.metric("probes_total", result="failure") == len(crowd.told)
        assert crowd.metric("probes_total", result="postponed") >= 400 - len(crowd.told)
    assert (
        f"a free place at {SILENT}, for which it waited 20 s beside 399 others "
        "(limits.per_host_concurrency is 4)"
    ) in crowd.needs
    assert all(needs.startswith(f"a free place at {SILENT}, for which") for needs in crowd.needs)


async def test_each_at_the_silent_address_has_its_turn_in_the_end(crowd: Crowd) -> None:
    """Not always the same ones: four every ten seconds are ten rounds for forty."""
    async with crowd.watching(at(SILENT, "silent", 40)):
        await crowd.time.advance(130.0)
    assert crowd.told == {f"silent{number}" for number in range(40)}


async def test_a_single_round_waits_for_every_place(crowd: Crowd) -> None:
    """There is no later probe to postpone to: four every ten seconds, beyond any interval."""
    prober = crowd.prober(postpones=False)
    visits = [
        asyncio.ensure_future(
            prober.begin(target, NOW).answer(
                Visit(Address(address=SILENT, port=443, role=Role.RESOLVED))
            )
        )
        for target in at(SILENT, "silent", 20)
    ]
    await crowd.time.advance(50.0)
    assert [(await visit)[0].outcome for visit in visits] == [Connection()] * 20
