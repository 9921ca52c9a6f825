"""Where nginx's `listen` directives take connections (ngx_http_core_module, listen)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model.address import is_address
from exporter.model.server_config import EVERY_ADDRESS, Line
from exporter.webserver.directive import Directive, values
from exporter.webserver.number import HIGHEST_PORT, whole_number

DEFAULTS = frozenset(("default_server", "default"))
TLS = frozenset(("ssl", "quic"))
OF_SOCKET = (
    "bind",
    "setfib=",
    "fastopen=",
    "backlog=",
    "rcvbuf=",
    "sndbuf=",
    "accept_filter=",
    "deferred",
    "ipv6only=",
    "reuseport",
    "so_keepalive=",
    "multipath",
)
"""What is told to the system when the socket is opened, so that only one `listen` of an address may have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """An address and port of a `listen` directive."""

    where: Line
    written: str
    address: str
    port: int
    words: frozenset[str]
    is_tls: bool

    @property
    def is_default(self) -> bool:
        """Whether its site was declared the one that answers names of no other."""
        return bool(DEFAULTS & self.words)

    @property
    def has_options(self) -> bool:
        """Whether it says something of the socket."""
        return any(word.startswith(OF_SOCKET) for word in self.words)


def listens_of(block: Iterable[Directive], *, is_always_tls: bool) -> Iterator[Listen]:
    """Those of a `server` block; sockets of Unix are not the network's, and host names any address."""
    for one in values(block, "listen"):
        written, *words = one.arguments
        if written.startswith("unix:"):
            continue
        host, ports = place(written)
        addresses = (host,) if is_address(host) else EVERY_ADDRESS
        for address in EVERY_ADDRESS[:1] if host == "*" else addresses:
            for port in numbers(ports):
                yield Listen(
                    where=one.where,
                    written=written,
                    address=address,
                    port=port,
                    words=frozenset(words),
                    is_tls=is_always_tls or bool(TLS & {*words}),
                )


def place(written: str) -> tuple[str, str]:
    """Host and ports: `443`, `*:443`, `192.0.2.1`, `[::1]:8000-8010`."""
    if written.startswith("["):
        host, _, ports = written[1:].partition("]")
        return host, ports.lstrip(":") or "80"
    if written.replace("-", "", 1).isdecimal():
        return "*", written
    host, _, ports = written.partition(":")
    return host, ports or "80"


def numbers(ports: str) -> range:
    """Of a port, or of all from one to another; none where it is neither."""
    low, _, high = ports.partition("-")
    first, last = whole_number(low), whole_number(high or low)
    if first is None or last is None or not 0 < first <= last <= HIGHEST_PORT:
        return range(0)
    return range(first, last + 1)
