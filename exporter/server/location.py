"""Where the exporter's paths begin: below a prefix, and behind proxies that change it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
"""Segments of what need not be encoded in any URL (RFC 3986, 2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Two prefixes without a slash at the end, empty where there is none."""

    routes: str = ""
    """In front of the paths that are answered here."""
    links: str = ""
    """In front of the paths that browsers ask for."""


def url_path(url: str) -> str:
    """The path of a URL as a prefix; a ValueError says what is wrong with it."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is not where browsers find it: write https://HOST/PATH")
    return path_prefix(parts.path)


def path_prefix(path: str) -> str:
    """A path as a prefix; a ValueError says what is wrong with it."""
    trimmed = path.rstrip("/")
    if not PREFIX.fullmatch(trimmed):
        raise ValueError(f"{path!r} is not the beginning of a path: write one such as /tls")
    return trimmed


ROOT = Location()
"""Where nothing stands in front of the paths."""
