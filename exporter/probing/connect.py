"""A TCP connection to one endpoint, or why there is none."""

import asyncio
import errno
import math
import socket

from exporter.model.evidence import Endpoint
from exporter.model.outcome import Failed, Skipped
from exporter.probing.deadline import Deadline
from exporter.probing.failures import connect_failure
from exporter.probing.limits import ConnectionLimits

NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


async def connect(
    endpoint: Endpoint,
    deadline: Deadline,
    limits: ConnectionLimits,
    *,
    patience: float = math.inf,
) -> socket.socket:
    """A non-blocking connected socket, which the caller closes; raises OSError.

    It is given up at the deadline, or after `patience` (seconds).

    Waiting until one more connection may be opened is not charged to the deadline.
    """
    with deadline.paused():
        await limits.opening()
    connection = socket.socket(family_of(endpoint.address), socket.SOCK_STREAM)
    try:
        connection.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with deadline.enforced_within(patience):
            loop = asyncio.get_running_loop()
            await loop.sock_connect(connection, (endpoint.address, endpoint.port))
    except BaseException:  # cancellation too must not leave the socket open
        connection.close()
        raise
    return connection


def unconnected(endpoint: Endpoint, error: OSError) -> Failed | Skipped:
    """Why there is no connection; a missing route here says nothing about the server."""
    if error.errno in NO_ROUTE and not has_route(endpoint.address):
        return Skipped(needs=f"a route to {endpoint.address} from this machine")
    return connect_failure(error)


def has_route(address: str) -> bool:
    """Whether this machine knows a way to `address`; without one, a failure is its own.

    Connecting a datagram socket looks the route up and sends nothing.
    """
    try:
        with socket.socket(family_of(address), socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError as error:
        return error.errno not in NO_ROUTE
    return True


def family_of(address: str) -> socket.AddressFamily:
    """IPv6 where the address has colons."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET
