"""What the configuration of a web server says of its TLS sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address

from exporter.model.destination import Destination
from exporter.model.once import Once
from exporter.words.security_level import USUAL
from exporter.words.server_software import ServerSoftware

EVERY_ADDRESS = (str(IPv4Address(0)), str(IPv6Address(0)))
"""What stands for all of a family."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Line:
    """Where something stands in the files of a configuration."""

    file: str
    number: int

    def __str__(self) -> str:
        """As people write it: /etc/nginx/nginx.conf:12."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something for which the server would not start, or that cannot be read."""

    where: Line
    text: str

    def __str__(self) -> str:
        """Where it is and what it is."""
        return f"{self.where}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A certificate file and its key file, both as absolute paths; one file may be both."""

    certificate: str
    key: str = ""
    """Empty where it is not given."""
    passphrases: str = ""
    """File with passphrases of the key; empty where there is none."""
    chain: str = ""
    """File with the certificates that follow the leaf, where they have a file of their own."""
    level: int = USUAL
    """OpenSSL's security level at which the two are taken."""

    @property
    def files(self) -> tuple[str, ...]:
        """Each file once."""
        return tuple(
            dict.fromkeys(path for path in (self.certificate, self.key, self.chain) if path)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A block of a configuration that answers for some names: nginx's `server`, Apache's VirtualHost."""

    where: Line
    names: tuple[str, ...]
    """As written: exact names, wildcards, regular expressions."""
    pairs: tuple[Pair, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Certificates and keys that are no plain files: variables, `data:`, `engine:`."""
    excluded: tuple[str, ...] = ()
    """Names that its wildcards do not cover."""
    rejects: bool = False
    """Whether it refuses handshakes, and so needs no certificate."""
    is_for_all: bool = False
    """Whether it looks at no names: nginx's `stream` and `mail`."""


@dataclass(frozen=True, kw_only=True)  # without slots: names are put in order once
class Socket:
    """Where a server takes connections, and the sites among which it chooses by the name."""

    address: str
    """In canonical text form; one of `EVERY_ADDRESS` for all of its family."""
    port: int
    is_tls: bool
    """Whether connections begin with TLS."""
    sites: tuple[Site, ...]
    """In the order of the files."""
    default: Site
    """It answers names of no other."""
    is_whole: bool = True
    """False: it has further certificates or sites, which the files do not tell."""
    wants_proxy_header: bool = False
    """Whether every connection has to begin with a header of the PROXY protocol."""

    @Once
    def host_names(self) -> Mapping[str, Sequence[int]]:
        """The positions of the sites that have a name, in lower case."""
        found: dict[str, list[int]] = {}
        for position, site in enumerate(self.sites):
            for name in filter(is_host_name, site.names):
                found.setdefault(name.lower(), []).append(position)
        return found

    @Once
    def patterns(self) -> tuple[tuple[int, str], ...]:
        """All other names: wildcards and expressions, each with the position of its site."""
        return tuple(
            (position, name)
            for position, site in enumerate(self.sites)
            for name in site.names
            if not is_host_name(name)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """Who opens the files of a server that is not started as root."""

    user: str
    groups: tuple[str, ...] = ()
    """Beside the user's own."""


@dataclass(frozen=True, kw_only=True)  # without slots, as Socket
class ServerConfig:
    """A configuration as it was read, its includes among it."""

    software: ServerSoftware
    sites: tuple[Site, ...]
    sockets: tuple[Socket, ...]
    flaws: tuple[Flaw, ...] = ()
    user: str = ""
    """As whom the server goes on once it has opened its files; empty where the files do not say."""
    starter: Starter | None = None
    """As whom it is started and opens them, where its unit of systemd says so; None: as root."""

    @Once
    def by_address(self) -> Mapping[tuple[str, int], Socket]:
        """The sockets by address and port."""
        return {(one.address, one.port): one for one in self.sockets}

    @Once
    def by_port(self) -> Mapping[int, Socket]:
        """The TLS sockets of each port as one, with the sites of all, the default of the first."""
        found: dict[int, list[Socket]] = {}
        for one in self.sockets:
            if one.is_tls:
                found.setdefault(one.port, []).append(one)
        return {port: merged(sockets) for port, sockets in found.items()}


def merged(sockets: Sequence[Socket]) -> Socket:
    """One with the sites of all, each once."""
    if len(sockets) == 1:
        return sockets[0]
    sites = dict.fromkeys(site for socket in sockets for site in socket.sites)
    return replace(
        sockets[0],
        sites=tuple(sites),
        is_whole=all(socket.is_whole for socket in sockets),
        wants_proxy_header=all(socket.wants_proxy_header for socket in sockets),
    )


def joined(software: ServerSoftware, configs: Sequence[ServerConfig], *flaws: Flaw) -> ServerConfig:
    """The configurations of several servers as one.

    Who takes the connections to an address that more than one of them has is not told by the files.
    """
    if len(configs) == 1 and not flaws:
        return configs[0]
    places: dict[tuple[str, int], list[Socket]] = {}
    for one in (socket for config in configs for socket in config.sockets):
        places.setdefault((one.address, one.port), []).append(one)
    return ServerConfig(
        software=software,
        sites=tuple(site for config in configs for site in config.sites),
        sockets=tuple(
            replace(merged(sockets), is_whole=False) if len(sockets) > 1 else sockets[0]
            for sockets in places.values()
        ),
        flaws=(*flaws, *(flaw for config in configs for flaw in config.flaws)),
        user=" or ".join(dict.fromkeys(config.user for config in configs if config.user)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A site of a configuration that presents a certificate."""

    certificate: bytes
    """In DER; the first of its file."""
    site: Site
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Which sites of a configuration present what was looked for."""

    found: tuple[Holder, ...]
    is_whole: bool
    """Whether every certificate file of the configuration could be read."""
    destinations: tuple[Destination, ...]
    """Of the addresses at which it was presented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPair:
    """A pair of a site that the server does not start with, and why."""

    pair: Pair
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class BrokenPairs:
    """Those of all sites of a configuration, as far as their files could be read."""

    found: tuple[BrokenPair, ...]


def is_host_name(name: str) -> bool:
    """Whether a name of a site stands for itself alone."""
    return not name.startswith((".", "~")) and not set("*?!") & set(name)
