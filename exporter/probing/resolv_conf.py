"""What the machine says of its resolvers, read as glibc reads it (resolv.conf(5))."""

import errno
import socket
from dataclasses import dataclass
from ipaddress import IPv6Address
from pathlib import Path

MOST_SERVERS = 3
LOCAL = ("127.0.0.1",)
"""Who is asked where no name server is named."""
LONGEST_TIMEOUT = 30
MOST_DOTS = 15
NOT_THERE = frozenset(
    {errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENOENT, errno.ENOTDIR, errno.EPERM}
)
"""Errors that will stay, so that the file counts as empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvConf:
    """The name servers in their order, and the options that mean something to us."""

    nameservers: tuple[str, ...] = LOCAL
    timeout: float = 2.0
    """Seconds until the next name server is asked."""
    rotates: bool = False
    has_edns: bool = False
    search: tuple[str, ...] = ()
    """Domains in which a name is looked for that has fewer dots than `ndots`, or does not exist itself."""
    ndots: int = 1

    def names(self, host: str) -> tuple[str, ...]:
        """Those that are asked for in turn, until one exists: the host, and it in each domain."""
        below = tuple(f"{host}.{domain}" for domain in self.search)
        return (host, *below) if host.count(".") >= self.ndots else (*below, host)


def read_resolv_conf(path: Path) -> ResolvConf:
    """The content of the file; an OSError where it cannot be told."""
    try:
        return resolv_conf(path.read_bytes())
    except OSError as error:
        if error.errno in NOT_THERE:
            return ResolvConf()
        raise


def resolv_conf(content: bytes) -> ResolvConf:
    """What the lines say; each that cannot be read is passed over, and the others hold."""
    servers: list[str] = []
    options: set[str] = set()
    search: tuple[str, ...] = ()
    timeout, ndots = ResolvConf().timeout, ResolvConf().ndots
    for line in content.decode("utf-8", errors="replace").split("\n"):
        match line.split():
            case ["nameserver", text, *_] if line.startswith("nameserver"):
                servers += addresses(text)
            case ["options", *words] if line.startswith("options"):
                options.update(words)
                timeout = bounded(words, "timeout", 1, LONGEST_TIMEOUT, timeout)
                ndots = int(bounded(words, "ndots", 0, MOST_DOTS, ndots))
            case ["search", *domains] if line.startswith("search"):
                search = tuple(domain.rstrip(".") for domain in domains)
            case ["domain", domain, *_] if line.startswith("domain"):
                search = (domain.rstrip("."),)
    return ResolvConf(
        nameservers=tuple(servers[:MOST_SERVERS]) or LOCAL,
        timeout=timeout,
        rotates="rotate" in options,
        has_edns="edns0" in options,
        search=tuple(filter(None, search)),
        ndots=ndots,
    )


def addresses(text: str) -> tuple[str, ...]:
    """The address that a text is, IPv4 also in short (127.1); nothing where it is none."""
    try:
        return (socket.inet_ntoa(socket.inet_aton(text)),)
    except (OSError, UnicodeEncodeError):
        pass
    try:
        return (str(IPv6Address(text)),)
    except ValueError:
        return ()


def bounded(options: list[str], wanted: str, least: int, most: int, default: float) -> float:
    """What the last option `wanted:n` says, within its bounds; the default where there is none."""
    for option in reversed(options):
        name, _, number = option.partition(":")
        if name == wanted and number.isascii() and number.isdecimal():
            return float(min(max(int(number[:9]), least), most))
    return default
