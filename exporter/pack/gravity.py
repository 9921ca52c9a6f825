"""How grave an alert is: a word of the command line and of `severity` labels."""

from enum import StrEnum


class Gravity(StrEnum):
    """Who is woken."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"
