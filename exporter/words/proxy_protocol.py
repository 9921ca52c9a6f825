"""Whether a header of the PROXY protocol goes before the first byte of TLS."""

from enum import StrEnum


class ProxyProtocol(StrEnum):
    """The header that a load balancer would send; the values are public."""

    NONE = "none"
    V1 = "v1"
    """A line of text."""
    V2 = "v2"
    """Binary."""
