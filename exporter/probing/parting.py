"""How a connection is left, so that the server has done with it before the next one comes."""

import asyncio
import socket

from exporter.probing.connect import arrive
from exporter.probing.deadline import Deadline
from exporter.probing.line import Line

PATIENCE = 0.1
"""Seconds for the server to end its side. However far it is, it has had them before our next
connection reaches it; a box that holds on to the server's may take some of them."""
CHUNK = 16 * 1024
MOST_CHUNKS = 8
"""Who has more to say than that does not come to an end."""


async def part(line: Line, deadline: Deadline) -> None:
    """Says that nothing more comes, and hears the server out for a moment.

    What is closed with words unread in it ends in a reset, which some boxes keep to themselves:
    the server behind waits for us, and others of its kind count us as one who is still there.
    """
    if line.say_no_more() and not is_ended(line.socket):
        await ended(line, min(PATIENCE, deadline.remaining()))


async def ended(line: Line, seconds: float) -> None:
    """Returns when the other side has ended the connection too, after so many seconds or chunks."""
    loop = asyncio.get_running_loop()
    end, left = loop.create_future(), MOST_CHUNKS

    def hear() -> None:
        nonlocal left
        left -= 1
        if is_ended(line.socket) or not left:
            arrive(end)

    line.listen(hear)
    timer = loop.call_later(seconds, arrive, end)
    try:
        await end
    finally:
        timer.cancel()
        line.ignore()


def is_ended(connection: socket.socket) -> bool:
    """Whether the other side is gone; some of what it said is read, as it is too late for words."""
    try:
        return not connection.recv(CHUNK)
    except BlockingIOError:
        return False
    except OSError:
        return True
