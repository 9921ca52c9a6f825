"""Numbers with their nouns, lists cut short, spans of time, and exceptions in a line."""

from collections.abc import Sequence
from datetime import timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_HOURS = 2 * DAY
"""Less than this is told in hours."""
SHORT_LIFE = 8 * DAY
"""Of what lasts less, the whole life is told in hours, too."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: "1 address", "2 addresses"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """The names, or so many of them and how many there are beside: "a, b and 3 more"."""
    left_out = 0 if most is None else len(names) - most
    return ", ".join(names[:most]) + (f" and {left_out} more" if left_out > 0 else "")


def span(time: timedelta, *, digits: int = 1) -> str:
    """A time as people count it: "60.0 days", "6.0 hours"; so many digits after the point."""
    unit, word = (HOUR, "hours") if abs(time) < IN_HOURS else (DAY, "days")
    return f"{time / unit:.{digits}f} {word}"


def share(time: timedelta, whole: timedelta) -> str:
    """A part of a lifetime: "15.0 days of 90", "30.5 hours of 90 days", "40.0 hours of 160"."""
    if whole < SHORT_LIFE:
        return f"{time / HOUR:.1f} hours of {whole / HOUR:.0f}"
    unit = " days" if time < IN_HOURS else ""
    return f"{span(time)} of {whole / DAY:.0f}{unit}"


def described(error: BaseException) -> str:
    """The exception in a line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
