"""Sizes in bytes: 4096B, 64KiB, 10MiB."""

import re

from exporter.config.wording import shown

UNITS = {"MiB": 1024 * 1024, "KiB": 1024, "B": 1}
PATTERN = f"[0-9]{{1,9}}({'|'.join(UNITS)})"
SIZE = re.compile(f"([0-9]{{1,9}})({'|'.join(UNITS)})")
LEAST, MOST = 1024, 1024 * 1024 * 1024


def size(text: str) -> int:
    """The bytes that `text` stands for."""
    match = SIZE.fullmatch(text)
    if not match:
        raise ValueError(f"{shown(text)} is not a size; write it like 512KiB or 10MiB")
    found = int(match[1]) * UNITS[match[2]]
    if not LEAST <= found <= MOST:
        raise ValueError(f"{text} is out of range; use a size from 1KiB to 1024MiB")
    return found


def size_text(size: int) -> str:
    """A size in the largest unit that leaves a whole number."""
    unit = next(unit for unit, worth in UNITS.items() if size % worth == 0)
    return f"{size // UNITS[unit]}{unit}"
