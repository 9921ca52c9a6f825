"""Groups of series, as a target chooses those that it publishes."""

from enum import StrEnum


class SeriesGroup(StrEnum):
    """A group of series; the values are public."""

    CORE = "core"
    """Everything but the others: what alerts and most panels are made of."""
    PROTOCOLS = "protocols"
    CIPHERS = "ciphers"
    GROUPS = "groups"
    CLIENTS = "clients"
