"""By what some clients, not all, take a certificate to be for a host."""

from enum import Enum


class LenientMatch(Enum):
    """What is no match by RFC 9525, as browsers read it."""

    COMMON_NAME = "common name"
    """The common name covers the host, and there are no alternative names."""
    WIDE_WILDCARD = "wildcard"
    """An alternative name is a wildcard below a top-level domain, as `*.internal` is."""
