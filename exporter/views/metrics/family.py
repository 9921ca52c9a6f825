"""A metric family: its name, labels, meaning, type and step."""

from dataclasses import dataclass
from enum import StrEnum

from exporter.words.step import Step


class MetricType(StrEnum):
    """The type that the exposition formats announce."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """A metric family; two families are the same only if they are one object."""

    name: str
    help: str
    """A sentence for the person who reads an alert, with unit and source."""
    labels: tuple[str, ...] = ()
    """Beyond `target` and the target's own labels, in the order they are written."""
    step: Step | None = None
    """The step of the guide that the family informs."""
    type: MetricType = MetricType.GAUGE

    @property
    def unit(self) -> str:
        """The unit as OpenMetrics states it; empty for families that are plain numbers."""
        return next((unit for unit in ("seconds", "days") if self.name.endswith(f"_{unit}")), "")
