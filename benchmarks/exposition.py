"""CPU of a scrape of 10,000 targets, beside prometheus-client writing the same series.

Run it with `python -m benchmarks.exposition`; it ends with status 1 when a budget is broken.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from time import process_time

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.model.client import ClientVerdict
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.tls.scan.hellos import TLS1_3_GROUPS
from exporter.views.exposition import exposition
from exporter.views.metrics.table import TARGET_FACTS
from exporter.views.rendering import RenderedReport, render_target
from exporter.words.protocol import Protocol, Support
from exporter.words.step import Step
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    NOW,
    SITE,
    assessment,
    certificate,
    looked_up,
    rung,
    scan,
)

TARGETS = 10_000
ROUNDS = 5
INTERVAL = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the result: CPU milliseconds, and how many are allowed."""

    what: str
    milliseconds: float
    budget: float | None = None

    @property
    def is_within(self) -> bool:
        """Whether the budget is kept."""
        return self.budget is None or self.milliseconds <= self.budget

    def __str__(self) -> str:
        allowed = f"{self.budget:8.0f}" if self.budget is not None else "       -"
        return f"{self.what:48}{self.milliseconds:10.1f}{allowed}  {'' if self.is_within else '<-'}"


class PeerCollector:
    """The same series as families of prometheus-client, made beforehand."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._families = {
            family: GaugeMetricFamily(family.name, family.help, labels=("target", *family.labels))
            for family in TARGET_FACTS.families
        }
        for report in reports:
            for column in TARGET_FACTS.columns:
                for labels, value in column.fact.read(report):
                    self._families[column.fact].add_metric((report.target.name, *labels), value)

    def collect(self) -> Iterable[Metric]:
        """All families."""
        return self._families.values()


SCAN = replace(
    scan(*Protocol),
    groups=tuple((group.name, Support.YES) for group in TLS1_3_GROUPS),
    preferred_group="X25519MLKEM768",
    dh_bits=2048,
)
CLIENTS = tuple(ClientVerdict(client=client.name, support=Support.YES) for client in CATALOGUE)
LADDER = tuple(rung(step) for step in Step)


def report(number: int) -> Report:
    """A healthy target with one address and everything known of it."""
    host, address = f"host-{number}.example.com", f"10.0.{number // 256}.{number % 256}"
    chain = assessment(certificate(f"CN={host}"), INTERMEDIATE)
    deployment = replace(
        HEALTHY,
        target=Target(name=host, host=host, server_name=host),
        sites=(replace(SITE, address=address, chain=chain, scan=SCAN),),
        resolvers=(looked_up("system", address),),
    )
    return deployment.report(ladder=LADDER, clients={address: CLIENTS})


def probed_again(report: Report) -> Report:
    """The next report, which differs in nothing but its times."""
    evidence = replace(report.evidence, started_at=report.evidence.started_at + INTERVAL)
    return replace(report, evidence=evidence)


def pieces(rendered: list[RenderedReport]) -> Iterator[bytes]:
    """The page, as it is streamed."""
    return exposition(tuple(rendered), TARGET_FACTS, now=NOW, openmetrics=False)


def best(action: Callable[[], object]) -> float:
    """CPU milliseconds of the quickest round."""
    costs = []
    for _ in range(ROUNDS):
        start = process_time()
        action()
        costs.append(process_time() - start)
    return min(costs) * 1000


def main() -> int:
    """Measure, print, and say by the exit status whether the budgets are kept."""
    reports = [report(number) for number in range(TARGETS)]
    rendered = [render_target(each) for each in reports]
    page = b"".join(pieces(rendered))
    again = [probed_again(each) for each in reports[:1000]]
    registry = CollectorRegistry()
    registry.register(PeerCollector(reports))
    joined = best(lambda: sum(map(len, pieces(rendered))))
    peer = best(lambda: generate_latest(registry))
    kept = best(lambda: list(map(render_target, again, rendered)))
    fresh = best(lambda: [render_target(each) for each in reports[:1000]])
    rows = (
        Row(what="render 1,000 reports, when nothing changed", milliseconds=kept, budget=80),
        Row(what="the same when all of it is new", milliseconds=fresh),
        Row(what="join all, at each scrape", milliseconds=joined, budget=300),
        Row(what="prometheus-client writes the same series", milliseconds=peer),
    )
    series = sum(not line.startswith(b"#") for line in page.splitlines()) / TARGETS
    print(f"{TARGETS:,} targets, {series:.0f} series each, {len(page) / 1e6:.1f} MB")
    print(f"{'':48}{'CPU ms':>10}{'budget':>8}")
    print(*rows, sep="\n")
    print(f"join costs 1/{peer / joined:.0f} of what prometheus-client costs")
    return 0 if all(row.is_within for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
