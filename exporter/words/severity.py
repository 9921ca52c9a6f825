"""How much a finding matters."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; the values are public."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
