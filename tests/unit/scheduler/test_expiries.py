"""The instants at which judgements cease to hold come in their order."""

from datetime import UTC, datetime, timedelta

from exporter.scheduler.expiries import Expiries

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_what_is_reached_comes_in_the_order_of_time() -> None:
    """The instant itself is reached; what is later stays."""
    expiries = Expiries()
    assert expiries.next is None
    expiries.note("late", NOON + SECOND)
    expiries.note("second", NOON)
    expiries.note("first", NOON - SECOND)
    assert expiries.next == NOON - SECOND
    assert list(expiries.pop_reached(NOON)) == ["first", "second"]
    assert list(expiries.pop_reached(NOON)) == []
    assert expiries.next == NOON + SECOND
