"""The sockets at which the exporter listens."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from exporter.server.guests import GUESTS, Guests
from exporter.server.listen_address import CannotListen, ListenAddress

HTTP_LOGGER = logging.getLogger(f"{__name__}.http")
IDLE_CONNECTION = 300.0
"""Seconds for which a connection without a request stays open: longer than most scrape intervals."""
BACKLOG = 1024
"""Connections that may wait to be accepted: one that finds no place tries again after one, three and seven seconds."""
AT_A_TIME = 64 * 1024
"""Bytes of what a client sends: what came at once is read to its end before anything else goes on."""
LAST_ANSWERS = 0.3
"""Seconds that requests under way are given at the end."""


@asynccontextmanager
async def listening(
    application: web.Application, addresses: Iterable[ListenAddress | socket.socket]
) -> AsyncIterator[tuple[str, ...]]:
    """The application at all of the addresses; gives the URLs that it has now."""
    HTTP_LOGGER.addFilter(is_not_a_bad_request)
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=HTTP_LOGGER,
        keepalive_timeout=IDLE_CONNECTION,
        shutdown_timeout=LAST_ANSWERS,
        # Nobody reads a request's body here: not inflated, it is no bomb.
        auto_decompress=False,
    )
    try:
        await runner.setup()
        with ExitStack() as doors:
            names: list[tuple[str, int]] = []
            for address in addresses:
                door = await listen(runner, address, application[GUESTS])
                doors.callback(door.close)
                for one in door.sockets:  # connections have it from here
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, AT_A_TIME)
                names.extend(one.getsockname()[:2] for one in door.sockets)
            yield tuple(f"http://{ListenAddress(host=name, port=port)}" for name, port in names)
    finally:
        await runner.cleanup()


async def listen(
    runner: web.AppRunner, address: ListenAddress | socket.socket, guests: Guests
) -> asyncio.Server:
    """Open the sockets of one address, or take one that is open."""
    welcome = guests.received_by(cast("web.Server", runner.server))
    loop = asyncio.get_running_loop()
    if isinstance(address, socket.socket):
        return await loop.create_server(welcome, sock=address, backlog=BACKLOG)
    try:
        return await loop.create_server(
            welcome, address.host or None, address.port, backlog=BACKLOG
        )
    except OSError as error:
        raise CannotListen(f"cannot listen on {address}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """What the system says of it, without asyncio's words around."""
    if isinstance(error, socket.gaierror) or error.errno is None:
        return error.strerror or str(error)
    return os.strerror(error.errno)


def is_not_a_bad_request(record: logging.LogRecord) -> bool:
    """Whether the HTTP layer speaks of more than what a client sent: that was answered already."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)
