"""Ports of the lab: the same free number taken at several loopback addresses."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from errno import EADDRINUSE
from socket import socket

ATTEMPTS = 100


@contextmanager
def taken_ports(addresses: tuple[str, ...]) -> Iterator[tuple[socket, ...]]:
    """One bound socket for each address, in order; bound and not listening refuses connections."""
    with ExitStack() as stack:
        yield bound_alike(addresses, stack)


def bound_alike(addresses: tuple[str, ...], stack: ExitStack) -> tuple[socket, ...]:
    """Sockets that share a port number; another program may hold a number at one address."""
    for _ in range(ATTEMPTS):
        with ExitStack() as attempt:
            try:
                sockets = tuple(bound(addresses, attempt))
            except OSError as error:
                if error.errno != EADDRINUSE:
                    raise
                continue
            stack.push(attempt.pop_all())
            return sockets
    raise OSError(EADDRINUSE, f"no port is free at all of {', '.join(addresses)}")


def bound(addresses: tuple[str, ...], stack: ExitStack) -> Iterator[socket]:
    """The first socket takes any port that is free, the others the same one."""
    port = 0
    for address in addresses:
        taken = stack.enter_context(socket())
        taken.bind((address, port))
        taken.settimeout(0)
        port = taken.getsockname()[1]
        yield taken
