"""The machine's clock, which everything below is given."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present."""
    return datetime.now(tz=UTC)
