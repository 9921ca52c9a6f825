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
    timeout = ResolvConf().timeout
    for line in content.decode("utf-8", errors="replace").split("\n"):
        match line.split():
            case ["nameserver", text, *_] if line.startswith("nameserver"):
                servers += addresses(text)
            case ["options", *words] if line.startswith("options"):
                options.update(words)
                timeout = next(filter(None, map(seconds, reversed(words))), timeout)
    return ResolvConf(
        nameservers=tuple(servers[:MOST_SERVERS]) or LOCAL,
        timeout=timeout,
        rotates="rotate" in options,
        has_edns="edns0" in options,
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


def seconds(option: str) -> float | None:
    """What the option `timeout:n` says, within its bounds; None for any other."""
    name, _, number = option.partition(":")
    if name != "timeout" or not (number.isascii() and number.isdecimal()):
        return None
    return float(min(max(int(number[:9]), 1), LONGEST_TIMEOUT))
