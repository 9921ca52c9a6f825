"""The exporter begins only when it can work, and ends when it is told to."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.app import App
from exporter.app.signals import signals
from exporter.config.load import load_settings
from exporter.server.listen_address import CannotListen, ListenAddress
from tests.integration.app.program import exporter, silent_server, started, until

Configure = Callable[..., Path]
ANY_PORT = ListenAddress(host="127.0.0.1", port=0)


async def test_a_port_in_use_is_one_line_and_exit_code_2(configure: Configure) -> None:
    """Nothing is probed, and no traceback is shown."""
    file = configure("a")
    async with silent_server() as (port, _):
        process = await started(
            "serve", f"--config.file={file}", f"--web.listen-address=127.0.0.1:{port}"
        )
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.decode() == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_a_broken_configuration_is_exit_code_2(configure: Configure) -> None:
    """All of its problems are shown, each in a line."""
    file = configure()
    file.write_text("targets: [{hots: x}, {host: y, port: 70000}]\n")
    process = await started("serve", f"--config.file={file}")
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert len(errors.decode().splitlines()) >= 2
    assert b"Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_without_waiting_for_probes(
    configure: Configure, number: signal.Signals
) -> None:
    """In the middle of one that may take an hour, with a connection open; the exit code is 0."""
    async with silent_server() as (port, connected):
        target = {"host": "127.0.0.1", "port": port, "timeout": "1h", "interval": "1h"}
        file = configure(targets=[target])
        async with exporter(f"--config.file={file}") as program:
            await connected.wait()
            assert (await program.get("/-/healthy"))[0] == 200
            assert (await program.get("/-/ready"))[0] == 503
            program.process.send_signal(number)
            assert await program.ended() == 0
            assert any(f"signal={number.name}" in line for line in program.log)
            assert not any("level=error" in line for line in program.log)


async def test_the_second_signal_is_not_waited_for() -> None:
    """After the first, the system's own handling is back, which ends the process at once."""
    told: list[str] = []
    with signals(on_hangup=lambda: told.append("hangup"), on_stop=told.append):
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)

        async def both_arrived() -> bool:
            return len(told) == 2

        await until(both_arrived)
        assert told == ["hangup", "SIGTERM"]
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    signal.signal(signal.SIGINT, signal.default_int_handler)


async def test_settings_alone_are_enough(configure: Configure) -> None:
    """Without a configuration file, as the demo has it: reports come, and `stop` ends it."""
    app = App(load_settings(configure("a", "b")), listen_addresses=[ANY_PORT])
    urls: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(app.run(on_listening=urls.set_result))
    (url,) = await urls
    assert url.startswith("http://127.0.0.1:")

    async def is_ready() -> bool:
        return app.watch.is_ready

    await until(is_ready)
    assert {report.target.name for report in app.watch.reports()} == {"a", "b"}
    app.stop()
    await running


async def test_families_of_the_process_are_chosen_by_name(configure: Configure) -> None:
    """As all others are."""
    async with exporter(f"--config.file={configure()}") as program:
        _, text = await program.get("/metrics?name[]=process_open_fds&name[]=python_info")
    families = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert sorted(families) == ["process_open_fds", "python_info"]


async def test_it_can_listen_at_several_addresses(configure: Configure) -> None:
    """Each has its URL."""
    second = ListenAddress(host="127.0.0.2", port=0)
    app = App(load_settings(configure()), listen_addresses=[ANY_PORT, second])
    urls: list[str] = []

    def stop(found: tuple[str, ...]) -> None:
        urls.extend(found)
        app.stop()

    await app.run(on_listening=stop)
    assert [url.rpartition(":")[0] for url in urls] == ["http://127.0.0.1", "http://127.0.0.2"]


async def test_an_unknown_host_cannot_be_listened_on(configure: Configure) -> None:
    """The error names the address."""
    nowhere = ListenAddress(host="203.0.113.1", port=9843)
    app = App(load_settings(configure()), listen_addresses=[nowhere])
    with pytest.raises(CannotListen, match=r"203\.0\.113\.1:9843: Cannot assign"):
        await app.run(on_listening=lambda _urls: None)
