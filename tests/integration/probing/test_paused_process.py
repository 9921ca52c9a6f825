"""A process that was stopped for longer than its time-out blames no server."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.conversation import Speaker
from exporter.lab.deployment import TlsServer
from exporter.lab.servers import speakers
from tests.integration.probing.hostility import (
    Handler,
    Reader,
    Writer,
    converse,
    hanging_up,
    silent,
)

TIMEOUT = 1.0
STOPPED = 2.0


def honest(speak: Speaker) -> Handler:
    """Shakes hands as a server of the lab does."""

    async def handler(reader: Reader, writer: Writer) -> None:
        await converse(speak, reader, writer)

    return handler


@asynccontextmanager
async def probing(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A probe of the port under way, in a process that is over with the context."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.probing.paused_probe", str(port), str(TIMEOUT)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize(
    ("then", "outcome"), [("honest", "completed"), ("silent", "starved"), ("hangs up", "starved")]
)
async def test_a_stopped_process_blames_no_server(serve: Any, then: str, outcome: str) -> None:
    """It is stopped as soon as it has said its hello, for twice its time-out."""
    new_speaker = speakers(TlsServer(), Authorities(now=datetime.now(tz=UTC)), "www.example.test")
    handlers = {"honest": honest(new_speaker()), "silent": silent, "hangs up": hanging_up}
    has_spoken = asyncio.Event()

    async def handler(reader: Reader, writer: Writer) -> None:
        hello = await reader.read(65536)
        has_spoken.set()
        again = asyncio.StreamReader()
        again.feed_data(hello)
        answering = asyncio.ensure_future(handlers[then](again, writer))
        while heard := await reader.read(65536):
            again.feed_data(heard)
        again.feed_eof()
        await answering

    async with probing(await serve(handler)) as process:
        await has_spoken.wait()
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(STOPPED)
        process.send_signal(signal.SIGCONT)
        said, _ = await process.communicate()
    assert said.decode() == outcome
