"""A look that saw what the last one saw comes to what it would if all of it were gone through."""

from datetime import datetime
from operator import attrgetter, is_

import pytest

import exporter.inspection.inspect as inspecting
from exporter.inspection.dossier import Dossier
from exporter.inspection.inspect import Probe
from exporter.inspection.judging.appraiser import Appraiser
from exporter.inspection.judging.aside import JudgeAside
from exporter.inspection.same_look import after_same_look
from exporter.model.memory import Memory

PARTS = attrgetter("chains", "ladder", "clients", "alternates", "remembered", "file_chains")
"""Of a report, which are rendered again only where they are other objects."""


def compare_same_looks(patch: pytest.MonkeyPatch) -> None:
    """From now on every look is gone through, and compared where that would be spared."""
    spared: dict[int, Memory] = {}
    gone_through = inspecting.gone_through

    def noted(dossier: Dossier, seconds: float, now: datetime, appraiser: Appraiser) -> None:
        if found := after_same_look(dossier, seconds, now, appraiser):
            spared[id(dossier)] = found

    async def compared(
        dossier: Dossier, seconds: float, probe: Probe, judge: JudgeAside, now: datetime
    ) -> Memory:
        memory = await gone_through(dossier, seconds, probe, judge, now)
        if found := spared.pop(id(dossier), None):
            # Fields that do not count for comparisons are told by the text alone.
            assert (found, repr(found)) == (memory, repr(memory))
            assert all(map(is_, PARTS(found.report), PARTS(memory.report)))
        return memory

    patch.setattr(inspecting, "after_same_look", noted)
    patch.setattr(inspecting, "gone_through", compared)
