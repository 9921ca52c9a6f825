"""500 targets for half an hour, 100 of them hostile: nothing grows, nothing healthy waits or is blamed.

Run: python -m benchmarks.soak [--minutes N]
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.fleet import Fleet, running_fleet
from benchmarks.hostile_clients import HostileClients
from benchmarks.hostile_servers import running_hostile_servers
from benchmarks.processes import cpu_seconds, installed, seconds_without_core
from benchmarks.schedule_delay import delay_at, delays, since
from benchmarks.verdict import Verdict, table
from exporter.words.reason import OF_OUR_OWN
from tests.real.programs.exporter import Exporter, started_exporter

HEALTHY, HOSTILE = 400, 100
INTERVAL = 30.0
POLICY = {"interval": "30s", "scan_interval": "10m"}
"""Each target is scanned some times, at the usual pace."""
PATIENCE = 300.0
"""Seconds for the first probe of every target."""
WARM_UP = 90.0
"""Seconds after it, until every first scan is over."""
LOOK = 5.0
"""Seconds from one look to the next."""
COMPRESSED = {"Accept-Encoding": "gzip"}

RESIDENT, FILES = "process_resident_memory_bytes", "process_open_fds"
IN_FLIGHT, SKIPPED = "tls_exporter_probes_in_flight", "tls_exporter_probes_skipped_total"
DEFECTS = "tls_exporter_internal_errors_total"
STANDING, STARTED, FAILURE = "tls_standing", "tls_probe_timestamp_seconds", "tls_probe_failure"
OF_ALL = (RESIDENT, FILES, IN_FLIGHT, SKIPPED, DEFECTS)

MOST_GROWTH = 1.1
"""Of memory and of files, from the first quarter to the last."""
MOST_DELAY = 0.25
"""Seconds: a tick of the schedule, and a bucket's width."""
MOST_SCRAPE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the exporter published at one moment."""

    own: Mapping[str, float]
    """Of itself."""
    standings: Mapping[str, str]
    """By target."""
    started: Mapping[str, float]
    """When each target's last probe began."""
    reasons: Mapping[str, frozenset[str]]
    """Why it failed."""
    scrape: float
    """Seconds that everything took to be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What was seen from outside while the exporter ran."""

    looks: Sequence[Look]
    delays: Mapping[float, float]
    dismissed: int
    """Hostile clients that were shown out."""
    load: float
    """Processes that wanted to run, on the average."""
    cpu: float
    """The share of a core that the exporter used."""
    kept_waiting: float
    """The share of the time in which it had something to do and no core to do it."""


def look(exporter: Exporter) -> Look:
    """One, of all that is bounded."""
    begun = time.perf_counter()
    exporter.get("/metrics", **COMPRESSED)
    scrape = time.perf_counter() - begun
    metrics = exporter.scrape(*OF_ALL, STANDING, STARTED, FAILURE)
    reasons: dict[str, set[str]] = {}
    for labels in metrics.labels(FAILURE):
        reasons.setdefault(labels["target"], set()).add(labels["reason"])
    return Look(
        own={name: metrics.value(name) for name in OF_ALL},
        standings={each["target"]: each["standing"] for each in metrics.labels(STANDING)},
        started={
            each.labels["target"]: each.value for each in metrics.samples if each.name == STARTED
        },
        reasons={target: frozenset(each) for target, each in reasons.items()},
        scrape=scrape,
    )


def observed(exporter: Exporter, seconds: float) -> Observations:
    """Looks, for as long as that."""
    looks: list[Look] = []
    loads, before, start = [], delays(exporter), time.monotonic()
    used, waited = cpu_seconds(exporter.pid), seconds_without_core(exporter.pid)
    port = urlsplit(exporter.url).port
    assert port
    with HostileClients(port) as clients:
        while (due := start + LOOK * len(looks)) < start + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            looks.append(look(exporter))
            loads.append(os.getloadavg()[0])
        return Observations(
            looks=looks,
            delays=since(before, delays(exporter)),
            dismissed=clients.dismissed,
            load=sum(loads) / len(loads),
            cpu=(cpu_seconds(exporter.pid) - used) / seconds,
            kept_waiting=(seconds_without_core(exporter.pid) - waited) / seconds,
        )


def verdicts(seen: Observations, healthy: Sequence[str]) -> Iterator[Verdict]:
    """Every number, beside its limit where it has one."""
    yield from of_healthy(seen, healthy)
    yield from of_schedule(seen, healthy)
    yield from of_process(seen)


def of_healthy(seen: Observations, healthy: Sequence[str]) -> Iterator[Verdict]:
    """Nobody is failing, nobody is blamed, and which troubles of our own were told."""
    failing = {name for one in seen.looks for name in healthy if one.standings[name] == "failing"}
    yield none("healthy targets that were ever failing", len(failing))
    ended = {
        (name, one.started[name], reason)
        for one in seen.looks
        for name in healthy
        for reason in one.reasons.get(name, ())
    }
    reasons = Counter(reason for _, _, reason in ended)
    blamed = {reason: count for reason, count in reasons.items() if reason not in OF_OUR_OWN}
    yield none("their probes that failed, by another's fault", sum(blamed.values()), told(blamed))
    own = {reason: count for reason, count in reasons.items() if reason in OF_OUR_OWN}
    yield Verdict(name="their probes that met a trouble of our own", seen=told(own))


