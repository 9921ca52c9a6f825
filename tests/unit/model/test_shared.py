"""Equal values are kept once, as many as a number of bytes takes."""

import pytest

from exporter.model import shared as room
from exporter.model.recent import Recent
from exporter.model.shared import shared, weight
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


def test_heavy_values_make_others_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their number is: those first that were not asked for longest."""
    values = [(number, "x" * 1000) for number in range(20)]
    few = Recent[tuple[int, str], tuple[int, str]](10_500, weight=weight)
    monkeypatch.setattr(room, "remembered", lambda: few)
    assert 1000 < weight(values[0]) < 1050
    for value in values:
        shared(value)
    assert shared((19, "x" * 1000)) is values[19]
    assert shared((10, "x" * 1000)) is values[10]
    assert shared((9, "x" * 1000)) is not values[9]
