"""How an address came to be probed."""

from enum import StrEnum


class Role(StrEnum):
    """How an address of a target came to be probed."""

    __hash__ = str.__hash__  # in C, where Enum's is in Python: much is looked up by address

    RESOLVED = "resolved"
    ORIGIN = "origin"
