"""Servers that misbehave on purpose, a name server, and a prober that meets them."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

import pytest

from exporter.model.settings import Limits, ResolverSettings
from exporter.model.target import Policy, Target
from exporter.probing.gate import Gate
from exporter.probing.prober import Prober
from tests.probed import prober_of, unexpected

Handler: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[int]]]:
    """Starts a TCP server with that handler on 127.0.0.1 and returns its port."""
    async with contextlib.AsyncExitStack() as stack:
        conversations: set[asyncio.Task[None]] = set()

        async def start(handler: Handler) -> int:
            async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                task = asyncio.current_task()
                assert task is not None
                conversations.add(task)
                try:
                    await handler(reader, writer)
                except (ConnectionError, asyncio.CancelledError):
                    pass
                finally:
                    conversations.discard(task)
                    writer.close()
                    with contextlib.suppress(ConnectionError):
                        await writer.wait_closed()

            server = await asyncio.start_server(guarded, "127.0.0.1", 0)
            stack.callback(server.close)
            return int(server.sockets[0].getsockname()[1])

        yield start
        for task in tuple(conversations):
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


@pytest.fixture
async def new_prober() -> AsyncIterator[Callable[..., Prober]]:
    """Makes probers with these resolvers, and closes them at the end."""
    probers: list[Prober] = []

    def make(
        *resolvers: ResolverSettings,
        gate: Gate | None = None,
        patience: float = 2.0,
        on_defect: Callable[[str, Exception], None] = unexpected,
        **limits: Any,
    ) -> Prober:
        gate = gate or Gate(Limits(**limits), clock=time.monotonic)
        prober = prober_of(*resolvers, gate=gate, patience=patience, on_defect=on_defect)
        probers.append(prober)
        return prober

    yield make
    for prober in probers:
        await prober.close()


@pytest.fixture
def new_target() -> Callable[..., Target]:
    """Makes targets on 127.0.0.1 with a short time-out."""

    def make(
        port: int, *, timeout: float = 0.4, scan_interval: float = 60.0, **more: Any
    ) -> Target:
        policy = Policy(
            timeout=timeout,
            scan_interval=scan_interval,
            scan_pace=0.0,
            trust=(),
            deny_addresses=(),
        )
        fields = {"name": "t", "host": "127.0.0.1", "server_name": "www.example.test", **more}
        return Target(port=port, policy=policy, **fields)

    return make


@pytest.fixture
def closed_port() -> int:
    """A port at which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@pytest.fixture
def filtered_port() -> Iterator[int]:
    """A port whose accept queue is full, so that attempts get no answer."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            client.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])
