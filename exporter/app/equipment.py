"""What inspects targets by the resolvers of one configuration, and judges by its trust stores."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from exporter.inspection.inspect import inspect
from exporter.inspection.judgement import Appraiser, OnDefect
from exporter.inspection.turn import take_turn
from exporter.model.memory import Memory
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from exporter.x509.appraiser import Appraiser as ChainAppraiser
from exporter.x509.trust_store import trust_store

LOGGER = logging.getLogger(__name__)


class Equipment:
    """A prober that is closed when it is retired and no longer in use."""

    def __init__(
        self,
        settings: Settings,
        *,
        gate: Gate,
        appraiser: Callable[[], Appraiser],
        clock: Callable[[], datetime],
        on_defect: OnDefect,
        postpones: bool = True,
    ) -> None:
        """`appraiser` gives the one of the present, which a reload may change."""
        self._prober = Prober(
            settings=settings, gate=gate, on_defect=on_defect, postpones=postpones
        )
        self._appraiser = appraiser
        self._on_defect = on_defect
        self._clock = clock
        self._inspections = 0
        self._is_retired = False

    async def inspect(self, target: Target, memory: Memory, *, is_forced: bool = False) -> Memory:
        """The memory of a target with a report of the present."""
        now = self._clock()
        async with self._in_use():
            return await inspect(
                target,
                memory,
                probe=self._prober.begin(target, now),
                appraiser=self._appraiser,
                now=now,
                on_defect=self._on_defect,
                is_forced=is_forced,
            )

    async def take_turn(self, target: Target, memory: Memory) -> Memory:
        """The memory of a target with one answer more for each scan whose turn it is."""
        now = self._clock()
        async with self._in_use():
            probe = self._prober.begin(target, now)
            return await take_turn(
                target,
                memory,
                probe=probe,
                appraiser=self._appraiser,
                now=now,
                on_defect=self._on_defect,
            )

    @asynccontextmanager
    async def _in_use(self) -> AsyncIterator[None]:
        self._inspections += 1
        try:
            yield
        finally:
            self._inspections -= 1
            if self._is_retired:
                await self._close_after_use()

    async def retire(self) -> None:
        """Close, once the last inspection is over."""
        self._is_retired = True
        await self._close_after_use()

    async def _close_after_use(self) -> None:
        if not self._inspections:
            await self._prober.close()


def appraiser_of(settings: Settings) -> Appraiser:
    """What judges chains by the trust stores of the settings; what they cannot hold is logged."""
    stores = tuple(map(trust_store, settings.trust_stores))
    for store in stores:
        for certificate in store.passed_over:
            LOGGER.warning(
                "root certificate passed over",
                extra={"trust_store": store.name, "problem": certificate},
            )
    return ChainAppraiser(stores, timer=time.monotonic)
