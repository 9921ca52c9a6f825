"""The exporter's own families: declared once, filtered by name, free of the client's traps."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporter.model.evidence import Sighting
from exporter.model.outcome import Failed, Postponed
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.views.exporter_catalogue import EXPORTER_FAMILIES
from exporter.views.exporter_metrics import ExporterMetrics, result_of
from exporter.words.reason import Reason
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    SITE,
    Site,
    asked,
    closed,
    looked_up,
    refusing,
    unconnected,
)
from tests.unit.views.scenes import healthy, unresolved
from tests.unit.x509.pki import ca


@pytest.fixture
def registry() -> CollectorRegistry:
    """A registry of the test's own."""
    return CollectorRegistry(auto_describe=True)


@pytest.fixture
def metrics(registry: CollectorRegistry) -> ExporterMetrics:
    """The exporter's families in it."""
    return ExporterMetrics(registry)


def names(page: bytes) -> set[str]:
    """The families of a page."""
    return {family.name for family in parse_text(page.decode())}


def test_the_own_families_are_those_of_the_catalogue(metrics: ExporterMetrics) -> None:
    """With the usual ones of the process and of Python, and no birthdays of counters."""
    families = {
        family.name: family for family in parse_text(metrics.exposition(openmetrics=False).decode())
    }
    own = {name for name in families if name.startswith("tls_exporter_")}
    assert own == {family.name.removesuffix("_total") for family in EXPORTER_FAMILIES}
    assert {"process_resident_memory_bytes", "python_info", "python_gc_collections"} <= set(
        families
    )
    assert not [name for name in families if name.endswith("_created")]
    for family in EXPORTER_FAMILIES:
        assert families[family.name.removesuffix("_total")].type == family.type
        assert families[family.name.removesuffix("_total")].documentation == family.help


def test_openmetrics_ends_with_its_mark(metrics: ExporterMetrics) -> None:
    """The official parser reads it whole; it is the last part of a page."""
    page = metrics.exposition(openmetrics=True).decode()
    assert page.endswith("# EOF\n")
    assert "tls_exporter_probes" in {family.name for family in parse_openmetrics(page)}


@pytest.mark.parametrize(
    "name",
    [
        "tls_exporter_targets",
        "tls_exporter_probes_total",
        "process_open_fds",
        "process_cpu_seconds_total",
        "python_info",
        "python_gc_collections_total",
    ],
)
def test_a_name_chooses_its_family(metrics: ExporterMetrics, name: str) -> None:
    """Collectors of the client's own library included."""
    page = metrics.exposition(openmetrics=False, names=frozenset({name, "unknown"}))
    assert names(page) == {name.removesuffix("_total")}


def test_every_result_is_counted_from_the_start(
    registry: CollectorRegistry, metrics: ExporterMetrics
) -> None:
    """Each begins at zero, so that the first one is a rise."""

    def counted() -> dict[str, float | None]:
        results = ("success", "failure", "postponed", "error")
        name = "tls_exporter_probes_total"
        return {one: registry.get_sample_value(name, {"result": one}) for one in results}

    assert counted() == {"success": 0, "failure": 0, "postponed": 0, "error": 0}
    metrics.probe_ended(healthy())
    metrics.probe_ended(unresolved())
    metrics.probe_ended(on(closed(Reason.INTERNAL_ERROR)))
    metrics.probe_ended(None)
    assert counted() == {"success": 1, "failure": 1, "postponed": 0, "error": 2}


def on(*sites: Site) -> Report:
    """A report on these sites."""
    return replace(HEALTHY, sites=sites).report()


def resolved_by(*resolvers: Sighting) -> Report:
    """A report on a name that these resolvers were asked for, and nothing else."""
    return replace(HEALTHY, sites=(), resolvers=resolvers).report()


POSTPONED = unconnected(Postponed(needs="a free place"))
UNASKED = asked("system", Failed(reason=Reason.STARVED))


@pytest.mark.parametrize(
    ("report", "result"),
    [
        (on(SITE), "success"),
        (on(closed()), "failure"),
        (on(closed(Reason.STARVED)), "error"),
        (on(SITE, closed(Reason.STARVED)), "error"),
        (on(closed(), closed(Reason.STARVED)), "failure"),
        (on(POSTPONED), "postponed"),
        (on(POSTPONED, SITE), "failure"),
        (on(POSTPONED, closed()), "failure"),
        (on(), "failure"),
        (resolved_by(UNASKED), "postponed"),
        (resolved_by(UNASKED, looked_up("public", ADDRESS)), "failure"),
        (resolved_by(UNASKED, asked("lame", Failed(reason=Reason.DNS_SERVFAIL))), "failure"),
        (on(SITE, closed(Reason.INTERNAL_ERROR)), "error"),
        (on(refusing(Reason.INTERNAL_ERROR)), "error"),
        (resolved_by(asked("system", Failed(reason=Reason.INTERNAL_ERROR))), "error"),
    ],
)
def test_a_probe_has_one_result(report: Report, result: str) -> None:
    """Postponed if nothing was seen for want of places; an error if it failed by us alone."""
    assert result_of(report) == result


