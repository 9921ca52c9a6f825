"""Chromium without a window, told where to go by its DevTools protocol."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.real.programs.nss import database_with
from tests.real.programs.process import running
from tests.real.programs.real_client import RealClient, Visited, version
from tests.real.programs.set_ups import HOST

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-port=0", f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND"),
)
"""It looks up no name but the servers'."""
PATIENCE = 10.0
ABOUT_HTTP = {"ERR_EMPTY_RESPONSE", "ERR_INVALID_HTTP_RESPONSE"}
"""Errors that come when TLS is spoken."""


def chromium(binary: Path, certutil: Path) -> RealClient:
    """The browser."""

    def visit(root_file: Path, ports: Sequence[int]) -> Visited:
        with running_chromium(binary, certutil, root_file) as devtools:
            return asyncio.run(visited(devtools, ports))

    return RealClient(
        name=f"Chromium {version('Chromium ', binary, '--version')}", row="Chrome", visit=visit
    )


@contextmanager
def running_chromium(binary: Path, certutil: Path, root_file: Path) -> Iterator[str]:
    """The browser with a home of its own; yields where its DevTools answer."""
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        database_with(root_file, certutil, home / ".pki" / "nssdb")
        port_file = home / "DevToolsActivePort"
        with running(
            [binary, *OPTIONS, f"--user-data-dir={home}"],
            log=home / "output",
            ready=lambda: port_file.exists() and "\n" in port_file.read_text(),
            environment={**os.environ, "HOME": name},
        ):
            yield f"http://127.0.0.1:{port_file.read_text().split()[0]}"


async def visited(devtools: str, ports: Sequence[int]) -> Visited:
    """What becomes of each page."""
    async with ClientSession() as session:
        async with session.put(f"{devtools}/json/new") as answer:
            page = await answer.json()
        async with session.ws_connect(page["webSocketDebuggerUrl"]) as socket:
            return {port: await said_of(socket, port) for port in ports}


async def said_of(socket: ClientWebSocketResponse, port: int) -> str:
    """The error that one page ends with, unless it is about HTTP."""
    try:
        async with asyncio.timeout(PATIENCE):
            url = f"https://{HOST}:{port}/"
            answer = await result(socket, port, "Page.navigate", {"url": url})
    except TimeoutError:
        return "no answer"
    error: str = answer.get("errorText", "").removeprefix("net::")
    return "" if error in ABOUT_HTTP else error


async def result(
    socket: ClientWebSocketResponse, number: int, method: str, params: dict[str, Any]
) -> dict[str, Any]:
    """What a command of the protocol results in."""
    await socket.send_json({"id": number, "method": method, "params": params})
    while (message := await socket.receive_json()).get("id") != number:
        pass
    found: dict[str, Any] = message["result"]
    return found
