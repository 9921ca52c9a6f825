"""CPU of a scrape of 10,000 targets, beside prometheus-client writing the same series.

Run it with `python -m benchmarks.exposition`; it ends with status 1 when a budget is broken.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import process_time

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict
from exporter.model.client import ClientVerdict
from exporter.model.evidence import (
    Connection,
    Endpoint,
    EndpointEvidence,
    Evidence,
    Handshake,
    Lookup,
    RecordSet,
)
from exporter.model.report import Report, StepVerdict
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.tls.scan.hellos import TLS1_3_GROUPS
from exporter.views.catalogue import TARGET_FAMILIES
from exporter.views.exposition import join, render
from exporter.views.samples import samples, scan_samples
from exporter.words.cipher_class import CipherClass
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.role import Role
from exporter.words.status import Status
from exporter.words.step import Step

TARGETS = 10_000
ROUNDS = 5
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CHECKED = (Step.PORT, Step.CERTIFICATE, Step.DNS, Step.CHAIN)


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
            for family in TARGET_FAMILIES
        }
        for report in reports:
            for family, labels, value in (*samples(report), *scan_samples(report)):
                self._families[family].add_metric((report.target.name, *labels), value)

    def collect(self) -> Iterable[Metric]:
        """All families."""
        return self._families.values()


def certificate(subject: str, *, days: float) -> Certificate:
    """A certificate that ends in `days`."""
    return Certificate(
        fingerprint_sha256=subject.encode().hex().ljust(64, "0")[:64],
        serial="04a1",
        subject=subject,
        issuer="CN=Issuing CA,O=Example Trust,C=JP",
        dns_names=(),
        ip_addresses=(),
        not_before=NOW - timedelta(days=30),
        not_after=NOW + timedelta(days=days),
        key="ECDSA P-256",
        signature="ecdsa-with-SHA256",
        is_self_signed=False,
        is_ca=False,
        scts=2,
        ca_issuers=(),
        der=b"",
    )


INTERMEDIATE = certificate("CN=Issuing CA,O=Example Trust,C=JP", days=1000)
ROOT = certificate("CN=Root CA,O=Example Trust,C=JP", days=3000)
HANDSHAKE = Handshake(
    protocol=Protocol.TLS1_3,
    cipher="TLS_AES_128_GCM_SHA256",
    group="X25519MLKEM768",
    alpn="h2",
    stapled_ocsp=b"",
)
SCAN = Scan(
    taken_at=NOW,
    protocols=tuple((protocol, Support.YES) for protocol in Protocol),
    connections=20,
    is_complete=True,
    weak_ciphers=tuple((kind, Support.NO) for kind in CipherClass),
    forward_secrecy=Support.YES,
    groups=tuple((group.name, Support.YES) for group in TLS1_3_GROUPS),
    preferred_group="X25519MLKEM768",
    dh_bits=2048,
)
CLIENTS = tuple(ClientVerdict(client=client.name, support=Support.YES) for client in CATALOGUE)


def report(number: int) -> Report:
    """A healthy target with one address and everything known of it."""
    host, address = f"host-{number}.example.com", f"10.0.{number // 256}.{number % 256}"
    return Report(
        target=Target(name=host, host=host, server_name=host),
        evidence=Evidence(
            started_at=NOW,
            duration=0.123456,
            lookups=(lookup(address),),
            endpoints=(endpoint(host, address),),
        ),
        ladder=tuple(rung(step) for step in Step),
        clients={address: CLIENTS},
    )


def lookup(address: str) -> Lookup:
    """What the system's resolver said."""
    answer = (RecordSet(rrtype="A", addresses=(address,), ttl=300),)
    return Lookup(resolver="system", answer=answer, duration=0.001)


def endpoint(host: str, address: str) -> EndpointEvidence:
    """One address where all is well."""
    return EndpointEvidence(
        endpoint=Endpoint(address=address, port=443, role=Role.RESOLVED),
        connection=Connection(duration=0.01),
        handshake=HANDSHAKE,
        chain=chain(host),
        scan=SCAN,
        timings=((Phase.CONNECT, 0.010001), (Phase.HANDSHAKE, 0.020002)),
    )


def chain(host: str) -> ChainAssessment:
    """A trusted chain of two certificates."""
    leaf = certificate(f"CN={host}", days=60)
    trusted = TrustVerdict(
        store="mozilla",
        failure=None,
        is_complete=True,
        path=(leaf, INTERMEDIATE, ROOT),
        anchors=(ROOT,),
        missing_issuer="",
    )
    return ChainAssessment(
        certificates=(leaf, INTERMEDIATE),
        matches_host=True,
        is_ordered=True,
        includes_root=False,
        unrelated=(),
        trust=(trusted,),
    )


def rung(step: Step) -> StepVerdict:
    """A step passed, or not checked."""
    passed = StepVerdict(step=step, status=Status.PASSED, findings=(), summary="as it should be")
    return passed if step in CHECKED else replace(passed, status=Status.NOT_CHECKED)


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
    rendered = [render(each) for each in reports]
    page = join(rendered, now=NOW, openmetrics=False)
    registry = CollectorRegistry()
    registry.register(PeerCollector(reports))
    joined = best(lambda: join(rendered, now=NOW, openmetrics=False))
    peer = best(lambda: generate_latest(registry))
    kept = best(lambda: list(map(render, reports[:1000], rendered)))
    fresh = best(lambda: [render(each) for each in reports[:1000]])
    rows = (
        Row(what="render 1,000 reports, when probed", milliseconds=kept, budget=80),
        Row(what="the same after a new scan", milliseconds=fresh),
        Row(what="join all, at each scrape", milliseconds=joined, budget=150),
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
