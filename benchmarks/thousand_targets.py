"""A thousand targets every thirty seconds: whether the schedule is kept and scrapes stay quick.

Run: python -m benchmarks.thousand_targets [--minutes N]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.fleet import running_fleet
from benchmarks.processes import OTHER_CORE, installed, measured, pinned, resident_bytes
from benchmarks.schedule_delay import delay_at, delays, since
from benchmarks.verdict import Verdict, table
from tests.real.programs.exporter import Exporter, Metrics, started_exporter

TARGETS = 1000
INTERVAL = 30.0
PATIENCE = 90.0
"""Seconds for the first probe of every target."""
LOOK = 5
"""Seconds from one look at the targets' last probes to the next."""
COMPRESSED = {"Accept-Encoding": "gzip"}
STARTED, DURATION = "tls_probe_timestamp_seconds", "tls_probe_duration_seconds"

MOST_DELAY = 1.0
"""Seconds, for all but one in a hundred probes."""
MOST_SCRAPE = 0.25
MOST_GROWTH = 1.05
"""Of memory."""

Span = tuple[float, float]
"""When a probe began and ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What was seen from outside while the exporter ran."""

    spans: Mapping[str, set[Span]]
    """By target."""
    scrapes: tuple[float, ...]
    """Seconds that each took."""
    delays: Mapping[float, float]
    """Probes that began no later than so many seconds after they were due."""
    memory: tuple[int, int]
    """Bytes at the start and at the end."""


def observed(exporter: Exporter, seconds: int) -> Observations:
    """Scrapes every second, as many seconds as that."""
    spans: dict[str, set[Span]] = {}
    scrapes = []
    delays_before, memory_before = delays(exporter), resident_bytes(exporter.pid)
    start = time.monotonic()
    for second in range(seconds):
        scrapes.append(scrape_duration(exporter))
        if second % LOOK == 0:
            note_probes(exporter, spans)
        time.sleep(max(0.0, start + second + 1 - time.monotonic()))
    return Observations(
        spans=spans,
        scrapes=tuple(scrapes),
        delays=since(delays_before, delays(exporter)),
        memory=(memory_before, resident_bytes(exporter.pid)),
    )


def scrape_duration(exporter: Exporter) -> float:
    """Seconds from the request to the last byte of everything."""
    begun = time.perf_counter()
    exporter.get("/metrics", **COMPRESSED)
    return time.perf_counter() - begun


def note_probes(exporter: Exporter, spans: dict[str, set[Span]]) -> None:
    """Adds each target's last probe to those already known."""
    metrics = exporter.scrape(STARTED, DURATION)
    durations = by_target(metrics, DURATION)
    for target, started in by_target(metrics, STARTED).items():
        spans.setdefault(target, set()).add((started, started + durations[target]))


def by_target(metrics: Metrics, name: str) -> dict[str, float]:
    """The values of a family that has one series for each target."""
    return {
        sample.labels["target"]: sample.value for sample in metrics.samples if sample.name == name
    }


def verdicts(seen: Observations) -> Iterator[Verdict]:
    """Every number, beside its limit where it has one."""
    pairs = [pair for spans in seen.spans.values() for pair in pairwise(sorted(spans))]
    overlaps = sum(later[0] < earlier[1] for earlier, later in pairs)
    yield Verdict(name="overlapping probes", seen=str(overlaps), limit="0", passed=overlaps == 0)
    gaps = [later[0] - earlier[0] for earlier, later in pairs]
    yield Verdict(
        name="longest time between probes of a target",
        seen=f"{max(gaps):.2f} s",
        limit=f"{INTERVAL + MOST_DELAY:g} s",
        passed=max(gaps) <= INTERVAL + MOST_DELAY,
    )
    yield Verdict(name="schedule delay, p50", seen=f"≤ {delay_at(0.5, seen.delays):g} s")
    delay = delay_at(0.99, seen.delays)
    yield Verdict(
        name="schedule delay, p99",
        seen=f"≤ {delay:g} s",
        limit=f"{MOST_DELAY:g} s",
        passed=delay <= MOST_DELAY,
    )
    yield Verdict(name="/metrics, median", seen=f"{median(seen.scrapes) * 1e3:.0f} ms")
    yield Verdict(
        name="/metrics, slowest",
        seen=f"{max(seen.scrapes) * 1e3:.0f} ms",
        limit=f"{MOST_SCRAPE * 1e3:.0f} ms",
        passed=max(seen.scrapes) < MOST_SCRAPE,
    )
    before, after = (size / 2**20 for size in seen.memory)
    yield Verdict(
        name="memory, start to end",
        seen=f"{before:.0f} to {after:.0f} MiB",
        limit=f"{MOST_GROWTH:g} times",
        passed=after <= before * MOST_GROWTH,
    )


def main() -> None:
    """Prints the table; fails where a limit is not kept."""
    parser = argparse.ArgumentParser(description="A thousand targets every thirty seconds")
    parser.add_argument("--minutes", type=float, default=3)
    minutes = parser.parse_args().minutes
    with (
        tempfile.TemporaryDirectory() as folder,
        pinned(OTHER_CORE),
        running_fleet(installed("nginx"), Path(folder), TARGETS) as fleet,
        measured(
            started_exporter(Path(folder), fleet.configuration(interval=f"{INTERVAL:g}s"))
        ) as exporter,
    ):
        exporter.await_reports(TARGETS, patience=PATIENCE)
        time.sleep(1.5 * INTERVAL)  # until every target is on its grid; first probes lie off it
        found = tuple(verdicts(observed(exporter, int(minutes * 60))))
    Console().print(table(found, title=f"{TARGETS} targets every {INTERVAL:g} s, {minutes:g} min"))
    sys.exit(not all(verdict.passed for verdict in found))


if __name__ == "__main__":
    main()