def test_a_chain_that_a_defect_left_unjudged_is_an_error() -> None:
    """The probe saw it, and nothing can be said of it."""
    (served,) = healthy().chains
    appraisal = replace(served.appraisal, assessment=Failed(reason=Reason.INTERNAL_ERROR))
    report = replace(healthy(), chains=(replace(served, appraisal=appraisal),))
    assert result_of(report) == "error"


def test_running_probes_are_counted_up_and_down(
    registry: CollectorRegistry, metrics: ExporterMetrics
) -> None:
    """Whether they end or are called off; the delay of each is kept."""
    for delay in (-0.001, 0.2, 3.0):
        metrics.probe_started(delay)
    metrics.probe_ended(healthy())
    metrics.probe_called_off()
    assert registry.get_sample_value("tls_exporter_probes_in_flight") == 1
    assert registry.get_sample_value("tls_exporter_schedule_delay_seconds_count") == 3
    early = {"le": "0.005"}
    assert registry.get_sample_value("tls_exporter_schedule_delay_seconds_bucket", early) == 1


def test_a_refused_configuration_keeps_the_time_of_the_last_good_one(
    registry: CollectorRegistry, metrics: ExporterMetrics
) -> None:
    """The state says no, the time stays."""
    metrics.config_accepted(1_800_000_000.0)
    metrics.config_refused()
    prefix = "tls_exporter_config_last_reload"
    assert registry.get_sample_value(f"{prefix}_successful") == 0
    assert registry.get_sample_value(f"{prefix}_success_timestamp_seconds") == 1_800_000_000.0


def test_events_reach_their_families(registry: CollectorRegistry, metrics: ExporterMetrics) -> None:
    """Targets, problems, skipped probes and defects."""
    metrics.targets_changed(7)
    metrics.probe_skipped()
    metrics.internal_error()
    assert registry.get_sample_value("tls_exporter_targets") == 7
    assert registry.get_sample_value("tls_exporter_probes_skipped_total") == 1
    assert registry.get_sample_value("tls_exporter_internal_errors_total") == 1


def test_each_source_of_targets_is_told_until_it_is_gone(
    registry: CollectorRegistry, metrics: ExporterMetrics
) -> None:
    """With how many targets it gives, and how many problems it has."""
    metrics.discovery_refreshed(
        targets={"/a/*.yml": 3, "/b": 0}, problems={"/a/*.yml": 2, "/b": 0}, of_all_shards=9
    )
    for family, numbers in (("targets", (3, 0)), ("problems", (2, 0))):
        name = f"tls_exporter_discovery_{family}"
        told = tuple(registry.get_sample_value(name, {"source": one}) for one in ("/a/*.yml", "/b"))
        assert told == numbers
    metrics.discovery_refreshed(targets={"/b": 1}, problems={"/b": 0}, of_all_shards=1)
    gone = {"source": "/a/*.yml"}
    assert registry.get_sample_value("tls_exporter_discovery_targets", gone) is None
    assert registry.get_sample_value("tls_exporter_discovery_problems", gone) is None


def test_a_resolver_is_told_until_others_are_asked(
    registry: CollectorRegistry, metrics: ExporterMetrics
) -> None:
    """Only those that are asked have a series."""
    metrics.resolver_heard("corp", is_up=True)
    metrics.resolver_heard("public", is_up=False)
    for resolver, value in (("corp", 1), ("public", 0)):
        labels = {"resolver": resolver}
        assert registry.get_sample_value("tls_exporter_resolver_up", labels) == value
    metrics.resolvers_changed()
    assert registry.get_sample_value("tls_exporter_resolver_up", {"resolver": "corp"}) is None


def test_trust_stores_are_told_with_version_age_and_size(
    metrics: ExporterMetrics, registry: CollectorRegistry
) -> None:
    """Of a store that cannot be read again, those in force; a store that is gone has no series."""
    at = datetime(2026, 6, 1, tzinfo=UTC)
    corp = TrustAnchors(
        name="corp", pem=ca("One").pem + ca("Two").pem, profile=Profile.PRIVATE, version="sha256:ab"
    )
    mozilla = replace(corp, name="mozilla", version="certifi 2026.6.1", written_at=at)
    metrics.trust_stores_read((mozilla, corp), broken={"corp"})

    def value(family: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"tls_exporter_trust_store_{family}", labels)

    assert value("info", trust_store="mozilla", version="certifi 2026.6.1") == 1
    assert value("timestamp_seconds", trust_store="mozilla") == 1780272000
    assert value("timestamp_seconds", trust_store="corp") is None
    assert value("certificates", trust_store="corp") == 2
    assert value("last_read_successful", trust_store="mozilla") == 1
    assert value("last_read_successful", trust_store="corp") == 0
    metrics.trust_stores_read((replace(mozilla, version="certifi 2026.7.1"),), broken=())
    assert value("info", trust_store="mozilla", version="certifi 2026.6.1") is None
    assert value("last_read_successful", trust_store="corp") is None
