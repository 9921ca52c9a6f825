"""What the exporter says of itself, through the official client and an injected registry."""

import platform
import time
from collections.abc import Container, Iterable, Mapping
from enum import StrEnum

from cryptography.hazmat.backends.openssl import backend
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

import exporter
from exporter.guide.clients.catalogue import CATALOGUE_VERSION
from exporter.model.evidence import Evidence
from exporter.model.outcome import Failed, Postponed
from exporter.model.report import Report
from exporter.model.settings import TrustAnchors
from exporter.model.transparency import LogList
from exporter.views.exporter_catalogue import EXPORTER_FAMILIES
from exporter.views.metrics.family import Family
from exporter.views.metrics.probe import is_successful
from exporter.words.address_family import AddressFamily
from exporter.words.phase import Phase
from exporter.words.reason import Reason

PEM_END = b"-----END CERTIFICATE-----"
DELAY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class ProbeResult(StrEnum):
    """How a probe ended; the values are public."""

    SUCCESS = "success"
    FAILURE = "failure"
    POSTPONED = "postponed"
    ERROR = "error"


DEFECTS = frozenset({Reason.INTERNAL_ERROR, Reason.EXHAUSTED})


class ExporterMetrics:
    """The families `tls_exporter_*`, `process_*` and `python_*`; told of events as they happen.

    The registry describes by itself what its collectors do not, so that `?name[]=` finds it.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        # Each counter would bring a second family with its birthday.
        disable_created_metrics()  # type: ignore[no-untyped-call] # the client does not annotate it
        self._registry = registry
        self._shard = gauge(EXPORTER_FAMILIES.shard_info, registry)
        self._reload_successful = gauge(EXPORTER_FAMILIES.config_reload_successful, registry)
        self._reload_timestamp = gauge(EXPORTER_FAMILIES.config_reload_timestamp, registry)
        gauge(EXPORTER_FAMILIES.time, registry).set_function(time.time)
        self._targets = gauge(EXPORTER_FAMILIES.targets, registry)
        self._targets_of_all_shards = gauge(EXPORTER_FAMILIES.targets_of_all_shards, registry)
        self._in_flight = gauge(EXPORTER_FAMILIES.probes_in_flight, registry)
        self._discovery_targets = gauge(EXPORTER_FAMILIES.discovery_targets, registry)
        self._discovery_problems = gauge(EXPORTER_FAMILIES.discovery_problems, registry)
        self._resolver_up = gauge(EXPORTER_FAMILIES.resolver_up, registry)
        self._family_up = gauge(EXPORTER_FAMILIES.family_up, registry)
        self._stores = gauge(EXPORTER_FAMILIES.trust_store_info, registry)
        self._anchors = gauge(EXPORTER_FAMILIES.trust_store_certificates, registry)
        self._stores_from = gauge(EXPORTER_FAMILIES.trust_store_timestamp, registry)
        self._stores_read = gauge(EXPORTER_FAMILIES.trust_store_read, registry)
        self._logs_from = gauge(EXPORTER_FAMILIES.log_list_timestamp, registry)
        self._logs_read = gauge(EXPORTER_FAMILIES.log_list_read, registry)
        self._skipped = counter(EXPORTER_FAMILIES.probes_skipped, registry)
        self._internal_errors = counter(EXPORTER_FAMILIES.internal_errors, registry)
        self._delay = Histogram(
            EXPORTER_FAMILIES.schedule_delay.name,
            EXPORTER_FAMILIES.schedule_delay.help,
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        probes = counter(EXPORTER_FAMILIES.probes, registry)
        # All at zero from the start, so that rate() sees the first.
        self._ended = {result: probes.labels(result) for result in ProbeResult}
        register_versions(registry)
        register_process(registry)

    def share_taken(self, index: int, *, of: int) -> None:
        """Which share of the targets is watched."""
        self._shard.labels(str(index), str(of)).set(1)

    def config_accepted(self, at: float) -> None:
        """A configuration is in force since `at` (Unix time)."""
        self._reload_successful.set(1)
        self._reload_timestamp.set(at)

    def config_refused(self) -> None:
        """A new configuration was refused; the old one stays."""
        self._reload_successful.set(0)

    def trust_stores_read(self, stores: Iterable[TrustAnchors], *, broken: Container[str]) -> None:
        """These are in force; the files of those that are `broken` cannot be used as they are now."""
        held = {store.name: store for store in stores}
        self._stores.clear()
        for name, store in held.items():
            self._stores.labels(name, store.version).set(1)
        show(self._anchors, {name: store.pem.count(PEM_END) for name, store in held.items()})
        show(self._stores_read, {name: name not in broken for name in held})
        dates = ((name, store.written_at) for name, store in held.items())
        show(self._stores_from, {name: date.timestamp() for name, date in dates if date})

    def log_list_read(self, logs: LogList | None, *, is_broken: bool) -> None:
        """This list is in force; its file cannot be used as it is now where it `is_broken`."""
        show(self._logs_from, {logs.file: logs.made_at.timestamp()} if logs else {})
        show(self._logs_read, {logs.file: not is_broken} if logs else {})

    def targets_changed(self, count: int) -> None:
        """So many targets are watched from now on."""
        self._targets.set(count)

    def discovery_refreshed(
        self, *, targets: Mapping[str, int], problems: Mapping[str, int], of_all_shards: int
    ) -> None:
        """Discovery came back with so many targets and problems of each source, and targets in all."""
        self._targets_of_all_shards.set(of_all_shards)
        show(self._discovery_targets, targets)
        show(self._discovery_problems, problems)

    def resolver_heard(self, resolver: str, *, is_up: bool) -> None:
        """A resolver was asked, and is of use or not."""
        self._resolver_up.labels(resolver).set(is_up)

    def resolvers_changed(self) -> None:
        """Others are asked from now on."""
        self._resolver_up.clear()

    def families_met(self, by_family: Mapping[AddressFamily, bool]) -> None:
        """Whether this machine has a way to addresses of each family that targets have."""
        show(self._family_up, {str(family): up for family, up in by_family.items()})

    def probe_started(self, delay: float) -> None:
        """A probe begins `delay` seconds after it was due."""
        self._in_flight.inc()
        self._delay.observe(max(0.0, delay))

    def probe_ended(self, report: Report | None) -> None:
        """A probe is over; without a report when it met a defect."""
        self._in_flight.dec()
        self._ended[result_of(report)].inc()

    def probe_called_off(self) -> None:
        """A probe was cancelled, as its target was changed or removed; it has no result."""
        self._in_flight.dec()

    def probe_skipped(self) -> None:
        """A probe was due while the previous one of its target still ran."""
        self._skipped.inc()

    def internal_error(self) -> None:
        """A defect of the exporter showed."""
        self._internal_errors.inc()

    def exposition(self, *, openmetrics: bool, names: frozenset[str] = frozenset()) -> bytes:
        """These families, or those in `names`; in OpenMetrics with the final `# EOF`."""
        chosen = self._registry.restricted_registry(names) if names else self._registry
        encode, _ = choose_encoder("application/openmetrics-text" if openmetrics else "text/plain")
        return encode(chosen)


def result_of(report: Report | None) -> ProbeResult:
    """How the probe behind a report ended."""
    if report is None or has_met_defect(report):
        return ProbeResult.ERROR
    if is_successful(report.evidence):
        return ProbeResult.SUCCESS
    if is_postponed(report.evidence):
        return ProbeResult.POSTPONED
    return ProbeResult.ERROR if is_held_up(report.evidence) else ProbeResult.FAILURE


def has_met_defect(report: Report) -> bool:
    """Whether a part of a probe, or of its judgement, was lost to a defect of this exporter."""
    return bool(report.defects) or any(one.reason in DEFECTS for _, one in report.failures())


def is_held_up(evidence: Evidence) -> bool:
    """Whether addresses failed for no other reason than that this exporter was held up itself."""
    outcomes = (made.outcome for _, seen in evidence.at_addresses() for made in seen.attempts)
    reasons = {outcome.reason for outcome in outcomes if isinstance(outcome, Failed)}
    return reasons == {Reason.STARVED}


def is_postponed(evidence: Evidence) -> bool:
    """Whether nothing of a target could be seen, as no place for that became free in time."""
    if visits := [sighting for _, sighting in evidence.at_addresses()]:
        return all(isinstance(seen.outcome(Phase.CONNECT), Postponed) for seen in visits)
    failures = [sighting.failure(Phase.DNS) for _, sighting in evidence.at_resolvers()]
    return bool(failures) and all(one and one.reason is Reason.STARVED for one in failures)


def show(family: Gauge, values: Mapping[str, float]) -> None:
    """These values from now on, each under its label, and no others."""
    family.clear()
    for label, value in values.items():
        family.labels(label).set(value)


def gauge(family: Family, registry: CollectorRegistry) -> Gauge:
    """A gauge as the catalogue declares it."""
    return Gauge(family.name, family.help, family.labels, registry=registry)


def counter(family: Family, registry: CollectorRegistry) -> Counter:
    """A counter as the catalogue declares it."""
    return Counter(family.name, family.help, family.labels, registry=registry)


def register_versions(registry: CollectorRegistry) -> None:
    """What this process is made of."""
    openssl = backend.openssl_version_text().removeprefix("OpenSSL ").split(" ")[0]
    build = gauge(EXPORTER_FAMILIES.build_info, registry)
    build.labels(exporter.__version__, platform.python_version(), openssl).set(1)
    gauge(EXPORTER_FAMILIES.client_catalogue_info, registry).labels(CATALOGUE_VERSION).set(1)


def register_process(registry: CollectorRegistry) -> None:
    """The usual families of a process and of its interpreter."""
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
