"""How servers behave, and misbehave on purpose, as handlers of their connections."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from exporter.lab.conversation import Continuation, Speaker

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Handler: TypeAlias = Callable[[Reader, Writer], Awaitable[None]]
FOREVER = 3600.0


async def converse(speak: Speaker, reader: Reader, writer: Writer) -> bool:
    """Says what a server of the lab says; whether the other side left first."""
    while heard := await reader.read(65536):
        reaction = speak(heard)
        writer.write(reaction.send)
        await writer.drain()
        if reaction.ending is not Continuation.NONE:
            return False
    return True


async def silent(_reader: Reader, _writer: Writer) -> None:
    """Accepts and says nothing."""
    await asyncio.sleep(FOREVER)


async def hanging_up(reader: Reader, _writer: Writer) -> None:
    """Reads the hello and closes."""
    await reader.read(4096)


async def resetting(reader: Reader, writer: Writer) -> None:
    """Resets once the hello has come."""
    await reader.read(1)
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


async def failing_inside(reader: Reader, writer: Writer) -> None:
    """Answers with the alert internal_error."""
    await reader.read(4096)
    writer.write(bytes.fromhex("15 0301 0002 02 50"))
    await writer.drain()


async def plain_http(_reader: Reader, writer: Writer) -> None:
    """Answers as a web server without TLS does."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def mail_server(reader: Reader, writer: Writer) -> None:
    """Greets first."""
    writer.write(b"220 mail.example.test ESMTP\r\n")
    await reader.read(1)


async def flooding(_reader: Reader, writer: Writer) -> None:
    """Sends handshake records without end."""
    record = b"\x16\x03\x03\x40\x00" + b"\x02\x00\xff\xff" + b"x" * (0x4000 - 4)
    while True:
        writer.write(record)
        await writer.drain()


async def dribbling(_reader: Reader, writer: Writer) -> None:
    """Sends an endless record one byte at a time."""
    writer.write(b"\x16\x03\x03\x40\x00\x02")
    while True:
        writer.write(b"\x00")
        await writer.drain()
        await asyncio.sleep(0.01)


async def talking_nonsense(_reader: Reader, writer: Writer) -> None:
    """Starts like TLS and goes on like nothing."""
    writer.write(b"\x16\x03\x03\x00\x08\xff\xff\xff\xff\xff\xff\xff\xff")
    await writer.drain()


async def talking_noise(reader: Reader, writer: Writer) -> None:
    """Answers with bytes of no protocol."""
    await reader.read(4096)
    writer.write(bytes(range(1, 256)) * 40)
    await writer.drain()


async def closing_at_once(_reader: Reader, _writer: Writer) -> None:
    """Closes without reading, so that the client's hello meets a reset."""
