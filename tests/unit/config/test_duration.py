"""Durations are read as Prometheus reads them, and written back the same."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers, text

from exporter.config.duration import duration, duration_text


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("500ms", 0.5),
        ("0s", 0),
        ("30s", 30),
        ("5m", 300),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1w", 604_800),
        ("1y", 31_536_000),
        ("1y2w3d4h5m6s7ms", 33_019_506.007),
    ],
)
def test_a_duration_is_read_in_seconds(written: str, seconds: float) -> None:
    """Every unit of Prometheus is known, alone and together."""
    assert duration(written) == seconds


@pytest.mark.parametrize(
    "written", ["", "5", "m", "5 m", "m5", "1.5h", "-5m", "5m5m", "30m1h", "\u0665m"]
)
def test_what_is_no_duration_is_refused_with_a_cure(written: str) -> None:
    """The message shows how durations are written."""
    with pytest.raises(ValueError, match=r"is not a duration; write it like 30s, 5m, 1h30m or 2d"):
        duration(written)


@given(integers(min_value=0, max_value=10**14))
def test_a_written_duration_is_read_back(milliseconds: int) -> None:
    """Writing loses nothing down to a millisecond."""
    assert duration(duration_text(milliseconds / 1000)) == milliseconds / 1000


def test_a_duration_is_written_with_days_as_its_largest_unit() -> None:
    """Operators think of certificates in days, not in weeks."""
    assert duration_text(5400) == "1h30m"
    assert duration_text(30 * 86400) == "30d"
    assert duration_text(0) == "0s"


@given(text(max_size=20))
def test_any_text_is_a_duration_or_refused(written: str) -> None:
    """No text has another outcome than a number or a ValueError."""
    try:
        assert duration(written) >= 0
    except ValueError:
        return
