"""Which of the names that sites have fits the name of a connection best, as each server sees it."""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import re2  # type: ignore[import-untyped]  # it declares no types

from exporter.words.server_software import ServerSoftware

MOST_REPEATS = 2
"""In an expression that is tried by going back: of the 253 characters of a name, some 32,000 ways."""
BROKEN = ("nothing to repeat", "missing )", "unbalanced parenthesis", "unterminated character set")
"""What Python says of mistakes that every reader of expressions refuses."""
Rank: TypeAlias = tuple[int, int]
"""The lowest fits best; of equal ones the first site's."""
Fit: TypeAlias = Callable[[str, str], Rank | None]
"""How a name as written (lower case, but for expressions) fits one that was asked for."""


def by_nginx(written: str, name: str) -> Rank | None:
    """The exact name, the longest *.name, the longest name.*, the first expression, in any case.

    `.example.com` is `example.com` and `*.example.com`.
    """
    if written.startswith("~"):
        return (3, 0) if matches(f"(?i){written[1:]}", name) else None
    if written in {name, f".{name}"}:
        return (0, 0)
    suffix = written.lstrip("*")
    if written.startswith(("*.", ".")) and name.endswith(suffix):
        return (1, -len(suffix))
    if written.endswith(".*") and name.startswith(written[:-1]):
        return (2, -len(written))
    return None


def matches(expression: str, name: str) -> bool:
    """Whether a regular expression of PCRE matches, or may, as it cannot be tried."""
    pattern = compiled(expression)
    return pattern is None or pattern.search(name) is not None


def is_untried(written: str) -> bool:
    """Whether a name is an expression that may fit any name, for all we know."""
    return written.startswith("~") and compiled(f"(?i){written[1:]}") is None


@lru_cache(maxsize=1024)
def compiled(expression: str) -> Any:
    """By RE2, whose time grows with the name alone; by Python what looks around, if it is tame; else None."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error:
        return compiled_by_python(expression) if is_tame(expression) else None


def compiled_by_python(expression: str) -> re.Pattern[str] | None:
    """The expression; None where Python cannot read it."""
    try:
        return re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", expression))
    except re.error:
        return None


def is_broken(expression: str) -> bool:
    """Whether it is surely none for PCRE either: something is repeated that is not there, or a bracket is one too many."""
    try:
        re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", expression))
    except re.error as error:
        is_alike = not re.search(r"\\[QEKRNXpPhHvV]|\(\?[^:=!<iP]|\[\[:", expression)
        return is_alike and error.msg.startswith(BROKEN)
    return False


def is_tame(expression: str) -> bool:
    """Whether no group is repeated without end, and little else, so that trying all ways takes no time."""
    bare = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "x", expression)
    return (
        not re.search(r"\)(?:[*+]|\{)", bare) and len(re.findall(r"[*+]|\{", bare)) <= MOST_REPEATS
    )


def by_apache(written: str, name: str) -> Rank | None:
    """Names and aliases alike, in the order of the virtual hosts; `*` and `?` cover dots as well."""
    is_fit = written == name or fnmatchcase(name, written.replace("[", "[[]"))
    return (0, 0) if is_fit else None


def by_haproxy(written: str, name: str) -> Rank | None:
    """The exact name, or the wildcard for its first label."""
    if written == name:
        return (0, 0)
    return (1, 0) if written == f"*.{name.partition('.')[2]}" else None


FITS: Mapping[ServerSoftware, Fit] = MappingProxyType(
    {
        ServerSoftware.NGINX: by_nginx,
        ServerSoftware.APACHE: by_apache,
        ServerSoftware.HAPROXY: by_haproxy,
    }
)
