"""The targets in the configuration of a web server: each name under which it speaks TLS, at its port."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from exporter.config.document import first_problems
from exporter.config.file import reason
from exporter.config.host import HostAndPort, canonical_host
from exporter.config.problem import Fault, Problem
from exporter.config.target_mapping import target
from exporter.discovery.file_sd import after_rules, emptied
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.labelled import ADDRESS, FILE, keys_after
from exporter.discovery.listing import Found, Listing
from exporter.model.address import is_address
from exporter.model.server_config import Line, ServerConfig, is_host_name
from exporter.model.target import ServerFiles
from exporter.words.server_software import ServerSoftware
from exporter.words.wording import listed

ReadConfiguration: TypeAlias = Callable[[ServerSoftware, tuple[str, ...], str], ServerConfig]
"""Reads what a software has at its paths below a root; the same object where nothing has changed.

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


class WatchedServer:
    """The targets of a server's configurations, which are read anew when they changed."""

    def __init__(
        self, server: ServerFiles, read: ReadConfiguration, inheritance: Inheritance
    ) -> None:
        paths = (path for paths in server.configurations.values() for path in paths)
        self.name = " and ".join(f"{server.root}{path}" for path in paths)
        self._server = server
        self._read = read
        self._inheritance = inheritance
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
        configs = tuple(self._read(software, paths, server.root) for software, paths in given)
        if tuple(map(id, configs)) != tuple(map(id, self._configs)):
            self._configs = configs
            names = listing(self.name, configs, server, self._inheritance)
            self._listing = names.after(self._listing)


def listing(
    source: str, configs: Sequence[ServerConfig], server: ServerFiles, inheritance: Inheritance
) -> Listing:
    """The targets of configurations, and for which names there are none."""
    names: dict[str, TlsName] = {}
    for one in (name for config in configs for name in tls_names(config) if name.host):
        names.setdefault(HostAndPort(host=one.host).at(one.port), one)
    made = [target_of(label, one, server, inheritance) for label, one in names.items()]
    found = tuple(one for one in made if isinstance(one, Found))
    refused = tuple(one for one in made if isinstance(one, Problem))
    dropped = 0 if found or refused else len(names)
    problems = (*problems_of(configs, server.root), *refused)
    return Listing(
        file=source,
        found=found,
        problems=first_problems(source, problems),
        wrong=Counter(f"{one.file}: {one.message}" for one in problems),
        remarks=(
            *remarks(patterns(configs), source, is_empty=not names),
            *emptied(source, dropped),
        ),
        yields=True,
    )


def target_of(
    label: str, name: TlsName, server: ServerFiles, inheritance: Inheritance
) -> Found | Problem | None:
    """The target of a name, or what is wrong with it; None where a rule drops it."""
    file, line = f"{server.root}{name.where.file}", name.where.number
    match keys_after({ADDRESS: label, FILE: file}, inheritance):
        case (Fault() as fault, *_):
            return Problem(file=file, line=line, message=after_rules(fault))
        case dict() as keys:
            made = replace(target(keys, inheritance.defaults), server=server)
            return Found(target=made, file=file, line=line)
    return None


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


def problems_of(configs: Iterable[ServerConfig], root: str) -> Iterator[Problem]:
    """What is wrong with the configurations: names may be missing for it."""
    for flaw in (flaw for config in configs for flaw in config.flaws):
        where = flaw.where
        yield Problem(file=f"{root}{where.file}", line=where.number, message=flaw.text)


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
