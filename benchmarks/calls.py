"""Calls of functions that each kind of probe takes: the same on a busy machine as on one at rest.

Built-in functions count as well. Each figure is of one target after others, so that what all share
(contexts, roots, the intermediate) is there already. Rendering counts, scrapes do not; uvloop drives
the event loop, as in `serve`.

Run: python -m benchmarks.calls [--functions 30]
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.fleet import Fleet, running_fleet
from benchmarks.processes import installed
from exporter.app.clock import utc_now
from exporter.app.equipment import Equipment
from exporter.config.load import load_settings
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.scheduler.store import Store
from exporter.views.rendering import render_target
from tests.real.programs.exporter import write_configuration

TARGETS = 12
SHARED = 4
"""Targets that are probed before those that count."""
INTERVAL = timedelta(seconds=40)
"""From one probe to the next: while judgements hold."""


@dataclass(slots=True)
class Tally:
    """Which functions were called, and how often, while it counts."""

    calls: Counter[str] = field(default_factory=Counter)

    def note(self, frame: FrameType, event: str, argument: object) -> None:
        """What `sys.setprofile` tells."""
        if event == "call":
            code = frame.f_code
            self.calls[f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_name}"] += 1
        elif event == "c_call":
            self.calls[getattr(argument, "__qualname__", repr(argument))] += 1


class Bench:
    """A few targets that are probed when the benchmark says so, at the time that it chooses."""

    def __init__(self, settings: Settings) -> None:
        self._targets = settings.targets
        self._store = Store(render_target)
        self.now = utc_now()
        self._equipment = Equipment(settings, clock=self._clock, on_defect=raised)

    async def round(self) -> Counter[str]:
        """The calls for all targets that count, each probed once after the others."""
        tally = Tally()
        for target in self._targets[:SHARED]:
            await self._probed(target)
        for target in self._targets[SHARED:]:
            sys.setprofile(tally.note)
            try:
                await self._probed(target)
            finally:
                sys.setprofile(None)
        return tally.calls

    async def close(self) -> None:
        """End what is under way."""
        await self._equipment.close()

    async def _probed(self, target: Target) -> None:
        memory = await self._equipment.inspect(target, self._store.memory(target.name))
        assert memory.report is not None, target.name
        self._store.put(memory, memory.report)

    def _clock(self) -> datetime:
        return self.now


def raised(target: str, error: Exception) -> None:
    """No defect is passed over."""
    raise AssertionError(target) from error


async def first_and_third(settings: Settings) -> tuple[Counter[str], Counter[str]]:
    """What a first probe takes, and what the third, to which nothing is new."""
    bench = Bench(settings)
    rounds = []
    for _ in range(3):
        rounds.append(await bench.round())
        bench.now += INTERVAL
    await bench.close()
    return rounds[0], rounds[-1]


def counts(fleet: Fleet, folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    """The calls of each kind of probe; a scan that is done at one go confirms the one before in the third."""
    kinds = {
        "0s": ("first probe", "warm probe"),
        "20s": ("first probe with a scan", "probe with a later scan"),
    }
    for scan_interval, names in kinds.items():
        file = folder / "calls.yml"
        write_configuration(file, fleet.configuration(scan_interval=scan_interval))
        yield from zip(names, uvloop.run(first_and_third(load_settings(file))), strict=True)


def main() -> None:
    """Prints the calls of one probe of each kind, and the functions that are called most."""
    parser = argparse.ArgumentParser(description="calls of functions per probe")
    parser.add_argument("--functions", type=int, default=0, help="how many to name")
    most = parser.parse_args().functions
    view = Table("one target", "calls")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_fleet(installed("nginx"), Path(folder), TARGETS) as fleet,
    ):
        for kind, calls in counts(fleet, Path(folder)):
            view.add_row(kind, f"{calls.total() / (TARGETS - SHARED):.0f}")
            for name, number in calls.most_common(most):
                view.add_row(f"  {name}", f"{number / (TARGETS - SHARED):.1f}")
    Console().print(view)


if __name__ == "__main__":
    main()
