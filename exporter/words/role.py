"""How an address came to be probed."""

from enum import StrEnum


class Role(StrEnum):
    """How an address of a target came to be probed."""

    RESOLVED = "resolved"
    ORIGIN = "origin"
