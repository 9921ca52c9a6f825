"""Where the exporter's paths begin: below a prefix, and behind proxies that change it."""

import re
from dataclasses import dataclass

from yarl import URL

PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
"""Segments of what need not be encoded in any URL (RFC 3986, 2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Two prefixes without a slash at the end, empty where there is none."""

    routes: str = ""
    """In front of the paths that are answered here."""
    links: str = ""
    """In front of the paths that browsers ask for."""
    origin: str = ""
    """Where browsers find it behind a proxy: `https://HOST[:PORT]`, empty where that is not told."""


def external(url: str) -> Location:
    """Where browsers find it, by a URL; a ValueError says what is wrong with it."""
    parts = URL(url, encoded=True)
    if parts.scheme not in {"http", "https"} or not parts.host or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is not where browsers find it: write https://HOST/PATH")
    prefix = path_prefix(parts.raw_path)
    return Location(routes=prefix, links=prefix, origin=str(parts.origin()))


def path_prefix(path: str) -> str:
    """A path as a prefix; a ValueError says what is wrong with it."""
    trimmed = path.rstrip("/")
    if not PREFIX.fullmatch(trimmed):
        raise ValueError(f"{path!r} is not the beginning of a path: write one such as /tls")
    return trimmed


ROOT = Location()
"""Where nothing stands in front of the paths."""
