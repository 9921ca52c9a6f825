"""`tls-exporter demo`: a table that tells the truth, an exporter at work, a clean end."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
from prometheus_client.parser import text_string_to_metric_families

from exporter.cli import demo
from exporter.lab.running import running_lab
from exporter.lab.scenarios import all_scenarios
from exporter.server.listen_address import ListenAddress

SCENARIOS = all_scenarios()
ANY_PORT = ListenAddress(host="127.0.0.1", port=0)

Demo: TypeAlias = Callable[..., AbstractAsyncContextManager[Process]]
PYTHON = (sys.executable, "-W", "error")
WHOLE = (*PYTHON, "-m", "exporter", "demo")
SMALL = (*PYTHON, str(Path(__file__).with_name("small_demo.py")), "demo")
BROKEN_PIPE = 141


@pytest.fixture
def running_demo() -> Demo:
    """A way to start the command; what is left of it in the end is killed."""

    @asynccontextmanager
    async def running(*command: str) -> AsyncIterator[Process]:
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return running


async def told(process: Process, last: str) -> str:
    """What the demo prints up to the line that begins with `last`."""
    assert process.stdout
    lines = []
    async for line in process.stdout:
        lines.append(line.decode())
        if lines[-1].startswith(last):
            break
    return "".join(lines)


def fetched(url: str) -> str:
    """What is at the URL."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the demo's own address
        return str(answer.read().decode())


def is_there(file: str) -> bool:
    """Whether the file exists."""
    return Path(file).exists()


async def test_once_prints_the_table_and_ends(running_demo: Demo) -> None:
    """Every scenario and finding stands in it, unbroken and uncoloured within 80 columns."""
    async with running_demo(*WHOLE, "--once") as process:
        stdout, stderr = await process.communicate()
    text = stdout.decode()
    assert process.returncode == 0, text
    assert stderr == b""
    assert f"{len(SCENARIOS)} of {len(SCENARIOS)} deployments are reported as they must be." in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    for scenario in SCENARIOS:
        assert re.search(rf"^✓  {scenario.name} ", text, re.MULTILINE)
        assert all(code in text for code in scenario.expectation.findings)


async def test_once_fails_when_a_deployment_is_reported_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1, and the row says what differs."""
    healthy = SCENARIOS[0]
    expected = replace(healthy.expectation, notes=frozenset({"certificate_expired"}))
    disappointed = replace(healthy, expectation=expected)
    monkeypatch.setattr(demo, "running_lab", partial(running_lab, scenarios=(disappointed,)))
    assert await demo.show_once() == 1
    text = capsys.readouterr().out
    assert "✗  healthy" in text
    assert "wrong: certificate_expired is not found" in text
    assert "0 of 1 deployments" in text


async def test_a_closed_terminal_ends_the_demo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no configuration to read again, so SIGHUP means what it means to any program."""
    (expired,) = (one for one in SCENARIOS if one.name == "expired")
    monkeypatch.setattr(demo, "running_lab", partial(running_lab, scenarios=(expired,)))
    serving = asyncio.create_task(demo.show_and_serve([ANY_PORT]))
    text = ""
    while "Ctrl-C" not in text and not serving.done():
        await asyncio.sleep(0.05)
        text += capsys.readouterr().out
    os.kill(os.getpid(), signal.SIGHUP)
    await serving
    (anchors,) = re.findall(r"--ca-file=(\S+)", text)
    assert not is_there(anchors)


async def test_the_demo_serves_until_it_is_interrupted(running_demo: Demo) -> None:
    """Page and metrics are where it says, and `check` as printed finds the fault that the table shows.

    Ctrl-C ends it at once and leaves no file behind.
    """
    async with running_demo(*SMALL, "--web.listen-address=127.0.0.1:0") as process:
        text = await told(process, "Ctrl-C")
        (anchors,) = re.findall(r"--ca-file=(\S+)", text)
        (page,) = re.findall(r"^Page +(\S+)$", text, re.MULTILINE)
        (metrics,) = re.findall(r"^Metrics +(\S+)$", text, re.MULTILINE)
        assert "expired" in await asyncio.to_thread(fetched, page)
        exposition = await asyncio.to_thread(fetched, metrics)
        (options,) = re.findall(r"^ +tls-exporter check (.+)$", text, re.MULTILINE)
        check = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "exporter", "check", *options.split()), stdout=PIPE
        )
        told_by_check, _ = await check.communicate()
        process.send_signal(signal.SIGINT)
        _, stderr = await process.communicate()
    watched = {
        sample.labels["target"]
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name == "tls_probe_success"
    }
    assert watched == {"expired"}
    assert process.returncode == 0
    assert stderr == b""
    assert not is_there(anchors)
    assert check.returncode == 1
    assert b"certificate_expired" in told_by_check
    assert b"certificate_untrusted" not in told_by_check


async def test_an_address_that_is_taken_is_said_with_the_cure(running_demo: Demo) -> None:
    """Exit code 2, and the option that takes another address."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        async with running_demo(*SMALL, f"--web.listen-address={address}") as process:
            stdout, stderr = await process.communicate()
    assert process.returncode == 2
    assert stdout == b""
    assert f"cannot listen on {address}: Address already in use" in stderr.decode()
    assert "--web.listen-address=" in stderr.decode()


def test_the_demo_ends_when_nobody_reads_it() -> None:
    """A reader that leaves, as `head` does, is no error worth a traceback."""
    with subprocess.Popen(
        [*SMALL, "--web.listen-address=127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"Probing")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == BROKEN_PIPE
