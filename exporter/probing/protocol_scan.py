"""The protocol scan: one connection for each hello that the plan calls for."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from datetime import datetime

from exporter.model.evidence import Endpoint
from exporter.model.outcome import Failed
from exporter.model.reason import Reason
from exporter.model.scan import Scan
from exporter.probing.connect import connect
from exporter.probing.deadline import Deadline
from exporter.probing.limits import ConnectionLimits
from exporter.tls.client_hello import ENTROPY_LENGTH, ClientHello, encode
from exporter.tls.scan_plan import Exchange, next_hello, support_by_protocol
from exporter.tls.server_reply import Reply, ReplyReader, Reset, TimedOut, Unreachable

PATIENCE = 2.0
"""Seconds for one answer, so that one version met with silence leaves time for the others."""
READ_SIZE = 16 * 1024


async def scan_protocols(
    endpoint: Endpoint,
    *,
    server_name: str,
    deadline: Deadline,
    limits: ConnectionLimits,
    clock: Callable[[], datetime],
) -> Scan | Failed:
    """Which versions the endpoint accepts; what was not settled by the deadline is unknown."""
    exchanges: tuple[Exchange, ...] = ()
    while deadline.remaining() and (hello := next_hello(server_name, exchanges)):
        reply = await reply_to(hello, endpoint, deadline, limits)
        exchanges = (*exchanges, Exchange(hello, reply))
    if not exchanges:
        return Failed(reason=Reason.DEADLINE, detail="no time was left for the scan")
    return Scan(
        taken_at=clock(),
        protocols=support_by_protocol(exchanges),
        connections=len(exchanges),
        is_complete=next_hello(server_name, exchanges) is None,
    )


async def reply_to(
    hello: ClientHello, endpoint: Endpoint, deadline: Deadline, limits: ConnectionLimits
) -> Reply:
    """What comes back when the hello is sent on a connection of its own."""
    try:
        connection = await connect(endpoint, deadline, limits)
    except OSError:
        return Unreachable()
    with connection:
        return await conversation(hello, connection, deadline)


async def conversation(hello: ClientHello, connection: socket.socket, deadline: Deadline) -> Reply:
    """The first answer of any kind, or how the connection ended."""
    loop = asyncio.get_running_loop()
    reader = ReplyReader()
    try:
        async with deadline.enforced_within(PATIENCE):
            await loop.sock_sendall(connection, encode(hello, secrets.token_bytes(ENTROPY_LENGTH)))
            while data := await loop.sock_recv(connection, READ_SIZE):
                reply = reader.feed(data)
                if reply is not None:
                    return reply
            return reader.closed()
    except TimeoutError:
        return TimedOut()
    except OSError:
        return Reset()
