"""Judgement beside everything else: what takes long is judged in a thread, so that nothing waits for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.judgement import is_light, judged
from exporter.inspection.judging.lasting import last_by
from exporter.inspection.single_file import InTurn
from exporter.model.evidence import Evidence
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAside:
    """What judges one target at `now` (aware), by the trust stores that there are in the end."""

    target: Target
    appraiser: Callable[[], Appraiser]
    now: datetime
    on_defect: OnDefect
    in_turn: InTurn
    is_forced: bool = False

    async def report(self, evidence: Evidence, memory: Memory) -> Report:
        """The report on the evidence; once more where the trust stores changed meanwhile."""
        while True:
            await self.in_turn()
            appraiser = self.appraiser()
            judge = partial(
                judged,
                self.target,
                evidence,
                memory,
                appraiser=appraiser,
                now=self.now,
                on_defect=self.on_defect,
                is_forced=self.is_forced,
            )
            if is_light(self.target, evidence, last_by(appraiser, memory), self.now):
                return judge()
            report = await asyncio.to_thread(judge)
            if self.appraiser().stores == appraiser.stores:
                return report
