"""Equal values are kept once."""

from exporter.model.shared import shared
from exporter.words.protocol import Protocol, Support


def test_equal_values_become_one_object() -> None:
    """One serves for all its equals; others are themselves."""
    first = tuple((protocol, Support.NO) for protocol in Protocol)
    second = tuple((protocol, Support.NO) for protocol in Protocol)
    other = tuple((protocol, Support.YES) for protocol in Protocol)
    assert first is not second
    assert shared(first) is shared(second)
    assert shared(first) == first
    assert shared(other) == other
