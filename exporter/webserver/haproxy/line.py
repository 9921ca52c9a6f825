"""The lines of haproxy's files and the words in them (configuration manual, section 2.2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exporter.model.server_config import Line

PART = re.compile(
    r"""(?P<space>\s+)|(?P<comment>\#.*)|'(?P<strong>[^']*)'|"(?P<weak>(?:[^"\\]|\\.)*+)"|(?P<open>["'])"""
    r"""|\\(?P<escaped>.)|(?P<plain>[^\s\#'"\\]+)"""
)
VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:-([^}]*))?\})")
ESCAPE = re.compile(r"""\\(["\\ #$])""")
UNKNOWN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands for a variable that the files give no value, as it may come from where haproxy was started."""


class UnmatchedQuoteError(Exception):
    """A quote that the line does not close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A line that says something."""

    words: tuple[str, ...]
    where: Line
    is_certain: bool = True
    """False: it stands under a condition that the files do not decide, and what is wrong there may not count."""


def words(text: str, variables: Mapping[str, str], unknown: str = "") -> Iterator[str]:
    """Words are parted by spaces; variables have values in double quotes alone."""
    begun: list[str] = []
    has_begun = False
    for found in PART.finditer(text):
        kind, part = found.lastgroup, found[found.lastgroup or 0]
        if kind == "open":
            raise UnmatchedQuoteError
        if kind in {"space", "comment"}:
            if has_begun:
                yield "".join(begun)
            begun, has_begun = [], False
            if kind == "comment":
                return
            continue
        if kind == "weak":
            part = ESCAPE.sub(r"\1", VARIABLE.sub(lambda one: value(one, variables, unknown), part))
        begun.append(part)
        has_begun = True
    if has_begun:
        yield "".join(begun)


def weight(text: str, variables: Mapping[str, str]) -> int:
    """Characters of a line with the values of its variables."""
    return len(text) + sum(len(value(one, variables)) for one in VARIABLE.finditer(text))


def value(variable: re.Match[str], variables: Mapping[str, str], unknown: str = "") -> str:
    """What stands for a variable: where it is not known, what it has behind a `-`, or else `unknown`."""
    return variables.get(variable[1] or variable[2], variable[3] or unknown)


def is_known(text: str, variables: Mapping[str, str]) -> bool:
    """Whether all variables in a line have values in the files; others may come from where haproxy was started."""
    return all((found[1] or found[2]) in variables for found in VARIABLE.finditer(text))
