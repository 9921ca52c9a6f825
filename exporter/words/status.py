"""Where a step of the guide stands."""

from enum import StrEnum


class Status(StrEnum):
    """Where a step stands; not checked is never shown as passed."""

    PASSED = "passed"
    FAILING = "failing"
    NOT_CHECKED = "not_checked"
