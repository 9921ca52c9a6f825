"""What a scrape of 20,000 targets costs everybody else: how long the event loop stands still, and memory.

Run it with `python -m benchmarks.large_scrape`; it ends with status 1 when a budget is broken. All
reports are one with other names, rendered each on its own.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from zlib import compress

import uvloop
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from benchmarks.exposition import report
from exporter.model.memory import Memory
from exporter.scheduler.store import Store
from exporter.server.routes import application
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.rendering import RenderedReport, render_target
from tests.deployments import NOW
from tests.integration.server.scripted import ScriptedWatch

TARGETS = 20_000
ROUNDS = 3
TICK = 0.001
LONGEST_STALL = 20.0
"""Milliseconds."""
MOST_MEMORY = 100.0
"""MiB."""
READER = """
import sys, time, urllib.request
input()
asked = urllib.request.Request(sys.argv[1], headers={"Accept-Encoding": sys.argv[2]})
with urllib.request.urlopen(asked) as answer:
    size = 0
    while data := answer.read(1 << 16):
        size += len(data)
        time.sleep(float(sys.argv[3]))
print(size)
"""
"""A process of its own, which begins when it is told to: neither its start nor its work counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What happened meanwhile."""

    seconds: float
    cpu: float
    stall: float
    """The longest time that the loop let a task wait beyond what it had asked for, in ms.

    Of each wait, only as much counts as this process computed meanwhile, all its threads together: the
    rest is other programs' doing.
    """
    memory: float
    """MiB more at the peak than at the beginning."""
    size: float
    """MB sent."""

    @property
    def is_within(self) -> bool:
        """Whether the budgets are kept."""
        return self.stall < LONGEST_STALL and self.memory < MOST_MEMORY

    def row(self, what: str) -> str:
        """The figures under their headings."""
        figures = (self.size, self.seconds, self.cpu, self.stall, self.memory)
        return f"{what:34}" + "".join(f"{figure:10.1f}" for figure in figures)


class LargeWatch(ScriptedWatch):
    """Many targets that were rendered long ago."""

    fleet = Store(render_target)

    def rendered(self) -> Iterator[RenderedReport]:
        """All of them."""
        return self.fleet.rendered()


def fleet() -> Store:
    """The same healthy target again and again."""
    store = Store(render_target)
    for number in range(TARGETS):
        one = report(number)
        store.put(Memory(report=one), one)
    return store


def forget_peak() -> None:
    """The most memory held is that held now (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def memory(kind: str) -> int:
    """What the kernel says of this process, in KiB."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(kind))


async def longest_stall() -> float:
    """Milliseconds; ends when it is cancelled."""
    longest = 0.0
    with suppress(asyncio.CancelledError):
        while True:
            began, computed = perf_counter(), process_time()
            await asyncio.sleep(TICK)
            waited = min(perf_counter() - began, process_time() - computed)
            longest = max(longest, waited - TICK)
    return longest * 1000


async def cost(work: Callable[[], Awaitable[int]]) -> Cost:
    """What it costs to wait for this work, which sends so many bytes."""
    forget_peak()
    before, began, cpu = memory("VmRSS"), perf_counter(), process_time()
    watching = asyncio.create_task(longest_stall())
    size = await work()
    watching.cancel()
    return Cost(
        seconds=perf_counter() - began,
        cpu=process_time() - cpu,
        stall=await watching,
        memory=(memory("VmHWM") - before) / 1024,
        size=size / 1e6,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrape:
    """So many readers at the same time, each of which pauses after every 64 KiB."""

    what: str
    encoding: str
    readers: int = 1
    pause: float = 0.0

    async def cost(self, url: str) -> Cost:
        """What they cost together."""
        command = (sys.executable, "-c", READER, url, self.encoding, str(self.pause))
        readers = [
            await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
            for _ in range(self.readers)
        ]
        await asyncio.sleep(1.0)  # until they have started

        async def work() -> int:
            told = await asyncio.gather(*(reader.communicate(b"\n") for reader in readers))
            return sum(int(size) for size, _ in told)

        return await cost(work)


async def nothing() -> int:
    """No scrape."""
    await asyncio.sleep(2.0)
    return 0


async def compression() -> int:
    """No scrape, but another thread that computes and leaves the interpreter alone."""
    await asyncio.to_thread(compress, b"any text will do " * 20_000_000, 1)
    return 0


SCRAPES = (
    Scrape(what="a scrape, gzip", encoding="gzip"),
    Scrape(what="a scrape, not compressed", encoding="identity"),
    Scrape(what="three at once, gzip", encoding="gzip", readers=3),
    Scrape(what="a slow reader, not compressed", encoding="identity", pause=0.002),
)


async def measured() -> bool:
    """Whether all budgets are kept."""
    print(f"{'':34}{'MB':>10}{'s':>10}{'CPU s':>10}{'stall ms':>10}{'+ MiB':>10}")
    spent = []
    async with serving() as url:
        for _ in range(ROUNDS):
            print((await cost(nothing)).row("nothing (control)"), flush=True)
            print((await cost(compression)).row("a thread computes (control)"), flush=True)
            for scrape in SCRAPES:
                spent.append(await scrape.cost(url))
                print(spent[-1].row(scrape.what), flush=True)
    return all(one.is_within for one in spent)


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The exporter's own server in front of the fleet; its URL of the metrics."""
    watch, metrics = LargeWatch(), ExporterMetrics(CollectorRegistry())
    watch.fleet = fleet()
    routes = application(watch, metrics, clock=lambda: NOW, enable_lifecycle=False)
    async with TestServer(routes) as server:
        yield str(server.make_url("/metrics"))


if __name__ == "__main__":
    sys.exit(0 if uvloop.run(measured()) else 1)
