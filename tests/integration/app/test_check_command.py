"""`check` probes, prints the ladder, and exits with what it found."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path

from tests.integration.app.program import silent_server, started

Configure = Callable[..., Path]


async def run(*arguments: str) -> tuple[int | None, str, str]:
    """The exit code, the output and the errors."""
    process = await started("check", *arguments)
    output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


async def test_a_closed_port_is_a_finding(closed_port: int) -> None:
    """The ladder names the step, the finding, and how to repair it."""
    code, output, errors = await run(f"127.0.0.1:{closed_port}")
    assert (code, errors) == (1, "")
    assert output.startswith(f"127.0.0.1:{closed_port}: failing at step 1")
    assert "port_refused" in output
    assert "repair" in output


async def test_what_is_printed_is_in_the_language_that_is_asked_for(closed_port: int) -> None:
    """Steps, states and titles; codes, which people search for, stay as they are."""
    _, output, _ = await run("--lang=ja", "--no-scan", f"127.0.0.1:{closed_port}")
    assert output.startswith(f"127.0.0.1:{closed_port}: 手順 1「ポート」で失敗")
    assert "ポートが閉じている" in output
    assert "port_refused" in output


async def test_reports_come_in_the_order_of_the_arguments(closed_port: int) -> None:
    """Whichever is probed first."""
    hosts = [f"127.0.0.{number}:{closed_port}" for number in (3, 1, 2)]
    code, output, _ = await run(*hosts)
    assert code == 1
    headings = [line.partition(": ")[0] for line in output.splitlines() if "failing at" in line]
    assert headings == hosts


async def test_json_is_one_document(configure: Configure) -> None:
    """With all targets of the configuration."""
    code, output, _ = await run("--json", f"--config.file={configure('a', 'b')}")
    assert code == 1
    targets = json.loads(output)["targets"]
    assert [each["target"]["name"] for each in targets] == ["a", "b"]
    assert [each["first_failing_step"] for each in targets] == ["port", "port"]


async def test_a_silent_resolver_is_no_fault_of_the_site(configure: Configure) -> None:
    """Nothing is known of it; the exit code follows the standing."""
    file = configure(
        resolvers=[{"name": "nobody", "address": "127.0.0.1:1"}],
        targets=[{"host": "www.example.com", "timeout": "1s"}],
    )
    code, output, _ = await run(f"--config.file={file}")
    assert code == 3
    assert "nothing could be checked" in output
    assert "dns_lookup_failed" not in output


async def test_an_interrupt_ends_it_without_a_word() -> None:
    """In the middle of a probe, with the exit code that shells expect."""
    async with silent_server() as (port, connected):
        process = await started("check", "--timeout=60s", f"127.0.0.1:{port}")
        await connected.wait()
        process.send_signal(signal.SIGINT)
        output, errors = await process.communicate()
    assert (process.returncode, output, errors) == (130, b"", b"")


async def test_whoever_leaves_early_is_not_told_of_it(closed_port: int) -> None:
    """As in `tls-exporter check … | head -1`."""
    process = await started("check", *[f"127.0.0.1:{closed_port}"] * 50)
    assert process.stdout
    assert process.stderr
    process.stdout._transport.close()  # type: ignore[attr-defined] # there is no public way
    assert await process.stderr.read() == b""
    async with asyncio.timeout(60):
        assert await process.wait() == 141
