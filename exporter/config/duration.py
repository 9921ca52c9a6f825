"""Durations as Prometheus writes them: 500ms, 30s, 5m, 1h30m, 2d, 1w, 1y."""

import re
from collections.abc import Iterator

from exporter.config.wording import shown

MILLISECONDS = {
    "y": 365 * 86_400_000,
    "w": 7 * 86_400_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "m": 60_000,
    "s": 1_000,
    "ms": 1,
}
PATTERN = "".join(f"(?:([0-9]{{1,15}}){unit})?" for unit in MILLISECONDS)
DURATION = re.compile(PATTERN)


def duration(text: str) -> float:
    """The seconds that `text` stands for."""
    match = DURATION.fullmatch(text)
    if not text or not match:
        raise ValueError(f"{shown(text)} is not a duration; write it like 30s, 5m, 1h30m or 2d")
    counts = (int(count or 0) for count in match.groups())
    return (
        sum(count * size for count, size in zip(counts, MILLISECONDS.values(), strict=True)) / 1000
    )


def duration_text(seconds: float) -> str:
    """A duration as an operator would write it, in days at most: 5400 is 1h30m."""
    return "".join(f"{count}{unit}" for count, unit in duration_parts(seconds)) or "0s"


def duration_parts(seconds: float) -> Iterator[tuple[int, str]]:
    """How many of each unit, in days at most, those of which there are none left out."""
    rest = round(seconds * 1000)
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, MILLISECONDS[unit])
        if count:
            yield count, unit
