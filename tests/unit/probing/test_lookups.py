"""One lookup serves all who want to know, for as long as its answer lasts."""

import asyncio
from dataclasses import replace

import pytest

from exporter.model.dns import Answer, RecordSet
from exporter.model.outcome import Failed
from exporter.model.settings import Limits
from exporter.probing.deadline import Deadline
from exporter.probing.gate import Gate
from exporter.probing.lookups import SharedLookups
from exporter.probing.pulse import Pulse
from exporter.probing.told import Told, combined
from exporter.words.reason import Reason
from tests.unit.probing.free_time import FreeTime, run
from tests.unit.probing.nothing_beside import nothing_beside
from tests.unit.scheduler.fake_time import FakeTime, settled

ADDRESSES = Answer(records=(RecordSet(rrtype="A", addresses=("192.0.2.1",), ttl=300),))
NXDOMAIN = Failed(reason=Reason.DNS_NXDOMAIN)


class World:
    """A resolver that answers when told to, on a clock that stands still."""

    name = "scripted"
    beside = nothing_beside()

    def __init__(self) -> None:
        self.now = 0.0
        self.questions: list[str] = []
        self.answer: Told | Exception = Told(outcome=ADDRESSES, lasts=300.0)
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.pulse = Pulse(lambda: self.now)
        self.time = FakeTime(0.0)
        self.gate = Gate(
            Limits(concurrency=2), clock=self.time.clock, call_later=self.time.call_later
        )
        self.resolver: list[str] = []
        """Whether it was of use, each time that it was asked."""
        self.defects: list[tuple[str, Exception]] = []
        self.shared = self.new_lookups()

    def new_lookups(self) -> SharedLookups:
        """With nothing remembered yet."""
        return SharedLookups(
            self.gate,
            pulse=self.pulse,
            on_defect=lambda host, error: self.defects.append((host, error)),
            on_resolver=lambda resolver, *, is_up: self.resolver.append(f"{resolver} {is_up}"),
        )

    async def lookup(self, host: str) -> Told:
        """The scripted answer, once it may be given."""
        self.questions.append(host)
        await self.may_answer.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def ask(
        self, host: str = "www.example.com", seconds: float = 5.0, patience: float = 60.0
    ) -> Answer | Failed:
        """One target's question."""
        deadline = Deadline(seconds, self.pulse)
        return (await self.shared.lookup(self, host, deadline, patience=patience)).outcome


@pytest.fixture
async def world() -> World:
    """A resolver that answers at once."""
    return World()


async def test_many_who_ask_together_cause_one_question(world: World) -> None:
    """A thousand targets of one name are one lookup."""
    world.may_answer.clear()
    asking = [asyncio.ensure_future(world.ask()) for _ in range(1000)]
    await asyncio.sleep(0)
    world.may_answer.set()
    answers = await asyncio.gather(*asking)
    assert set(answers) == {ADDRESSES}
    assert world.questions == ["www.example.com"]


@pytest.mark.parametrize(("answer", "lasts"), [(ADDRESSES, 300.0), (NXDOMAIN, 60.0)])
async def test_an_answer_lasts_for_its_time_to_live(
    world: World, answer: Answer | Failed, lasts: float
) -> None:
    """Whether it is an answer or a failure."""
    world.answer = Told(outcome=answer, lasts=lasts)
    await world.ask()
    world.now = lasts - 0.1
    assert await world.ask() == answer
    assert len(world.questions) == 1
    world.now = lasts
    await world.ask()
    assert len(world.questions) == 2


async def test_a_resolver_is_of_no_use_when_no_name_has_a_usable_answer(world: World) -> None:
    """Its silence about one of several names may be that name's fault; that a name does not exist is an answer."""
    silence = Told(outcome=Failed(reason=Reason.DNS_TIMEOUT), lasts=5.0)
    for host, said in (
        ("a", Told(outcome=NXDOMAIN, lasts=30.0)),
        ("b", silence),
        ("c", Told(outcome=Failed(reason=Reason.STARVED), lasts=0.0)),
    ):
        world.answer = said
        await world.ask(host)
    assert world.resolver == ["scripted True", "scripted True"]
    world.now = 31.0
    world.answer = silence
    await world.ask("a")
    assert world.resolver[2:] == ["scripted False"]
    world.answer = Told(outcome=ADDRESSES, lasts=300.0)
    await world.ask("b")
    assert world.resolver[3:] == ["scripted True"]


