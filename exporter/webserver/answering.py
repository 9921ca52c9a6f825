"""Which site of a configuration answers a name at an address and port, as the server decides it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model.server_config import EVERY_ADDRESS, Pair, ServerConfig, Site, Socket
from exporter.model.target import Target
from exporter.webserver.names import FITS, Rank, is_untried


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The site that answers, and whether it is named for it."""

    site: Site
    is_named: bool
    """False: it answers as the default, for every name that no site has."""
    pairs: tuple[Pair, ...]
    """What is presented: a site without any certificate has those of the default."""


def answering(config: ServerConfig, name: str, address: str, port: int) -> Answering | None:
    """The site for a name (A-label, lower case).

    None where no TLS site listens there, and where the files do not tell: an expression that cannot be
    tried would decide, or the socket has more certificates.
    """
    socket = socket_at(config, address, port)
    if socket is None:
        return None
    named = None
    if best := best_fit(config, socket, name):
        _, position, is_open = best
        if is_open:
            return None
        named = socket.sites[position]
    elif not socket.is_whole:
        return None
    site = named or socket.default
    own = site.pairs or site.unreadable
    pairs = site.pairs if own else socket.default.pairs
    return Answering(site=site, is_named=named is not None, pairs=pairs)


def socket_at(config: ServerConfig, address: str, port: int) -> Socket | None:
    """What takes TLS connections to an address.

    A socket of the very address goes before one of every address. Where there is neither, the
    address is translated on the way, and all that have the port may answer.
    """
    every = EVERY_ADDRESS[":" in address]
    found = config.by_address.get((address, port)) or config.by_address.get((every, port))
    if found:
        return found if found.is_tls else None
    return config.by_port.get(port)


def best_fit(config: ServerConfig, socket: Socket, name: str) -> tuple[Rank, int, bool] | None:
    """How the name fits that fits best, the position of the first site that has it, and whether it may not fit."""
    fit = FITS[config.software]
    fits = (
        (rank, position, is_untried(written))
        for written, position in near(socket, name)
        if (rank := fit(written, name)) is not None
    )
    return min(fits, default=None)


def near(socket: Socket, name: str) -> Iterator[tuple[str, int]]:
    """The names of sites that may fit, each with the position of its site."""
    for position in socket.host_names.get(name, ()):
        yield name, position
    for position, written in socket.patterns:
        if name in socket.sites[position].excluded:
            continue
        yield written if written.startswith("~") else written.lower(), position


def deployed_pairs(
    target: Target, configs: Iterable[ServerConfig], address: str, port: int
) -> tuple[Pair, ...]:
    """The certificates and keys that the files have for a target at an address and port."""
    written = target.server.files if target.server else ()
    answers = (answering(one, target.server_name, address, port) for one in configs)
    found = (pair for answer in answers if answer for pair in answer.pairs)
    return tuple(dict.fromkeys((*written, *found)))
