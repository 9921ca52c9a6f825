"""The targets in the configuration of a web server: each name under which it speaks TLS, at its port."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from exporter.config.document import rest
from exporter.config.file import reason
from exporter.config.host import Authority, canonical_host
from exporter.config.problem import MOST, Problem
from exporter.discovery.listing import Found, Listing
from exporter.model.address import is_address
from exporter.model.server_config import Line, ServerConfig, is_host_name
from exporter.model.target import Policy, ServerFiles, Target
from exporter.words.server_software import ServerSoftware
from exporter.words.wording import listed

ReadConfiguration: TypeAlias = Callable[[ServerSoftware, str, str], ServerConfig]
"""Reads what a software has at a path below a root; the same object where nothing has changed.

It blocks, and raises OSError.
"""
CATCH_ALL = frozenset({"", "_"})
"""What stands where a site has no name (nginx, "Server names")."""
MOST_NAMED = 3
"""Patterns that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsName:
    """A name of a site that speaks TLS."""

    written: str
    host: str
    """A-labels; empty where it stands for no one host."""
    address: str
    """Where the server listens, or one of `EVERY_ADDRESS`."""
    port: int
    where: Line

    def found(self, label: str, server: ServerFiles, defaults: Policy) -> Found:
        """The target of this name."""
        target = Target(
            name=label,
            host=self.host,
            server_name=self.host,
            port=self.port,
            server=server,
            policy=defaults,
        )
        return Found(target=target, file=f"{server.root}{self.where.file}", line=self.where.number)


class WatchedServer:
    """The targets of a server's configurations, which are read anew when they changed."""

    def __init__(self, server: ServerFiles, read: ReadConfiguration, defaults: Policy) -> None:
        paths = server.configurations.values()
        self.name = " and ".join(f"{server.root}{path}" for path in paths)
        self._server = server
        self._read = read
        self._defaults = defaults
        self._configs: tuple[ServerConfig, ...] = ()
        self._listing = Listing(file=self.name, yields=True)

    def refresh(self) -> Iterator[Listing]:
        """The names, listed again if a configuration is not the one that was read last."""
        try:
            self._refresh()
        except OSError as error:
            self._configs = ()
            problem = Problem(file=str(error.filename or self.name), message=reason(error))
            self._listing = replace(self._listing, problems=(problem,))
        yield self._listing

    def _refresh(self) -> None:
        server = self._server
        given = server.configurations.items()
        configs = tuple(self._read(software, path, server.root) for software, path in given)
        if tuple(map(id, configs)) != tuple(map(id, self._configs)):
            self._configs = configs
            names = listing(self.name, configs, server, self._defaults)
            self._listing = names.after(self._listing)


def listing(
    source: str, configs: Sequence[ServerConfig], server: ServerFiles, defaults: Policy
) -> Listing:
    """The targets of configurations, and for which names there are none."""
    found: dict[str, Found] = {}
    for one in (name for config in configs for name in tls_names(config) if name.host):
        label = Authority(host=one.host).at(one.port)
        found.setdefault(label, one.found(label, server, defaults))
    return Listing(
        file=source,
        found=tuple(found.values()),
        problems=tuple(problems(configs, server.root, source)),
        remarks=tuple(remarks(patterns(configs), source, is_empty=not found)),
        yields=True,
    )


def tls_names(config: ServerConfig) -> Iterator[TlsName]:
    """Each name of a site, at each port where it is spoken to by TLS."""
    for socket in config.sockets:
        for site in socket.sites if socket.is_tls else ():
            for name in site.names if not site.rejects else ():
                if name not in CATCH_ALL:
                    yield TlsName(
                        written=name,
                        host=host_of(name),
                        address=socket.address,
                        port=socket.port,
                        where=site.where,
                    )


def patterns(configs: Iterable[ServerConfig]) -> tuple[str, ...]:
    """The names that stand for no one host, each once."""
    names = (one for config in configs for one in tls_names(config))
    return tuple(dict.fromkeys(one.written for one in names if not one.host))


def host_of(name: str) -> str:
    """The one host that a name stands for; addresses are sent in no hello (RFC 6066, section 3)."""
    try:
        host = canonical_host(name) if is_host_name(name) else ""
    except ValueError:
        return ""
    return "" if is_address(host) else host


def problems(configs: Iterable[ServerConfig], root: str, source: str) -> Iterator[Problem]:
    """What is wrong with the configurations: names may be missing for it."""
    flaws = [flaw for config in configs for flaw in config.flaws]
    for flaw in flaws[:MOST]:
        where = flaw.where
        yield Problem(file=f"{root}{where.file}", line=where.number, message=flaw.text)
    yield from rest(source, len(flaws) - MOST)


def remarks(patterns: Sequence[str], source: str, *, is_empty: bool) -> Iterator[Problem]:
    """That names stand for no one host, or that there are none at all."""
    if patterns:
        told = f"{listed(patterns, MOST_NAMED)}: no one host to ask for"
        yield Problem(file=source, message=f"{told}; write those to watch under `targets`")
    if is_empty:
        yield Problem(
            file=source,
            message="no site speaks TLS under a name; correct the path, unless one is to come",
        )
