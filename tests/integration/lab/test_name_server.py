"""The lab's name server on its UDP port."""

import asyncio
from collections.abc import AsyncIterator
from socket import AF_INET, SOCK_DGRAM, socket

import pytest
from dns.asyncquery import udp
from dns.message import make_query

from exporter.lab.deployment import FIRST_ADDRESS, DnsAnswer
from exporter.lab.dns_server import name_server


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a name server that knows one name."""
    async with name_server({"www.test": DnsAnswer(addresses=(FIRST_ADDRESS,))}) as port:
        yield port


async def addresses(port: int) -> list[str]:
    """What the server says of the name."""
    answer = await udp(make_query("www.test", "A"), FIRST_ADDRESS, port=port, timeout=60)
    return [record.to_text() for records in answer.answer for record in records]


async def test_queries_are_answered_over_udp(port: int) -> None:
    """A client with dnspython's own transport reads the address."""
    assert await addresses(port) == [FIRST_ADDRESS]


async def test_what_is_no_query_is_ignored(port: int) -> None:
    """Noise on the port gets no answer and does not end the server."""
    with socket(AF_INET, SOCK_DGRAM) as noise:
        noise.settimeout(0)
        for datagram in (b"", b"noise", make_query("www.test", "A").to_wire()[:-3]):
            noise.sendto(datagram, (FIRST_ADDRESS, port))
        assert await addresses(port) == [FIRST_ADDRESS]
        with pytest.raises(BlockingIOError):
            noise.recv(512)


async def test_many_queries_at_once_are_all_answered(port: int) -> None:
    """Each client gets its own answer."""
    answers = await asyncio.gather(*(addresses(port) for _ in range(20)))
    assert answers == [[FIRST_ADDRESS]] * 20


async def test_the_port_is_given_back() -> None:
    """A second server can take the port of the first at once."""
    async with name_server({}) as port:
        pass
    with socket(AF_INET, SOCK_DGRAM) as next_server:
        next_server.bind((FIRST_ADDRESS, port))
