"""The instants at which judgements cease to hold come in their order."""

from datetime import UTC, datetime, timedelta

from exporter.scheduler.instants import Instants

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_what_is_reached_comes_in_the_order_of_time() -> None:
    """The instant itself is reached; what is later stays."""
    instants = Instants()
    assert instants.next is None
    instants.note("late", NOON + SECOND)
    instants.note("second", NOON)
    instants.note("first", NOON - SECOND)
    assert instants.next == NOON - SECOND
    assert list(instants.pop_reached(NOON)) == ["first", "second"]
    assert list(instants.pop_reached(NOON)) == []
    assert instants.next == NOON + SECOND
