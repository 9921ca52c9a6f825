"""Which site of a configuration answers a name at an address and port, as the server decides it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model.server_config import EVERY_ADDRESS, Listen, Pair, ServerConfig, Site
from exporter.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The site that answers, and whether it is named for it."""

    site: Site
    is_named: bool
    """False: it answers as the default, for every name that no site has."""


def answering(config: ServerConfig, name: str, address: str, port: int) -> Answering | None:
    """The site for a name (A-label, lower case); None where no TLS site listens there."""
    found = candidates(config, address, port)
    if not found:
        return None
    named = by_name(name, [site for site, _ in found])
    if named:
        return Answering(site=named, is_named=True)
    return Answering(site=default(found), is_named=False)


def presented_pairs(config: ServerConfig, name: str, address: str, port: int) -> tuple[Pair, ...]:
    """The certificates and keys for a name: a site without any has those of the default."""
    answer = answering(config, name, address, port)
    if answer is None or answer.site.pairs or answer.site.unreadable:
        return answer.site.pairs if answer else ()
    return default(candidates(config, address, port)).pairs


def default(found: list[tuple[Site, Listen]]) -> Site:
    """The one that was declared the default, or else the first."""
    return next((site for site, listen in found if listen.is_default), found[0][0])


def candidates(config: ServerConfig, address: str, port: int) -> list[tuple[Site, Listen]]:
    """The TLS sites that take connections to an address, in the order of the files.

    Those that listen at the very address go before those that listen at every one of its family.
    Where none does, the address is translated on the way, and all that have the port may answer.
    """
    listening = [
        (site, listen) for site in config.sites for listen in site.listens if listen.port == port
    ]
    every = EVERY_ADDRESS[":" in address]
    exact = [one for one in listening if one[1].address == address]
    at_every = [one for one in listening if one[1].address == every]
    return [one for one in exact or at_every or listening if one[1].is_tls]


def by_name(name: str, sites: list[Site]) -> Site | None:
    """Nginx's order: the exact name, the longest *.name, the longest name.*, the first expression."""
    names = [(written, site) for site in sites for written in site.names]
    ways = (exact, leading_wildcards, trailing_wildcards, expressions)
    for way in ways:
        if site := next((site for _, site in way(name, names)), None):
            return site
    return None


def exact(name: str, names: Iterable[tuple[str, Site]]) -> Iterator[tuple[str, Site]]:
    """Those that have the very name; `.example.com` is one of its ways to be written."""
    return ((one, site) for one, site in names if one.lower() in {name, f".{name}"})


def leading_wildcards(name: str, names: Iterable[tuple[str, Site]]) -> Iterator[tuple[str, Site]]:
    """Those of *.example.com and .example.com that cover the name, longest first."""
    matching = (
        (one, site)
        for one, site in names
        if one.startswith(("*.", ".")) and name.endswith(one.lstrip("*").lower())
    )
    return iter(sorted(matching, key=lambda pair: -len(pair[0].lstrip("*"))))


def trailing_wildcards(name: str, names: Iterable[tuple[str, Site]]) -> Iterator[tuple[str, Site]]:
    """Those of www.example.* that cover the name, longest first."""
    matching = (
        (one, site)
        for one, site in names
        if one.endswith(".*") and name.startswith(one[:-1].lower())
    )
    return iter(sorted(matching, key=lambda pair: -len(pair[0])))


def expressions(name: str, names: Iterable[tuple[str, Site]]) -> Iterator[tuple[str, Site]]:
    """Those of ~expression that match, in the order of the files."""
    return ((one, site) for one, site in names if one.startswith("~") and matches(one[1:], name))


def matches(expression: str, name: str) -> bool:
    """Whether a regular expression of PCRE matches; one that Python cannot read does not."""
    try:
        return re.search(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", expression), name) is not None
    except re.error:
        return False


def deployed_pairs(
    target: Target, configs: Iterable[ServerConfig], address: str
) -> tuple[Pair, ...]:
    """The certificates and keys that the files have for a target at one of its addresses."""
    written = target.server.files if target.server else ()
    found = (
        pair
        for config in configs
        for pair in presented_pairs(config, target.server_name, address, target.port)
    )
    return tuple(dict.fromkeys((*written, *found)))
