"""What came of a promise that browsers go by, where it was tried."""

from enum import StrEnum


class Fulfilment(StrEnum):
    """As it is told on pages and in JSON."""

    KEPT = "kept"
    CLOSED = "the port is closed"
    DECLINED = "declined"
    """The port is open, and the protocol is not spoken there."""
    UNKNOWN = "not known"
