"""Whether a UDP port answers to QUIC, by a datagram that commits neither side to anything."""

import asyncio
import secrets
import socket

from exporter.probing.connect import family_of
from exporter.probing.deadline import Deadline
from exporter.tls.quic import ConnectionNames
from exporter.words.protocol import Support

PATIENCE = 0.5
"""Seconds that an answer may take."""
LARGEST = 2048
"""Bytes of an answer that are read: more than any network carries at once."""
MOST_HEARD = 8
"""Datagrams: more could hold the event loop, which does not wait where one is there already."""
NAME_LENGTH = 8


async def speaks_quic(address: str, port: int, deadline: Deadline) -> Support:
    """Whether QUIC is spoken there; no only where the port was refused, and refused again half a second later.

    What is refused once may be a server that begins anew. Silence proves nothing: firewalls drop what they
    do not let through, and datagrams get lost, our own as well.
    """
    first = await answer_of(address, port, deadline)
    if first is Support.YES:
        return first
    if first is Support.NO:
        if deadline.remaining() < PATIENCE:
            return Support.UNKNOWN
        await asyncio.sleep(PATIENCE)
    second = await answer_of(address, port, deadline)
    return second if second in {first, Support.YES} else Support.UNKNOWN


async def answer_of(address: str, port: int, deadline: Deadline) -> Support:
    """What one question tells; no where the machine says that nothing has the port (RFC 1122, 4.1.3.1)."""
    names = ConnectionNames(
        ours=secrets.token_bytes(NAME_LENGTH), theirs=secrets.token_bytes(NAME_LENGTH)
    )
    kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
    try:
        with socket.socket(family_of(address), kind) as ear:
            ear.connect((address, port))
            ear.send(names.question())
            async with asyncio.timeout(deadline.within(PATIENCE).remaining()):
                return await heard(ear, names)
    except ConnectionRefusedError:
        return Support.NO
    except OSError:  # time-outs are among them, and routes that are missing here
        return Support.UNKNOWN


async def heard(ear: socket.socket, names: ConnectionNames) -> Support:
    """Yes once the question is answered; a few other datagrams are passed over."""
    loop = asyncio.get_running_loop()
    for _ in range(MOST_HEARD):
        if names.is_answered_by(await loop.sock_recv(ear, LARGEST)):
            return Support.YES
    return Support.UNKNOWN
