"""Numbers with their nouns, lists cut short, and exceptions in a line."""

from collections.abc import Sequence


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: "1 address", "2 addresses"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """The names, or so many of them and how many there are beside: "a, b and 3 more"."""
    left_out = 0 if most is None else len(names) - most
    return ", ".join(names[:most]) + (f" and {left_out} more" if left_out > 0 else "")


def described(error: BaseException) -> str:
    """The exception in a line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
