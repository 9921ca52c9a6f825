"""Answers shared: one lookup for all targets of a name, until its time to live has passed."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol, TypeAlias

from exporter.model.outcome import Failed
from exporter.probing.beside import RecordsBeside
from exporter.probing.deadline import Deadline
from exporter.probing.failures import ending_failure, internal_failure, is_shortage, lookup_failure
from exporter.probing.gate import Gate
from exporter.probing.places import NoPlace
from exporter.probing.pulse import TOLERATED, Pulse
from exporter.probing.told import Told
from exporter.words.ending import Starved
from exporter.words.reason import OF_OUR_OWN, OF_THE_RESOLVER, Reason

LONGEST_UNASKED = 900.0
"""Seconds after which an answer that nobody asked for again is forgotten."""
LookupQuestion: TypeAlias = tuple[str, str]
"""A resolver's name, and a host."""


class AddressResolver(Protocol):
    """What is asked: `exporter.probing.resolver.Resolver`, or a script in tests."""

    name: str
    beside: RecordsBeside

    async def lookup(self, host: str) -> Told:
        """The addresses of `host`; never raises for what the network does."""
        ...


class OnResolver(Protocol):
    """Is told whether a resolver is of use, each time that it was asked."""

    def __call__(self, resolver: str, *, is_up: bool) -> None:
        """By the resolver's name."""
        ...


def nobody_asks(resolver: str, *, is_up: bool) -> None:
    """Where it is of no concern whether a resolver is of use."""
    del resolver, is_up


@dataclass(slots=True)
class RememberedAnswer:
    """What was told and when, the instant until which it may be told to others, and when it last was."""

    told: Told
    since: float
    until: float
    asked_at: float


@dataclass(frozen=True, slots=True)
class LookupUnderWay:
    """A lookup for all who want to know, and whether its turn has come."""

    told: asyncio.Task[Told]
    is_asked: asyncio.Event


class SharedLookups:
    """Asks each resolver once for a name that many want to know, as the gate lets it.

    It remembers what the targets ask for at present: their number bounds it.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        pulse: Pulse,
        on_defect: Callable[[str, Exception], None],
        on_resolver: OnResolver,
    ) -> None:
        """`on_defect` is told the host and what nobody expected."""
        self._on_resolver = on_resolver
        self._useful: defaultdict[str, set[str]] = defaultdict(set)
        """By resolver, the names about which it gave a usable answer when last asked."""
        self._gate = gate
        self._on_defect = on_defect
        self._pulse = pulse
        self._clock = pulse.clock
        self._remembered: OrderedDict[LookupQuestion, RememberedAnswer] = OrderedDict()
        """The answer that was asked for longest ago comes first."""
        self._asking: dict[LookupQuestion, LookupUnderWay] = {}

    async def lookup(
        self,
        resolver: AddressResolver,
        host: str,
        deadline: Deadline,
        *,
        https_port: int | None = None,
        patience: float = inf,
    ) -> Told:
        """What `resolver` says of `host`, asked now or told from memory, and of its site at a port of HTTPS.

        Waiting until it may be asked, `patience` (seconds) at most, is not charged to the deadline:
        both are those of whoever asks, though many wait for the same answer.
        """
        told = await self._addresses(resolver, host, deadline, patience)
        if not told.name:
            return told
        try:
            beside = await resolver.beside.of(told.name, https_port)
        except Exception as error:  # noqa: BLE001 - a defect there must not cost the addresses
            self._met(host, error)
            return told
        return replace(told, beside=(*told.beside, *beside))

    async def _addresses(
        self, resolver: AddressResolver, host: str, deadline: Deadline, patience: float
    ) -> Told:
        key = (resolver.name, host)
        if known := self._known(key):
            return known
        asking = self._asking.get(key) or self._begun(resolver, key)
        try:
            with deadline.paused():
                await self._gate.lookup_turn(resolver.name, asking.is_asked, patience=patience)
        except NoPlace as error:
            return untold(
                Failed(reason=Reason.STARVED, detail=f"not asked: it needed {error.needs}")
            )
        while not asking.told.done() and (seconds := deadline.remaining()):
            await asyncio.wait((asking.told,), timeout=seconds)  # others may wait for the same one
        if asking.told.done():
            return asking.told.result()
        return untold(starved(deadline.lost()) or lookup_failure(TimeoutError()))

    async def close(self) -> None:
        """Ends the lookups under way."""
        under_way = tuple(asking.told for asking in self._asking.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _known(self, key: LookupQuestion) -> Told | None:
        now = self._clock()
        known = self._remembered.get(key)
        if known is None or now >= known.until:
            return None
        known.asked_at = now
        self._remembered.move_to_end(key)
        return known.told.aged(now - known.since)

    def _begun(self, resolver: AddressResolver, key: LookupQuestion) -> LookupUnderWay:
        is_asked = asyncio.Event()
        told = asyncio.ensure_future(self._ask(resolver, key, is_asked))
        told.add_done_callback(lambda _: is_asked.set())  # however it ended
        asking = self._asking[key] = LookupUnderWay(told, is_asked)
        return asking

    async def _ask(
        self, resolver: AddressResolver, key: LookupQuestion, is_asked: asyncio.Event
    ) -> Told:
        _, host = key
        try:
            async with self._gate.lookup_place(resolver.name):
                is_asked.set()
                told = await self._told(resolver, host)
        except Exception as error:  # noqa: BLE001 - a defect must not reach all who wait
            self._met(host, error)
            told = untold(internal_failure(error))
        finally:
            del self._asking[key]
        self._remember(key, told)
        self._judge_resolver(resolver.name, host, told)
        return told

    async def _told(self, resolver: AddressResolver, host: str) -> Told:
        lost_before = self._pulse.lost()
        with self._pulse.felt():
            told = await resolver.lookup(host)
            return fairly(told, lost=self._pulse.lost() - lost_before)

    def _met(self, host: str, error: Exception) -> None:
        if not is_shortage(error):
            self._on_defect(host, error)

    def _remember(self, key: LookupQuestion, told: Told) -> None:
        now = self._clock()
        self._remembered[key] = RememberedAnswer(
            told, since=now, until=now + told.lasts, asked_at=now
        )
        self._remembered.move_to_end(key)
        while self._remembered:
            name, oldest = next(iter(self._remembered.items()))
            if now < oldest.asked_at + LONGEST_UNASKED:
                break
            self._remembered.popitem(last=False)
            self._useful[name[0]].discard(name[1])

    def _judge_resolver(self, resolver: str, host: str, told: Told) -> None:
        """Tells whether the resolver is of use: its silence about one name may be that name's fault."""
        outcome, useful = told.outcome, self._useful[resolver]
        if isinstance(outcome, Failed) and outcome.reason in OF_OUR_OWN:
            return
        if isinstance(outcome, Failed) and outcome.reason in OF_THE_RESOLVER:
            useful.discard(host)
        else:
            useful.add(host)
        self._on_resolver(resolver, is_up=bool(useful))


def untold(failed: Failed) -> Told:
    """A failure that is that of who asked alone."""
    return Told(outcome=failed, lasts=0.0)


def fairly(told: Told, *, lost: float) -> Told:
    """The answer; a time-out while this process was held up is not told to others."""
    outcome = told.outcome
    is_silence = isinstance(outcome, Failed) and outcome.reason is Reason.DNS_TIMEOUT
    held_up = starved(lost) if is_silence else None
    return untold(held_up) if held_up else told


def starved(lost: float) -> Failed | None:
    """The failure of our own, where this process was held up for long enough."""
    return ending_failure(Starved(lost)) if lost > TOLERATED else None
