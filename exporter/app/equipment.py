"""What inspects and judges targets by the settings of the present."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from exporter.inspection.inspect import inspect
from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.aside import JudgeAside
from exporter.inspection.judging.judgement import judged_again
from exporter.inspection.single_file import SingleFile
from exporter.inspection.turn import next_turn, take_turn
from exporter.model.memory import Memory
from exporter.model.settings import Settings, TrustAnchors
from exporter.model.target import Target
from exporter.model.transparency import LogList
from exporter.probing.files.configurations import Configurations
from exporter.probing.gate import Gate
from exporter.probing.lookups import OnResolver, nobody_asks
from exporter.probing.prober import Prober
from exporter.x509.appraiser import Appraiser as ChainAppraiser
from exporter.x509.trust_store import trust_store

LOGGER = logging.getLogger(__name__)


class Equipment:
    """A gate, a prober and an appraiser, which follow the settings."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        on_defect: OnDefect,
        configurations: Configurations | None = None,
        on_resolver: OnResolver = nobody_asks,
        postpones: bool = True,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._on_defect = on_defect
        self._configurations = configurations
        self._on_resolver = on_resolver
        self._postpones = postpones
        self._single_file = SingleFile()
        self._gate = Gate(settings.limits, clock=time.monotonic)
        self._prober = self._prober_of(settings)
        self._appraiser = appraiser_of(settings.trust_stores, settings.ct_log_list)

    async def obey(self, settings: Settings) -> bool:
        """Work by these from now on; whether other certificates are trusted than before.

        A trust store that is refused leaves everything as it is.
        """
        before, trusted = self._settings, self._appraiser.stores
        is_new = settings.trust_stores != before.trust_stores
        if is_new or settings.ct_log_list != before.ct_log_list:
            # In a thread: a thousand roots take a second.
            self._appraiser = await asyncio.to_thread(
                appraiser_of, settings.trust_stores, settings.ct_log_list
            )
        self._settings = settings
        self._gate.obey(settings.limits)
        if settings.resolvers != before.resolvers:
            retired, self._prober = self._prober, self._prober_of(settings)
            await retired.retire()
        return self._appraiser.stores != trusted

    async def close(self) -> None:
        """Close, once the last inspection is over."""
        await self._prober.retire()

    async def inspect(self, target: Target, memory: Memory, *, is_forced: bool = False) -> Memory:
        """The memory of a target with a report of the present."""
        now = self._clock()
        async with self._prober as prober:
            return await inspect(
                target,
                memory,
                probe=prober.begin(target, now, is_forced=is_forced),
                appraiser=lambda: self._appraiser,
                now=now,
                on_defect=self._on_defect,
                in_turn=self._single_file.turn,
                is_forced=is_forced,
            )

    def next_turn(self, target: Target, memory: Memory, now: datetime) -> datetime | None:
        """When one of a target's scans may ask its next question; None while none is under way."""
        return next_turn(target, memory, now)

    async def take_turn(self, target: Target, memory: Memory) -> Memory:
        """The memory of a target with one answer more for each scan whose turn it is."""
        now = self._clock()
        async with self._prober as prober:
            return await take_turn(
                target,
                memory,
                probe=prober.begin(target, now),
                appraiser=lambda: self._appraiser,
                now=now,
                on_defect=self._on_defect,
                in_turn=self._single_file.turn,
            )

    def judge(self, target: Target, memory: Memory) -> Memory | None:
        """The memory of a target with its evidence judged again; None where that takes long."""
        now, on_defect = self._clock(), self._on_defect
        return judged_again(target, memory, appraiser=self._appraiser, now=now, on_defect=on_defect)

    async def judge_aside(self, target: Target, memory: Memory) -> Memory:
        """The same where it takes long, in a thread."""
        if memory.report is None:
            return memory
        judge = JudgeAside(
            target=target,
            appraiser=lambda: self._appraiser,
            now=self._clock(),
            on_defect=self._on_defect,
            in_turn=self._single_file.turn,
        )
        return memory.with_report(await judge.report(memory.report.evidence, memory))

    def _prober_of(self, settings: Settings) -> "ProberInUse":
        """A prober; what it hears of resolvers when it is retired concerns nobody any more."""

        def heard(resolver: str, *, is_up: bool) -> None:
            if made is self._prober:
                self._on_resolver(resolver, is_up=is_up)

        prober = Prober(
            settings=settings,
            gate=self._gate,
            on_defect=self._on_defect,
            configurations=self._configurations,
            on_resolver=heard,
            postpones=self._postpones,
        )
        made = ProberInUse(prober)
        return made


class ProberInUse:
    """A prober that is closed when it is retired and no longer in use: a context for each inspection."""

    def __init__(self, prober: Prober) -> None:
        self._prober = prober
        self._users = 0
        self._is_retired = False

    async def __aenter__(self) -> Prober:
        self._users += 1
        return self._prober

    async def __aexit__(self, *_: object) -> None:
        self._users -= 1
        await self._close_after_use()

    async def retire(self) -> None:
        """Close, once the last inspection is over."""
        self._is_retired = True
        await self._close_after_use()

    async def _close_after_use(self) -> None:
        if self._is_retired and not self._users:
            await self._prober.close()


def appraiser_of(stores: tuple[TrustAnchors, ...], logs: LogList | None = None) -> Appraiser:
    """What judges chains by these trust stores and logs; what stores cannot hold is logged."""
    for store in stores:
        for certificate in store.passed_over:
            LOGGER.warning(
                "root certificate passed over",
                extra={"trust_store": store.name, "problem": certificate},
            )
    return ChainAppraiser(map(trust_store, stores), timer=time.monotonic, logs=logs)
