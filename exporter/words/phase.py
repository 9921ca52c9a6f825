"""The parts of a probe."""

from enum import StrEnum


class Phase(StrEnum):
    """A part of a probe that is timed and can fail on its own; the values are public."""

    DNS = "dns"
    CONNECT = "connect"
    STARTTLS = "starttls"
    HANDSHAKE = "handshake"
    SCAN = "scan"
    VERIFY = "verify"