def of_schedule(seen: Observations, healthy: Sequence[str]) -> Iterator[Verdict]:
    """Nobody is late."""
    yield Verdict(name="schedule delay, p50", seen=f"≤ {delay_at(0.5, seen.delays):g} s")
    yield at_most("schedule delay, p99", delay_at(0.99, seen.delays), MOST_DELAY)
    late = max(
        lateness(later - earlier)
        for name in healthy
        for earlier, later in pairwise(sorted({one.started[name] for one in seen.looks}))
    )
    yield at_most("most that a healthy target's probe came late", late, MOST_DELAY)
    first, last = seen.looks[0].own, seen.looks[-1].own
    yield none("probes skipped", last[SKIPPED] - first[SKIPPED])
    yield none("defects", last[DEFECTS] - first[DEFECTS])


def lateness(gap: float) -> float:
    """Seconds beyond whole intervals: on a busy machine, looks may miss a probe between two others."""
    return gap - INTERVAL * max(1, round(gap / INTERVAL))


def of_process(seen: Observations) -> Iterator[Verdict]:
    """Nothing grows."""
    yield flat("resident memory, MiB", [one.own[RESIDENT] / 2**20 for one in seen.looks])
    yield flat("open files", [one.own[FILES] for one in seen.looks])
    yield flat("probes under way", [one.own[IN_FLIGHT] for one in seen.looks])
    scrapes = [one.scrape for one in seen.looks]
    yield Verdict(name="/metrics, p50", seen=f"{median(scrapes) * 1e3:.0f} ms")
    yield at_most("/metrics, p99", quantiles(scrapes, n=100)[98], MOST_SCRAPE)
    yield Verdict(name="hostile clients shown out", seen=str(seen.dismissed))
    yield Verdict(name="share of a core used", seen=f"{seen.cpu:.0%}")
    yield Verdict(
        name="share of the time spent waiting for a core", seen=f"{seen.kept_waiting:.0%}"
    )
    yield Verdict(name="load of the machine", seen=f"{seen.load:.1f} on {os.cpu_count()} cores")


def none(name: str, count: float, told: str = "") -> Verdict:
    """A count that has to be 0."""
    return Verdict(name=name, seen=told or f"{count:g}", limit="0", passed=count == 0)


def at_most(name: str, seconds: float, limit: float) -> Verdict:
    """Seconds that have a limit."""
    return Verdict(
        name=name, seen=f"{seconds:.2f} s", limit=f"{limit:g} s", passed=seconds <= limit
    )


def flat(name: str, course: Sequence[float]) -> Verdict:
    """What must not grow, by the medians of the first and the last quarter."""
    quarter = len(course) // 4
    first, last = median(course[:quarter]), median(course[-quarter:])
    return Verdict(
        name=name,
        seen=f"{first:.0f} to {last:.0f}, most {max(course):.0f}",
        limit=f"{MOST_GROWTH:g} times",
        passed=last <= first * MOST_GROWTH + 1,
    )


def told(reasons: Mapping[str, int]) -> str:
    """Each reason with how often it was met."""
    return ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "0"


def fates(seen: Observations, kinds: Mapping[str, str]) -> Table:
    """What the hostile servers were told as."""
    view = Table("kind", "standing", "reason", title="What was said of hostile servers (looks)")
    for kind in dict.fromkeys(kinds.values()):
        names = [name for name, its in kinds.items() if its == kind]
        standings = Counter(one.standings[name] for one in seen.looks for name in names)
        reasons = Counter(
            reason
            for one in seen.looks
            for name in names
            for reason in one.reasons.get(name, ("none",))
        )
        view.add_row(kind, told(standings), told(reasons))
    return view


def configuration(fleet: Fleet, hostile: Mapping[str, str], port: int) -> dict[str, Any]:
    """All targets, by address."""
    healthy = fleet.configuration(**POLICY)
    targets = [{"name": address, "host": address, "port": port} for address in hostile]
    return {
        **healthy,
        "targets": [{**each, "name": each["host"]} for each in healthy["targets"]] + targets,
    }


def main() -> None:
    """Prints the tables; fails where a limit is not kept."""
    parser = argparse.ArgumentParser(description="500 targets, 100 of them hostile")
    parser.add_argument("--minutes", type=float, default=30)
    minutes = parser.parse_args().minutes
    with (
        tempfile.TemporaryDirectory() as name,
        running_fleet(installed("nginx"), Path(name), HEALTHY) as fleet,
        running_hostile_servers(Path(name), fleet.port, HOSTILE) as hostile,
        started_exporter(Path(name), configuration(fleet, hostile, fleet.port)) as exporter,
    ):
        exporter.await_reports(HEALTHY + HOSTILE, patience=PATIENCE)
        time.sleep(WARM_UP)
        seen = observed(exporter, minutes * 60)
    found = tuple(verdicts(seen, fleet.addresses))
    title = f"{HEALTHY} healthy and {HOSTILE} hostile targets every {INTERVAL:g} s, {minutes:g} min"
    Console().print(fates(seen, hostile), table(found, title=title))
    sys.exit(not all(verdict.passed for verdict in found))


if __name__ == "__main__":
    main()
