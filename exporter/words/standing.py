"""How a deployment stands."""

from enum import StrEnum


class Standing(StrEnum):
    """How a deployment stands, the gravest first; the values are public."""

    FAILING = "failing"
    """A step of the guide fails."""
    PARTLY_UNKNOWN = "partly_unknown"
    """Nothing that is known is wrong; but not everything could be known."""
    UNKNOWN = "unknown"
    """No certificate could be checked."""
    WARNING = "warning"
    """No step fails, but something asks for attention."""
    HEALTHY = "healthy"
    """Everything that was to be established is known, and as it should be."""
