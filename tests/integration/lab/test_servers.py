"""Each behaviour of the lab's deployments, as a client meets it on a loopback socket."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.deployment import (
    FIRST_ADDRESS,
    Behaviour,
    FixedAnswer,
    Legacy,
    Rude,
    TlsServer,
)
from exporter.lab.ports import taken_ports
from exporter.lab.servers import served
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol

Served: TypeAlias = Callable[[Behaviour], AbstractAsyncContextManager[int]]
HELLO = b"\x16\x03\x01\x00\x02\x01\x00"
A_MOMENT = 0.2
"""Seconds without an answer, from a server that gives none."""
PATIENCE = 60.0


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """Authorities as of today."""
    return Authorities(now=datetime.now(tz=UTC))


@pytest.fixture
def port_of(authorities: Authorities) -> Served:
    """A way to put a behaviour on a port."""

    @asynccontextmanager
    async def port_of_behaviour(behaviour: Behaviour) -> AsyncIterator[int]:
        with taken_ports((FIRST_ADDRESS,)) as (listener,):
            async with served(behaviour, listener, authorities=authorities, host="www.test"):
                yield listener.getsockname()[1]

    return port_of_behaviour


async def heard(port: int, said: bytes) -> bytes:
    """Everything a server says to a client that said something."""
    reader, writer = await asyncio.open_connection(FIRST_ADDRESS, port)
    try:
        writer.write(said)
        return await reader.read()
    finally:
        writer.close()


async def test_a_closed_port_refuses(port_of: Served) -> None:
    """Nothing listens, and no other program can take the port meanwhile."""
    async with port_of(Rude.CLOSED) as port:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(FIRST_ADDRESS, port)


async def test_a_filtered_port_does_not_answer(port_of: Served) -> None:
    """The attempt to connect is neither accepted nor refused, however often it is made."""
    async with port_of(Rude.FILTERED) as port:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(A_MOMENT):
                    await asyncio.open_connection(FIRST_ADDRESS, port)


async def test_a_cut_connection_is_reset_before_it_is_seen_made(port_of: Served) -> None:
    """Each attempt to connect fails with a reset, also when many are made at once."""
    async with port_of(Rude.CUTTING) as port:
        attempts = (asyncio.open_connection(FIRST_ADDRESS, port) for _ in range(30))
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {ConnectionResetError}


async def test_a_silent_server_says_nothing(port_of: Served) -> None:
    """The connection stays open and nothing comes."""
    async with port_of(Rude.SILENT) as port:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(A_MOMENT):
                await heard(port, HELLO)


async def test_a_server_that_hangs_up_closes_in_good_order(port_of: Served) -> None:
    """The client reads the end of the stream, not a reset."""
    async with port_of(Rude.HANGING_UP) as port:
        assert await heard(port, HELLO) == b""


async def test_a_resetting_server_resets(port_of: Served) -> None:
    """The client's read fails once its hello was sent."""
    async with port_of(Rude.RESETTING) as port:
        with pytest.raises(ConnectionResetError):
            await heard(port, HELLO)


async def test_an_answering_server_sends_its_bytes(port_of: Served) -> None:
    """The whole reply arrives, then the end of the stream."""
    async with port_of(FixedAnswer(reply=b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        assert await heard(port, HELLO) == b"HTTP/1.1 400 Bad Request\r\n\r\n"


async def test_a_tls_server_satisfies_a_client_that_verifies(
    port_of: Served, authorities: Authorities
) -> None:
    """Python's own client accepts name and chain with the root as its only anchor."""
    context = ssl.create_default_context(cadata=authorities.root_pem.decode())
    async with port_of(TlsServer()) as port:
        reader, writer = await asyncio.open_connection(
            FIRST_ADDRESS, port, ssl=context, server_hostname="www.test"
        )
        assert writer.get_extra_info("ssl_object").version() == "TLSv1.3"
        writer.close()
        await writer.wait_closed()
        assert await reader.read() == b""


def flight_read(port: int, version: tuple[int, int], cipher: str, key_exchange: str) -> bool:
    """Whether tlslite-ng takes no offence at all that a server of old says, its signature included.

    It answers with its own keys then, upon which the server hangs up.
    """
    from tlslite.api import (  # noqa: PLC0415 - it warns when it is imported
        HandshakeSettings,
        TLSAbruptCloseError,
        TLSConnection,
    )

    settings = HandshakeSettings()
    settings.minVersion = settings.maxVersion = version
    settings.cipherNames, settings.keyExchangeNames = [cipher], [key_exchange]
    settings.minKeySize = 512
    with socket.create_connection((FIRST_ADDRESS, port)) as connection:
        try:
            TLSConnection(connection).handshakeClientCert(settings=settings)
        except TLSAbruptCloseError:
            return True
        return False


@pytest.mark.filterwarnings("ignore:The asyncore module:DeprecationWarning")
@pytest.mark.parametrize("version", [(3, 0), (3, 1), (3, 3)])
@pytest.mark.parametrize(
    ("suite", "cipher", "key_exchange"),
    [
        (CipherSuite.TLS_RSA_WITH_RC4_128_SHA, "rc4", "rsa"),
        (CipherSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA, "3des", "dhe_rsa"),
        (CipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA, "rc4", "ecdhe_rsa"),
    ],
)
async def test_a_client_that_still_speaks_so_reads_an_old_flight(
    port_of: Served, suite: CipherSuite, cipher: str, key_exchange: str, version: tuple[int, int]
) -> None:
    """At SSLv3, TLS 1.0 and TLS 1.2, with each kind of key exchange."""
    server = TlsServer(
        chain=SentChain(leaf=Leaf(key=ServerKey.RSA_2048)),
        legacy=Legacy(
            protocols=(Protocol.SSLV3, Protocol.TLS1_0, Protocol.TLS1_2), suites=(suite,)
        ),
    )
    async with port_of(server) as port:
        assert await asyncio.to_thread(flight_read, port, version, cipher, key_exchange)


@pytest.mark.parametrize("behaviour", [Rude.SILENT, TlsServer()])
async def test_connections_end_with_the_server(port_of: Served, behaviour: Behaviour) -> None:
    """Nothing keeps a client hanging, and no socket is left, when the lab goes."""
    async with port_of(behaviour) as port:
        reader, writer = await asyncio.open_connection(FIRST_ADDRESS, port)
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(FIRST_ADDRESS, port)


@pytest.mark.parametrize("turns", range(6))
async def test_a_server_ends_at_any_turn_of_accepting(port_of: Served, turns: int) -> None:
    """A client that connects just then ends with it; nothing waits for it."""
    async with asyncio.timeout(PATIENCE):
        async with port_of(Rude.SILENT) as port:
            with socket.socket() as client:
                client.connect((FIRST_ADDRESS, port))
                for _ in range(turns):
                    await asyncio.sleep(0)
