"""What the exporter says of itself, through the official client and an injected registry."""

import platform
from collections.abc import Iterable
from enum import StrEnum

from cryptography.hazmat.backends.openssl import backend
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Metric,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

import exporter
from exporter.guide.clients.catalogue import CATALOGUE_VERSION
from exporter.model.report import Report
from exporter.views import exporter_catalogue
from exporter.views.catalogue import Family
from exporter.views.samples import is_successful

DELAY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class ProbeResult(StrEnum):
    """How a probe ended; the values are public."""

    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


class Described:
    """A collector with its families named, so that `?name[]=` finds them and clashes show."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def collect(self) -> Iterable[Metric]:
        """The families as they are now."""
        return self._collector.collect()

    def describe(self) -> Iterable[Metric]:
        """The same: their values cost next to nothing."""
        return self._collector.collect()


class ExporterMetrics:
    """The families `tls_exporter_*`, `process_*` and `python_*`; told of events as they happen."""

    def __init__(self, registry: CollectorRegistry) -> None:
        # Each counter would bring a second family with its birthday.
        disable_created_metrics()  # type: ignore[no-untyped-call] # the client does not annotate it
        self._registry = registry
        self._reload_successful = gauge(exporter_catalogue.CONFIG_RELOAD_SUCCESSFUL, registry)
        self._reload_timestamp = gauge(exporter_catalogue.CONFIG_RELOAD_TIMESTAMP, registry)
        self._targets = gauge(exporter_catalogue.TARGETS, registry)
        self._in_flight = gauge(exporter_catalogue.PROBES_IN_FLIGHT, registry)
        self._discovery_problems = gauge(exporter_catalogue.DISCOVERY_PROBLEMS, registry)
        self._probes = counter(exporter_catalogue.PROBES, registry)
        self._skipped = counter(exporter_catalogue.PROBES_SKIPPED, registry)
        self._internal_errors = counter(exporter_catalogue.INTERNAL_ERRORS, registry)
        self._delay = Histogram(
            exporter_catalogue.SCHEDULE_DELAY.name,
            exporter_catalogue.SCHEDULE_DELAY.help,
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        for result in ProbeResult:
            self._probes.labels(result)  # at zero from the start, so that rate() sees the first
        register_versions(registry)
        register_process(registry)

    def config_accepted(self, at: float) -> None:
        """A configuration is in force since `at` (Unix time)."""
        self._reload_successful.set(1)
        self._reload_timestamp.set(at)

    def config_refused(self) -> None:
        """A new configuration was refused; the old one stays."""
        self._reload_successful.set(0)

    def targets_changed(self, count: int) -> None:
        """So many targets are watched from now on."""
        self._targets.set(count)

    def discovery_refreshed(self, problems: int) -> None:
        """Discovery came back with so many problems."""
        self._discovery_problems.set(problems)

    def probe_started(self, delay: float) -> None:
        """A probe begins `delay` seconds after it was due."""
        self._in_flight.inc()
        self._delay.observe(max(0.0, delay))

    def probe_ended(self, report: Report | None) -> None:
        """A probe is over; without a report when it met a defect."""
        self._in_flight.dec()
        self._probes.labels(result_of(report)).inc()

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
    if report is None or report.evidence.interrupted:
        return ProbeResult.ERROR
    return ProbeResult.SUCCESS if is_successful(report.evidence) else ProbeResult.FAILURE


def gauge(family: Family, registry: CollectorRegistry) -> Gauge:
    """A gauge as the catalogue declares it."""
    return Gauge(family.name, family.help, family.labels, registry=registry)


def counter(family: Family, registry: CollectorRegistry) -> Counter:
    """A counter as the catalogue declares it."""
    return Counter(family.name, family.help, family.labels, registry=registry)


def register_versions(registry: CollectorRegistry) -> None:
    """What this process is made of."""
    openssl = backend.openssl_version_text().removeprefix("OpenSSL ").split(" ")[0]
    build = gauge(exporter_catalogue.BUILD_INFO, registry)
    build.labels(exporter.__version__, platform.python_version(), openssl).set(1)
    gauge(exporter_catalogue.CLIENT_CATALOGUE_INFO, registry).labels(CATALOGUE_VERSION).set(1)


def register_process(registry: CollectorRegistry) -> None:
    """The usual families of a process and of its interpreter."""
    registry.register(Described(ProcessCollector(registry=None)))
    registry.register(Described(PlatformCollector(registry=None)))
    collections = CollectorRegistry(auto_describe=True)
    GCCollector(registry=collections)
    registry.register(Described(collections))
