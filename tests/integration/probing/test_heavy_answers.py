"""A name server whose answer takes long to read holds nothing up."""

import asyncio
import socket
import struct
from contextlib import suppress

import pytest
from dns.asyncquery import tcp, udp
from dns.exception import FormError
from dns.message import make_query, make_response
from dns.rdatatype import NS

from exporter.probing.light_answers import LIGHT_ANSWERS

LONG_NAME = b"\1a" * 127 + b"\0"
FIRST = 29
"""Where the first answer to the question for www.example begins."""
TO_FIRST = struct.pack("!H", 0xC000 | FIRST)


def message(records: int) -> bytes:
    """An answer with so many records of a name of 127 labels."""
    made = bytearray(make_response(make_query("www.example.", NS)).to_wire())
    for owner in (LONG_NAME, *[TO_FIRST] * (records - 1)):
        made += owner + struct.pack("!HHIH", NS, 1, 300, 2) + TO_FIRST
    made[6:8] = struct.pack("!H", records)
    return bytes(made)


async def test_a_heavy_datagram_ends_the_question() -> None:
    """A server of its own cannot hold everything up."""
    heavy = message(100)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)  # noqa: FBT003 - its only parameter

        async def answer() -> None:
            query, client = await asyncio.get_running_loop().sock_recvfrom(server, 512)
            await asyncio.get_running_loop().sock_sendto(server, query[:2] + heavy[2:], client)

        answering = asyncio.create_task(answer())
        with pytest.raises(FormError, match="long names"):
            await udp(
                make_query("www.example.", NS),
                "127.0.0.1",
                5,
                server.getsockname()[1],
                backend=LIGHT_ANSWERS,
            )
        await answering


@pytest.mark.parametrize("piece", [1, 700, 100_000])
@pytest.mark.parametrize("records", [3, 100])
async def test_a_stream_is_weighed_in_whatever_pieces_it_comes(piece: int, records: int) -> None:
    """The last byte of a heavy message is not handed on."""
    sent = message(records)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        query = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        framed = len(sent).to_bytes(2) + query[:2] + sent[2:]
        with suppress(OSError):
            for begin in range(0, len(framed), piece):
                writer.write(framed[begin : begin + piece])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        asked = tcp(make_query("www.example.", NS), "127.0.0.1", 5, port, backend=LIGHT_ANSWERS)
        if records == 100:
            with pytest.raises(FormError, match="long names"):
                await asked
        else:
            assert len((await asked).answer[0]) == 1
