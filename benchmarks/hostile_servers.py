"""Hostile servers of many kinds, each on a loopback address of its own and all on one port.

Run: python -m benchmarks.hostile_servers PORT COUNT
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from datetime import UTC, datetime
from functools import cache, partial
from ipaddress import IPv4Address
from pathlib import Path
from socket import socket
from types import MappingProxyType
from typing import TypeAlias

from cryptography import x509

from exporter.lab.authority import Authorities, Credentials, SigningKey
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import RUDE, Speaker, saying
from exporter.lab.deployment import Rude, TlsServer
from exporter.lab.legacy_flight import Flight
from exporter.lab.servers import conversing, served
from exporter.lab.tls_engine import TlsEngine, server_context
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from tests.integration.probing.hostility import (
    Handler,
    Reader,
    Writer,
    dribbling,
    failing_inside,
    flooding,
    mail_server,
    talking_nonsense,
)
from tests.real.programs.installation import ROOT
from tests.real.programs.process import running
from tests.unit.x509.pki import Issued, ca, leaf, new_key

FIRST_ADDRESS = IPv4Address("127.0.32.1")
HEAVY_PRIME = (1 << 9_999) | 1
"""Nobody has to know whether it is one: computing with it takes a second."""
READY = "all are there"
NAMESAKES = 100
NAMES = 2_500
"""In a certificate, which make it weigh 90 KB."""
NewSpeaker: TypeAlias = Callable[[], Speaker]
Serving: TypeAlias = Callable[[socket], AbstractAsyncContextManager[None]]


def speaking(prepared: Callable[[], NewSpeaker]) -> Serving:
    """A server of the lab, when what it says is prepared."""
    return lambda listener: conversing(listener, prepared())


def rude(behaviour: Rude) -> Serving:
    """A server of the lab that does not know TLS."""
    return speaking(lambda: lambda: RUDE[behaviour])


def handling(handler: Handler) -> Serving:
    """A server that misbehaves as in the tests."""

    async def guarded(reader: Reader, writer: Writer) -> None:
        with suppress(ConnectionError):
            await handler(reader, writer)
        writer.close()

    @asynccontextmanager
    async def serving(listener: socket) -> AsyncIterator[None]:
        async with await asyncio.start_server(guarded, sock=listener):
            yield

    return serving


@asynccontextmanager
async def filtering(listener: socket) -> AsyncIterator[None]:
    """Attempts to connect go unanswered."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    async with served(Rude.FILTERED, listener, authorities=authorities, host=""):
        yield


@cache
def changing_certificate() -> NewSpeaker:
    """Another one of 90 KB at each handshake, the same key in all of them."""
    names = tuple(f"{number}.changing-certificate.example" for number in range(NAMES))
    key = new_key()

    def new_speaker() -> Speaker:
        return engine(key, leaf(names=(*names, f"{os.urandom(8).hex()}.example"), key=key))

    return new_speaker


@cache
def long_chain() -> NewSpeaker:
    """A hundred authorities of one name, each signed by the next, without identifiers."""
    without = (x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier)
    chain = [ca("CA", without=without)]
    for _ in range(NAMESAKES - 1):
        chain.insert(0, ca("CA", chain[0], without=without))
    key = new_key()
    return partial(engine, key, leaf(chain[0], key=key, without=without), *chain)


def engine(key: SigningKey, *chain: Issued) -> Speaker:
    """OpenSSL with these certificates and the key of the first."""
    credentials = Credentials(certificates=tuple(each.parsed for each in chain), key=key)
    return TlsEngine(server_context(TlsServer(), credentials)).hear


@cache
def heavy_prime() -> NewSpeaker:
    """DHE with a modulus of 10,000 bits; the signature is another client's."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    chain = SentChain(leaf=Leaf(key=ServerKey.RSA_2048))
    flight = Flight(
        protocol=Protocol.TLS1_2,
        suite=CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
        client_random=bytes(32),
        server_random=bytes(32),
        credentials=authorities.credentials(chain, host="heavy.example"),
        dh_prime=HEAVY_PRIME,
    )
    words = flight.encoded()
    return lambda: saying(words)


KINDS: Mapping[str, Serving] = MappingProxyType(
    {
        "silent": rude(Rude.SILENT),
        "hanging up": rude(Rude.HANGING_UP),
        "resetting": rude(Rude.RESETTING),
        "filtered": filtering,
        "greeting first": handling(mail_server),
        "dribbling": handling(dribbling),
        "flooding": handling(flooding),
        "talking nonsense": handling(talking_nonsense),
        "failing inside": handling(failing_inside),
        "changing its certificate": speaking(changing_certificate),
        "long chain": speaking(long_chain),
        "heavy prime": speaking(heavy_prime),
    }
)


def addresses(count: int) -> dict[str, str]:
    """The kind of server at each of so many addresses, all kinds in turn."""
    names = tuple(KINDS)
    return {str(FIRST_ADDRESS + number): names[number % len(names)] for number in range(count)}


@contextmanager
def running_hostile_servers(folder: Path, port: int, count: int) -> Iterator[Mapping[str, str]]:
    """So many, as a process of their own; yields the kind at each address."""
    command = (sys.executable, "-m", "benchmarks.hostile_servers", str(port), str(count))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = folder / "hostile.log"
    with running(command, log=log, ready=lambda: READY in log.read_text(), environment=environment):
        yield addresses(count)


async def main() -> None:
    """Serves until it is ended."""
    port, count = map(int, sys.argv[1:])
    async with AsyncExitStack() as stack:
        for address, kind in addresses(count).items():
            listener = stack.enter_context(socket())
            listener.bind((address, port))
            listener.settimeout(0)
            await stack.enter_async_context(KINDS[kind](listener))
        print(READY, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