@pytest.mark.parametrize("lasts", [300.0, 0.0])
async def test_names_that_nobody_asks_for_any_more_say_nothing_of_a_resolver(
    world: World, lasts: float
) -> None:
    """What is forgotten after a quarter of an hour speaks for nobody, with a time to live of 0 as well."""
    world.answer = Told(outcome=ADDRESSES, lasts=lasts)
    await world.ask("a")
    world.now = 901.0
    world.answer = Told(outcome=Failed(reason=Reason.DNS_REFUSED), lasts=5.0)
    await world.ask("b")
    assert world.resolver == ["scripted True", "scripted False"]


async def test_an_answer_without_a_time_to_live_is_not_remembered(world: World) -> None:
    """Each question is asked anew."""
    world.answer = Told(outcome=ADDRESSES, lasts=0.0)
    await world.ask()
    await world.ask()
    assert len(world.questions) == 2


async def test_one_who_gives_up_does_not_end_the_lookup_for_others(world: World) -> None:
    """The impatient one gets a time-out, the patient one the answer."""
    world.may_answer.clear()
    patient = asyncio.ensure_future(world.ask())
    impatient = await world.ask(seconds=0.0)
    world.may_answer.set()
    assert impatient == Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
    assert await patient == ADDRESSES
    assert len(world.questions) == 1


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Reason.DNS_TIMEOUT, Reason.STARVED),
        (Reason.DNS_NXDOMAIN, Reason.DNS_NXDOMAIN),
    ],
)
async def test_a_silence_while_we_were_held_up_is_not_the_resolvers(
    world: World, found: Reason, told: Reason
) -> None:
    """A word of it counts, however late we read it; silence is not told to others."""
    world.answer = Told(outcome=Failed(reason=found), lasts=60.0)
    world.may_answer.clear()
    asking = asyncio.ensure_future(world.ask())
    for _ in range(2):  # until the question has been asked
        await asyncio.sleep(0)
    world.now += 8.0
    world.may_answer.set()
    failed = await asking
    assert isinstance(failed, Failed)
    assert failed.reason is told
    await world.ask()
    assert len(world.questions) == (2 if told is Reason.STARVED else 1)


def test_one_who_was_held_up_does_not_blame_the_resolver() -> None:
    """Nor does he wait for longer than the time that is given back; an answer counts."""

    async def main(loop: FreeTime, answer_after: float) -> tuple[Answer | Failed, float]:
        world = World()
        world.pulse = Pulse(loop.time)
        world.shared = world.new_lookups()
        world.may_answer.clear()
        loop.call_later(1.0, loop.hold_up, 8.0)
        loop.call_later(answer_after, world.may_answer.set)
        found = await world.ask()
        await world.shared.close()
        return found, loop.now - 1000.0

    late, _ = run(lambda loop: main(loop, 9.5))
    assert late == ADDRESSES
    never, seconds = run(lambda loop: main(loop, 100.0))
    assert isinstance(never, Failed)
    assert never.reason is Reason.STARVED
    assert seconds == pytest.approx(10.0, abs=0.3)


async def test_lookups_under_way_are_bounded_and_waiting_is_not_charged(world: World) -> None:
    """The third of three names has all of its time left when its turn comes."""
    world.may_answer.clear()
    asking = [asyncio.ensure_future(world.ask(host)) for host in ("a", "b")]
    await settled()
    third = asyncio.ensure_future(world.ask("c"))
    await settled()
    assert world.questions == ["a", "b"]
    world.now = 4.9
    world.may_answer.set()
    await asyncio.gather(*asking)
    assert await third == ADDRESSES
    assert world.questions == ["a", "b", "c"]


async def test_a_lookup_without_a_turn_blames_nobody(world: World) -> None:
    """It is the exporter that had no place for it; the next one is asked anew."""
    world.may_answer.clear()
    asking = [asyncio.ensure_future(world.ask(host)) for host in ("a", "b")]
    await settled()
    third = asyncio.ensure_future(world.ask("c", patience=20.0))
    await world.time.advance(20.0)
    assert await third == Failed(
        reason=Reason.STARVED,
        detail="not asked: it needed a free place at resolver scripted, for which it waited 20 s "
        "beside 2 others (limits.concurrency is 2)",
    )
    world.may_answer.set()
    await asyncio.gather(*asking)
    assert await world.ask("c") == ADDRESSES


