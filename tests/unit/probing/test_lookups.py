"""One lookup serves all who want to know, for as long as its answer lasts."""

import asyncio

import pytest

from exporter.model.evidence import Lookup, RecordSet
from exporter.model.outcome import Failed
from exporter.probing import lookups
from exporter.probing.deadline import Deadline
from exporter.probing.lookups import SharedLookups
from exporter.probing.resolver import Answer, combined
from exporter.words.reason import Reason

ADDRESSES = (RecordSet(rrtype="A", addresses=("192.0.2.1",), ttl=300),)
NXDOMAIN = Failed(reason=Reason.DNS_NXDOMAIN)


class World:
    """A resolver that answers when told to, on a clock that stands still."""

    name = "scripted"

    def __init__(self) -> None:
        self.now = 0.0
        self.questions: list[str] = []
        self.answer: Answer | Exception = Answer(outcome=ADDRESSES, lasts=300.0)
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.shared = SharedLookups(clock=lambda: self.now)

    async def lookup(self, host: str) -> Answer:
        """The scripted answer, once it may be given."""
        self.questions.append(host)
        await self.may_answer.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def ask(self, host: str = "www.example.com", seconds: float = 5.0) -> Lookup:
        """One target's question."""
        deadline = Deadline(seconds, asyncio.get_running_loop().time)
        return await self.shared.lookup(self, host, deadline)


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
    assert {found.answer for found in answers} == {ADDRESSES}
    assert world.questions == ["www.example.com"]


@pytest.mark.parametrize(("answer", "lasts"), [(ADDRESSES, 300.0), (NXDOMAIN, 60.0)])
async def test_an_answer_lasts_for_its_time_to_live(
    world: World, answer: tuple[RecordSet, ...] | Failed, lasts: float
) -> None:
    """Whether it is an answer or a failure."""
    world.answer = Answer(outcome=answer, lasts=lasts)
    await world.ask()
    world.now = lasts - 0.1
    assert (await world.ask()).answer == answer
    assert len(world.questions) == 1
    world.now = lasts
    await world.ask()
    assert len(world.questions) == 2


async def test_an_answer_without_a_time_to_live_is_not_remembered(world: World) -> None:
    """Each question is asked anew."""
    world.answer = Answer(outcome=ADDRESSES, lasts=0.0)
    await world.ask()
    await world.ask()
    assert len(world.questions) == 2


async def test_one_who_gives_up_does_not_end_the_lookup_for_others(world: World) -> None:
    """The impatient one gets a time-out, the patient one the answer."""
    world.may_answer.clear()
    patient = asyncio.ensure_future(world.ask())
    impatient = await world.ask(seconds=0.0)
    world.may_answer.set()
    assert impatient.answer == Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
    assert (await patient).answer == ADDRESSES
    assert len(world.questions) == 1


async def test_a_defect_in_a_resolver_is_an_internal_error(world: World) -> None:
    """It is told to nobody later."""
    world.answer = ZeroDivisionError("a defect")
    failed = (await world.ask()).answer
    assert isinstance(failed, Failed)
    assert failed.reason is Reason.INTERNAL_ERROR
    world.answer = Answer(outcome=ADDRESSES, lasts=1.0)
    assert (await world.ask()).answer == ADDRESSES


async def test_the_memory_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest answer goes first."""
    monkeypatch.setattr(lookups, "MOST_ANSWERS", 2)
    for host in ("a", "b", "c", "a"):
        await world.ask(host)
    assert world.questions == ["a", "b", "c", "a"]
    await world.ask("c")
    assert world.questions[-1] == "a"


async def test_closing_ends_lookups_under_way(world: World) -> None:
    """Nothing goes on after the probes have ended."""
    world.may_answer.clear()
    asking = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0)
    await world.shared.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


def failure(reason: Reason) -> Answer:
    """A record type that failed."""
    return Answer(outcome=Failed(reason=reason), lasts=5.0)


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


def test_one_record_type_is_enough() -> None:
    """A name with IPv4 only is no failure, and its answer lasts as long as the shorter one."""
    both = combined((Answer(outcome=ADDRESSES, lasts=300.0), failure(Reason.DNS_NO_ADDRESS)))
    assert both == Answer(outcome=ADDRESSES, lasts=5.0)
