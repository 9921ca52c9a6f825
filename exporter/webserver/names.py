"""Which of the names that sites have fits the name of a connection best, as each server sees it."""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TypeAlias

from exporter.words.server_software import ServerSoftware

Rank: TypeAlias = tuple[int, int]
"""The lowest fits best; of equal ones the first site's."""
Fit: TypeAlias = Callable[[str, str], Rank | None]
"""How a name as written (lower case, but for expressions) fits one that was asked for."""


def by_nginx(written: str, name: str) -> Rank | None:
    """The exact name, the longest *.name, the longest name.*, the first expression.

    `.example.com` is `example.com` and `*.example.com`.
    """
    if written.startswith("~"):
        return (3, 0) if matches(written[1:], name) else None
    if written in {name, f".{name}"}:
        return (0, 0)
    suffix = written.lstrip("*")
    if written.startswith(("*.", ".")) and name.endswith(suffix):
        return (1, -len(suffix))
    if written.endswith(".*") and name.startswith(written[:-1]):
        return (2, -len(written))
    return None


def matches(expression: str, name: str) -> bool:
    """Whether a regular expression of PCRE matches; one that Python cannot read does not."""
    try:
        return re.search(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", expression), name) is not None
    except re.error:
        return False


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
