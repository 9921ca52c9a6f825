"""A TCP connection through one door, or why there is none."""

import asyncio
import errno
import math
import os
import socket

from exporter.model.outcome import Failed, NoRoute, Skipped
from exporter.model.place import Address
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.failures import connect_failure, ending_failure
from exporter.probing.gate import Gate
from exporter.probing.line import Line
from exporter.probing.pulse import TOLERATED
from exporter.words.ending import Starved
from exporter.words.reason import OUR_SHORTAGES, Reason

NO_ROUTE = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.EADDRNOTAVAIL,
        errno.EAFNOSUPPORT,
        errno.EINVAL,
        errno.EACCES,
    }
)
"""What this machine's routes say: none, or one that is unreachable, a black hole (EINVAL) or prohibited (EACCES).

A router on the way may say the first two as well.
"""
FORBIDDEN = frozenset({errno.EPERM, errno.EACCES})
"""What this machine's own firewall or its guards say."""
UNDER_WAY = frozenset({errno.EINPROGRESS, errno.EALREADY})
STANDS = frozenset({0, errno.EISCONN})
NON_BLOCKING_STREAM = socket.SOCK_STREAM | socket.SOCK_NONBLOCK
TOLD_BY_THE_KERNEL = OUR_SHORTAGES | {Reason.CONNECT_REFUSED}
"""What is true however late we hear of it."""


async def opened(
    door: Door, deadline: Deadline, limits: Gate, *, patience: float = math.inf
) -> Line | Failed | Skipped:
    """The connection, which the caller closes.

    It is given up at the deadline, or after `patience` (seconds). Waiting until one more
    connection may be opened is not charged to the deadline.
    """
    deadline.waited += await limits.opening()
    endpoint, begun = door.endpoint, deadline.within(patience)
    try:
        connection = socket.socket(family_of(endpoint.address), NON_BLOCKING_STREAM)
    except OSError as error:
        return unconnected(endpoint, error)
    line = Line(connection, door, deadline.pulse)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await connect(line, begun)
    except OSError as error:
        lost = line.lost()
        line.close()
        return unconnected(endpoint, error, lost=lost)
    except BaseException:  # cancellation too must not leave the socket open
        line.close()
        raise
    return line


async def connect(line: Line, deadline: Deadline) -> None:
    """Returns when the connection stands; raises OSError.

    Asking again tells what has become of it, also where we come too late ourselves.
    """
    endpoint = line.door.endpoint
    while (number := line.socket.connect_ex((endpoint.address, endpoint.port))) in UNDER_WAY:
        seconds = deadline.remaining()
        if not seconds:
            raise TimeoutError
        await changed(line, seconds)
    if number not in STANDS:
        raise OSError(number, os.strerror(number))


async def changed(line: Line, seconds: float) -> None:
    """Returns when the connection has come about or failed, or after so many seconds."""
    loop, number = asyncio.get_running_loop(), line.socket.fileno()
    change = loop.create_future()
    line.watch()  # before there is anything to read, so that it is once for both
    loop.add_writer(number, arrive, change)
    timer = loop.call_later(seconds, arrive, change)
    try:
        await change
    finally:
        timer.cancel()
        loop.remove_writer(number)


def arrive(change: asyncio.Future[None]) -> None:
    """The event came; it may be reported again before the waiter has run."""
    if not change.done():
        change.set_result(None)


def unconnected(endpoint: Address, error: OSError, *, lost: float = 0.0) -> Failed | Skipped:
    """Why there is no connection; a missing route here says nothing about the server.

    Nor does silence where this process was held up for `lost` seconds.
    """
    if error.errno in NO_ROUTE and not has_route(endpoint.address):
        return NoRoute(needs="a route from this machine")
    if error.errno in FORBIDDEN:
        return NoRoute(needs="leave to connect from this machine")
    failed = connect_failure(error)
    if lost > TOLERATED and failed.reason not in TOLD_BY_THE_KERNEL:
        return ending_failure(Starved(lost))
    return failed


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
