"""Where a step of the guide stands."""

from enum import StrEnum


class Status(StrEnum):
    """Where a step stands; what was not checked is never shown as passed. The values are public."""

    PASSED = "passed"
    """Established at every place that it is about, and nothing is wrong."""
    FAILING = "failing"
    PARTLY_CHECKED = "partly_checked"
    """Nothing is wrong where it was established, which was not everywhere."""
    NOT_CHECKED = "not_checked"
