"""The program as a process of its own, and what it watches: ports of loopback."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

PATIENCE = 60.0
"""Seconds after which what should have happened counts as never."""
PAUSE = 0.02


@dataclass(slots=True)
class Program:
    """A running exporter, its log so far, and a client of its server."""

    process: Process
    session: aiohttp.ClientSession
    url: str = ""
    log: list[str] = field(default_factory=list)

    async def log_line(self, part: str) -> str:
        """The next line of the log that holds `part`."""
        assert self.process.stderr
        async with asyncio.timeout(PATIENCE):
            async for line in self.process.stderr:
                self.log.append(line.decode().rstrip())
                if part in self.log[-1]:
                    return self.log[-1]
        raise AssertionError(f"{part} is not in the log: {self.log}")

    async def get(self, path: str) -> tuple[int, str]:
        """The status and the text of an answer."""
        async with self.session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    async def post(self, path: str) -> tuple[int, str]:
        """The same for a command."""
        async with self.session.post(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    async def metrics(self) -> dict[tuple[str, str], float]:
        """One scrape: values by series name and target."""
        _, text = await self.get("/metrics")
        return {
            (sample.name, sample.labels.get("target", "")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def target_names(self) -> set[str]:
        """The targets that have a report."""
        _, text = await self.get("/api/v1/targets")
        document: dict[str, Any] = json.loads(text)
        return {each["name"] for each in document["targets"]}

    async def until_ready(self) -> None:
        """The first round of probes is complete."""

        async def is_ready() -> bool:
            return (await self.get("/-/ready"))[0] == HTTPStatus.OK

        await until(is_ready)

    async def until_targets_are(self, *names: str) -> None:
        """Exactly these have a report."""

        async def are_there() -> bool:
            return await self.target_names() == set(names)

        await until(are_there)

    async def ended(self) -> int:
        """The exit code."""
        async with asyncio.timeout(PATIENCE):
            assert self.process.stderr
            rest = await self.process.stderr.read()
            self.log += rest.decode().splitlines()
            return await self.process.wait()


async def until(condition: Callable[[], Any]) -> None:
    """Polls until the condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(PAUSE)


async def started(*arguments: str) -> Process:
    """The program `tls-exporter` with these arguments.

    It heeds interrupts, also where the tests run in the background of a shell, which has them ignored.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "exporter",
        *arguments,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


@asynccontextmanager
async def exporter(*arguments: str) -> AsyncIterator[Program]:
    """`serve` at a free port, from the moment it listens; killed if the test did not end it."""
    process = await started("serve", "--web.listen-address=127.0.0.1:0", *arguments)
    async with aiohttp.ClientSession() as session:
        program = Program(process, session)
        try:
            line = await program.log_line("msg=listening")
            program.url = line.partition("url=")[2]
            yield program
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
            await program.ended()


@asynccontextmanager
async def silent_server() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A port that accepts connections and never says a word; the event is the first connection."""
    connected, over = asyncio.Event(), asyncio.Event()

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await over.wait()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], connected
        over.set()
