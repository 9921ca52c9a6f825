"""The exporter's own histogram of how late probes began."""

from collections.abc import Mapping

from tests.real.programs.exporter import Exporter

DELAY_BUCKET = "tls_exporter_schedule_delay_seconds_bucket"


def delays(exporter: Exporter) -> dict[float, float]:
    """Probes that began no later than so many seconds after they were due."""
    metrics = exporter.scrape(DELAY_BUCKET)
    return {
        float(sample.labels["le"]): sample.value
        for sample in metrics.samples
        if sample.name == DELAY_BUCKET
    }


def since(before: Mapping[float, float], after: Mapping[float, float]) -> dict[float, float]:
    """Those between two looks."""
    return {limit: count - before[limit] for limit, count in after.items()}


def delay_at(share: float, histogram: Mapping[float, float]) -> float:
    """The bucket limit that this share of all probes kept to."""
    total = max(histogram.values())
    return min(limit for limit, count in histogram.items() if count >= share * total)
