"""A registry as IANA publishes it: a CSV file with a row for each code point or range of them."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

SITE = "https://www.iana.org/assignments/tls-parameters"
COLUMNS = ["Value", "Description"]
VALUE = re.compile(r"(0x)?[0-9A-F]+([-,](0x)?[0-9A-F]+|,\*)*")
IS_RANGE = re.compile(r"-|\*")
NOT_NAMES = frozenset({"Reserved", "Unassigned"})


class UnusableFileError(Exception):
    """A file cannot be used; the message names it, the line and the cure."""


def assigned(path: Path, end: str) -> dict[str, str]:
    """The values in the registry's order, by what they are assigned to; `end` is its last."""
    return {
        description: value
        for value, description in rows(path, end)
        if not IS_RANGE.search(value)
        and description.isidentifier()
        and description not in NOT_NAMES
    }


def rows(path: Path, end: str) -> Iterator[tuple[str, str]]:
    """Value and description of each row; a file that is damaged or cut off is an error."""
    reader = csv.reader(StringIO(path.read_text("utf-8", errors="replace")), strict=True)
    try:
        yield from checked(reader, end)
    except (ValueError, csv.Error) as error:
        cure = f"download it anew from {SITE}/{path.name}"
        raise UnusableFileError(f"{path}:{reader.line_num}: {error}; {cure}") from error


def checked(table: Iterator[list[str]], end: str) -> Iterator[tuple[str, str]]:
    """Value and description of each row that is as wide as the header, down to `end`."""
    header, value = next(table, []), "its header"
    if header[:2] != COLUMNS:
        raise ValueError(f"the columns do not begin with {' and '.join(COLUMNS)}")
    for row in table:
        if len(row) != len(header):
            raise ValueError(f"the row has {len(row)} of {len(header)} columns")
        value, description = row[:2]
        if not VALUE.fullmatch(value):
            raise ValueError(f"{value!r} is neither a code point nor a range")
        yield value, description
    if not value.endswith(end):
        raise ValueError(f"the file ends at {value}, the registry at {end}")
