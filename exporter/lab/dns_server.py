"""A name server for the lab: answers over UDP from a table, on a loopback port of its own.

It is a resolver, and the name server of `test.` as well, to which a delegation leads.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeAlias, cast

from dns.edns import EDECode, EDEOption
from dns.exception import DNSException
from dns.flags import AA, CD, RA
from dns.message import Message, from_wire, make_response
from dns.name import Name, from_text
from dns.rcode import Rcode
from dns.rdatatype import RdataType
from dns.rrset import RRset, from_text_list
from dns.rrset import from_text as rrset

from exporter.lab.deployment import FIRST_ADDRESS, DnsAnswer
from exporter.probing.https_records import host_of

ZoneRecords: TypeAlias = Mapping[Name, DnsAnswer]
ABOUT_THE_ZONE: Mapping[RdataType, RRset] = {
    RdataType.SOA: rrset("test.", 300, "IN", "SOA", "ns.test. hostmaster.test. 1 300 300 300 5"),
    RdataType.NS: rrset("test.", 300, "IN", "NS", "ns.test."),
}
ADDRESS = rrset("ns.test.", 300, "IN", "A", FIRST_ADDRESS)
NO_SUCH_NAME = DnsAnswer(rcode=Rcode.NXDOMAIN)
BOGUS = EDEOption(EDECode.DNSSEC_BOGUS, "signature of another key")


def zone(answers: Mapping[str, DnsAnswer]) -> ZoneRecords:
    """The table by name as it stands in a query, in lower case."""
    return {from_text(name): answer for name, answer in answers.items()}


def response(query: Message, answers: ZoneRecords) -> Message:
    """The answer to a query: A and HTTPS records where the zone has them, empty for other types."""
    reply = make_response(query)
    reply.flags |= AA | RA
    for question in query.question:
        if question.rdtype in ABOUT_THE_ZONE:
            reply.answer.append(ABOUT_THE_ZONE[question.rdtype])
            reply.additional.append(ADDRESS)
            continue
        name, is_about_site = question.name, question.rdtype is RdataType.HTTPS
        answer = answers.get(host_of(name) if is_about_site else name, NO_SUCH_NAME)
        if answer.is_bogus and not query.flags & CD:
            reply.set_rcode(Rcode.SERVFAIL)
            reply.use_edns(0, options=[BOGUS])
            continue
        reply.set_rcode(answer.rcode)
        if answer.alias:
            reply.answer.append(rrset(name, answer.ttl, "IN", "CNAME", answer.alias))
            name = from_text(answer.alias)
        if answer.addresses and question.rdtype is RdataType.A:
            reply.answer.append(from_text_list(name, answer.ttl, "IN", "A", answer.addresses))
        if answer.https and is_about_site:
            reply.answer.append(from_text_list(name, answer.ttl, "IN", "HTTPS", answer.https))
    return reply


class LabNameServer(asyncio.DatagramProtocol):
    """Answers each datagram that is a query, and ignores the others."""

    def __init__(self, answers: ZoneRecords) -> None:
        self._answers = answers
        self._transport: asyncio.DatagramTransport | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio when the port is bound."""
        # Not every event loop's datagram transport is of the class that its interface is.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Called by asyncio with each datagram."""
        try:
            query = from_wire(data)
        except DNSException:
            return
        if self._transport:
            self._transport.sendto(response(query, self._answers).to_wire(), addr)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the port is given up."""
        del exc
        self.closed.set_result(None)


@asynccontextmanager
async def name_server(answers: Mapping[str, DnsAnswer]) -> AsyncIterator[int]:
    """The UDP port of a name server that runs while the context lasts."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: LabNameServer(zone(answers)), local_addr=(FIRST_ADDRESS, 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
        await server.closed
