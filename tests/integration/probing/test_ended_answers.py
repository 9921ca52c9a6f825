"""One question to one name server never raises for what comes of it."""

import asyncio
from contextlib import closing
from typing import cast

import pytest
from dns.flags import AA, TC
from dns.message import QueryMessage, from_wire, make_response
from dns.name import from_text
from dns.rcode import Rcode
from dns.rdatatype import RdataType

from exporter.model.outcome import Failed
from exporter.probing.authority.name_server import NameServer, asked
from exporter.words.reason import Reason


class Cut(asyncio.DatagramProtocol):
    """Says that its answer is too long for a datagram."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Where to answer."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answers by nothing but that."""
        answer = make_response(from_wire(data))
        answer.flags |= AA | TC
        self._transport.sendto(answer.to_wire(), addr)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hears the question, and has no answer."""
    await reader.read(512)
    writer.close()


async def test_a_server_that_hangs_up_by_tcp_has_no_answer() -> None:
    """Where its answer is too long for a datagram: it is the server's fault, and no defect of ours."""
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    cut, _ = await loop.create_datagram_endpoint(Cut, local_addr=("127.0.0.1", port))
    with closing(cut):
        async with server:
            place = NameServer(name="ns.test", address="127.0.0.1", port=port)
            said = await asked(place, from_text("www.test"), RdataType.A)
    detail = (
        "its answer is too long for UDP, and over TCP: it ends the connection before its answer"
    )
    assert said == Failed(reason=Reason.DNS_ERROR, detail=detail)


class OfOldTimes(asyncio.DatagramProtocol):
    """Knows nothing of EDNS."""

    def __init__(self, rcode: Rcode | None) -> None:
        self._rcode = rcode

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Where to answer."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Says so, or nothing; without EDNS, it answers."""
        query = from_wire(data)
        answer = make_response(query)
        answer.flags |= AA
        if query.edns >= 0:
            if self._rcode is None:
                return
            answer.use_edns(-1)
            answer.set_rcode(self._rcode)
        self._transport.sendto(answer.to_wire(), addr)


@pytest.mark.parametrize("rcode", [Rcode.FORMERR, Rcode.NOTIMP, None])
async def test_a_server_that_knows_no_edns_is_asked_without(rcode: Rcode | None) -> None:
    """It is no lame one for that."""
    loop = asyncio.get_running_loop()
    old, _ = await loop.create_datagram_endpoint(
        lambda: OfOldTimes(rcode), local_addr=("127.0.0.1", 0)
    )
    with closing(old):
        port = old.get_extra_info("sockname")[1]
        place = NameServer(name="ns.test", address="127.0.0.1", port=port)
        said = await asked(place, from_text("www.test"), RdataType.A)
    assert isinstance(said, QueryMessage)
    assert said.rcode() == Rcode.NOERROR
