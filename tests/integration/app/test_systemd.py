"""The exporter as a unit of systemd: it says when it is ready, and takes sockets that are open."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from exporter.app.service_manager import notify
from exporter.cli import exit_code
from exporter.cli.options import parser
from tests.integration.app.program import PATIENCE

Configure = Callable[..., Path]
AS_THE_UNIT = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "exporter", *sys.argv[2:]])
"""
"""What systemd does before it starts a program: the socket is number 3, and the process is named."""


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """A service manager that listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as result:
        result.bind(str(tmp_path / "notify"))
        result.settimeout(PATIENCE)
        yield result


@asynccontextmanager
async def unit(
    door: socket.socket, manager: socket.socket, file: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The exporter as systemd starts it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", AS_THE_UNIT, str(door.fileno())),
        *("serve", f"--config.file={file}", "--web.systemd-socket"),
        env=os.environ | {"NOTIFY_SOCKET": manager.getsockname()},
        pass_fds=[door.fileno()],
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def told(manager: socket.socket) -> list[str]:
    """The names of what the manager is told next."""
    message = await asyncio.to_thread(manager.recv, 4096)
    return [line.partition("=")[0] for line in message.decode().splitlines()]


async def test_the_manager_hears_of_every_state(
    configure: Configure, manager: socket.socket
) -> None:
    """Ready once it listens at the socket it was given; reading again; ready again; stopping."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        async with unit(door, manager, configure("a")) as process:
            assert await told(manager) == ["READY"]
            url = f"http://127.0.0.1:{door.getsockname()[1]}/-/healthy"
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGHUP)
            assert await told(manager) == ["RELOADING", "MONOTONIC_USEC"]
            assert await told(manager) == ["READY"]
            process.send_signal(signal.SIGTERM)
            assert await told(manager) == ["STOPPING"]
            await process.communicate()
    assert process.returncode == 0


def test_a_socket_without_a_path_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux' abstract names are written with an @."""
    name = f"tls-exporter-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        notify("READY=1", "STATUS=well")
        assert manager.recv(4096) == b"READY=1\nSTATUS=well"


@pytest.mark.parametrize("address", ["", "relative", "/nobody/listens/here"])
def test_without_a_manager_nothing_happens(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporter runs anywhere."""
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify("READY=1")


@pytest.mark.parametrize(
    ("process", "count"), [("", ""), ("1", "1"), ("ours", ""), ("ours", "0"), ("ours", "x")]
)
def test_sockets_that_nobody_gave_are_an_error(
    process: str,
    count: str,
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those of another process, which the environment may still name, are not taken for ours."""
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()) if process == "ours" else process)
    monkeypatch.setenv("LISTEN_FDS", count)
    arguments = ["serve", f"--config.file={configure('a')}", "--web.systemd-socket"]
    assert exit_code(parser().parse_args(arguments)) == 2
    assert "systemd gave no socket" in capsys.readouterr().err