async def test_each_who_waits_has_a_patience_of_its_own(world: World) -> None:
    """Who came first and gives up soon takes nothing from those who wait on, nor does a late one."""
    world.may_answer.clear()
    asking = [asyncio.ensure_future(world.ask(host)) for host in ("a", "b")]
    await settled()
    hasty = asyncio.ensure_future(world.ask("c", patience=5.0))
    await settled()
    patient = asyncio.ensure_future(world.ask("c", patience=60.0))
    await settled()
    await world.time.advance(5.0)
    failed = await hasty
    assert isinstance(failed, Failed)
    assert failed.reason is Reason.STARVED
    late = asyncio.ensure_future(world.ask("c", patience=1.0))
    await settled()
    await world.time.advance(6.0)
    assert isinstance(await late, Failed)
    world.may_answer.set()
    await asyncio.gather(*asking)
    assert await patient == ADDRESSES
    assert world.questions == ["a", "b", "c"]


async def test_a_defect_in_a_resolver_is_an_internal_error(world: World) -> None:
    """It is told to nobody later, but to who keeps the log."""
    defect = world.answer = ZeroDivisionError("a defect")
    failed = await world.ask()
    assert isinstance(failed, Failed)
    assert failed.reason is Reason.INTERNAL_ERROR
    assert world.defects == [("www.example.com", defect)]
    world.answer = Told(outcome=ADDRESSES, lasts=1.0)
    assert await world.ask() == ADDRESSES


async def test_names_that_nobody_asks_for_are_forgotten(world: World) -> None:
    """A quarter of an hour after the last who wanted to know; so targets bound the memory."""
    world.answer = Told(outcome=ADDRESSES, lasts=10_000.0)
    for host in ("often", "once"):
        await world.ask(host)
    for world.now in (600.0, 899.0):
        await world.ask("often")
    world.now = 900.0
    await world.ask("new")
    assert world.questions == ["often", "once", "new"]
    for host in ("often", "once"):
        await world.ask(host)
    assert world.questions == ["often", "once", "new", "once"]


async def test_closing_ends_lookups_under_way(world: World) -> None:
    """Nothing goes on after the probes have ended."""
    world.may_answer.clear()
    asking = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0)
    await world.shared.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


def failure(reason: Reason) -> Told:
    """A record type that failed."""
    return Told(outcome=Failed(reason=reason), lasts=5.0)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (Reason.DNS_NO_ADDRESS, Reason.DNS_NO_ADDRESS, Reason.DNS_NO_ADDRESS),
        (Reason.DNS_NO_ADDRESS, Reason.DNS_NXDOMAIN, Reason.DNS_NXDOMAIN),
        (Reason.DNS_SERVFAIL, Reason.DNS_NO_ADDRESS, Reason.DNS_SERVFAIL),
        (Reason.DNS_NXDOMAIN, Reason.DNS_TIMEOUT, Reason.DNS_TIMEOUT),
    ],
)
def test_of_two_failures_the_graver_counts(first: Reason, second: Reason, reason: Reason) -> None:
    """No answer at all outweighs the answer that there is nothing."""
    outcome = combined((failure(first), failure(second))).outcome
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason


@pytest.mark.parametrize(
    ("reason", "unanswered"),
    [
        (Reason.DNS_NO_ADDRESS, ()),
        (Reason.DNS_NXDOMAIN, ()),
        (Reason.DNS_SERVFAIL, ("AAAA",)),
        (Reason.DNS_TIMEOUT, ("AAAA",)),
        (Reason.STARVED, ("AAAA",)),
    ],
)
def test_one_record_type_is_enough(reason: Reason, unanswered: tuple[str, ...]) -> None:
    """A name with IPv4 only is no failure; but what was not said of the other is noted.

    The answer lasts as long as the shorter one.
    """
    both = combined((Told(outcome=ADDRESSES, lasts=300.0), failure(reason)))
    assert both == Told(outcome=replace(ADDRESSES, unanswered=unanswered), lasts=5.0)
