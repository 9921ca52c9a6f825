"""The servers of the lab: each behaviour of a deployment put on a bound socket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from itertools import count
from socket import SO_LINGER, SOL_SOCKET, socket
from struct import pack
from typing import cast

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.conversation import RUDE, Continuation, Reaction, Speaker, answering
from exporter.lab.deployment import Behaviour, FixedAnswer, Rude, TlsServer
from exporter.lab.first_message import choosy
from exporter.lab.legacy_engine import LegacyEngine
from exporter.lab.tls_engine import TlsEngine, server_context

CLOSE_BY_RESET = pack("ii", 1, 0)
"""SO_LINGER on, for no time: closing drops what is unsent and sends RST (socket(7))."""


class Session(asyncio.Protocol):
    """One connection to a server, in the set of its sessions until it is over."""

    def __init__(self, speaker: Speaker, sessions: set["Session"]) -> None:
        loop = asyncio.get_running_loop()
        self._speaker = speaker
        self._sessions = sessions
        self._transport: asyncio.Future[asyncio.Transport] = loop.create_future()
        self._over: asyncio.Future[None] = loop.create_future()
        sessions.add(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio when the client is there."""
        self._transport.set_result(cast("asyncio.Transport", transport))

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what the client said."""
        show(self._speaker(data), self._transport.result())

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the connection is over, whoever ended it and how."""
        del exc
        self._sessions.discard(self)
        self._over.set_result(None)

    async def end(self) -> None:
        """Ends it at once."""
        (await self._transport).abort()
        await self._over


def show(reaction: Reaction, transport: asyncio.Transport) -> None:
    """Does what follows on something heard."""
    transport.write(reaction.send)
    match reaction.ending:
        case Continuation.CLOSE:
            transport.close()
        case Continuation.RESET:
            connection: socket = transport.get_extra_info("socket")
            connection.setsockopt(SOL_SOCKET, SO_LINGER, CLOSE_BY_RESET)
            transport.abort()
        case Continuation.NONE:
            pass


@asynccontextmanager
async def served(
    behaviour: Behaviour, listener: socket, *, authorities: Authorities, host: str
) -> AsyncIterator[None]:
    """The behaviour, on a bound socket, while the context lasts."""
    match behaviour:
        case Rude.CLOSED:  # a bound socket that does not listen refuses connections
            yield
        case Rude.FILTERED:
            with filtered(listener):
                yield
        case Rude.CUTTING:
            with cut(listener):
                yield
        case conversable:
            async with conversing(listener, speakers(conversable, authorities, host)):
                yield


def speakers(behaviour: Behaviour, authorities: Authorities, host: str) -> Callable[[], Speaker]:
    """What makes the server's side of each new connection."""
    match behaviour:
        case TlsServer(chain=chain):
            credentials = authorities.credentials(chain, host=host) if chain else None
            sound = tls_speakers(behaviour, credentials)
            return by_turns(sound, behaviour.resets_each) if behaviour.resets_each else sound
        case FixedAnswer():
            return lambda: answering(behaviour)
        case Rude():
            return lambda: RUDE[behaviour]


def by_turns(sound: Callable[[], Speaker], each: int) -> Callable[[], Speaker]:
    """The same, but that each connection is reset whose number can be divided by that."""
    numbers = count(1)
    return lambda: RUDE[Rude.RESETTING] if next(numbers) % each == 0 else sound()


def tls_speakers(server: TlsServer, credentials: Credentials | None) -> Callable[[], Speaker]:
    """OpenSSL for each new connection, behind what the server accepts in the old way."""
    context, legacy = server_context(server, credentials), server.legacy

    def modern() -> Speaker:
        engine = TlsEngine(
            context,
            refuses_to_complete=server.refuses_to_complete,
            http_fields=server.http_fields,
        )
        if server.hangs_up_on or server.longest_hello is not None:
            return choosy(server.hangs_up_on, server.longest_hello, engine.hear)
        return engine.hear

    if legacy is None or credentials is None:
        return modern
    engine = LegacyEngine(server=server, legacy=legacy, credentials=credentials)
    return lambda: engine.speaker(modern())


@asynccontextmanager
async def conversing(listener: socket, new_speaker: Callable[[], Speaker]) -> AsyncIterator[None]:
    """A server that accepts connections and answers as its speakers say."""
    sessions: set[Session] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(new_speaker(), sessions), sock=listener)
    try:
        yield
    finally:
        loop.remove_reader(listener)
        await asyncio.sleep(0)  # what was accepted becomes a session, while the server is open
        server.close()
        for session in tuple(sessions):
            await session.end()
        await server.wait_closed()


@contextmanager
def filtered(listener: socket) -> Iterator[None]:
    """A listener whose queue is full, so that the kernel drops what would connect (listen(2))."""
    listener.listen(0)
    with ExitStack() as stack:
        for _ in range(2):  # the queue takes one more than it was told
            visitor = stack.enter_context(socket())
            visitor.settimeout(0)
            visitor.connect_ex(listener.getsockname())
        yield


@contextmanager
def cut(listener: socket) -> Iterator[None]:
    """A listener that resets connections before a client in the same event loop sees them made.

    The listener becomes ready first, so that its callback runs before the client's.
    """
    loop = asyncio.get_running_loop()
    listener.listen()
    loop.add_reader(listener, reset_all, listener)
    try:
        yield
    finally:
        loop.remove_reader(listener)


def reset_all(listener: socket) -> None:
    """Resets every connection that waits to be accepted."""
    with suppress(BlockingIOError):
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.setsockopt(SOL_SOCKET, SO_LINGER, CLOSE_BY_RESET)
