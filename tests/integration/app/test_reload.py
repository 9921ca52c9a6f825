"""A new configuration takes the old one's place as a whole, or not at all."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

from tests.integration.app.program import exporter, until

Configure = Callable[..., Path]
RELOADED = ("tls_exporter_config_last_reload_successful", "")
HOURLY = {"interval": "1h"}


async def test_a_broken_configuration_changes_nothing(configure: Configure) -> None:
    """After SIGHUP the old targets stay, a metric says so, and each problem is a line."""
    file = configure("a", "b")
    async with exporter(f"--config.file={file}") as program:
        await program.until_ready()
        assert (await program.metrics())[RELOADED] == 1
        file.write_text("targets:\n  - hots: x\n  - {host: y, port: 70000}\n")
        program.process.send_signal(signal.SIGHUP)
        await program.log_line("targets[1].port")
        refusals = [line for line in program.log if "configuration refused" in line]
        assert all("level=error" in line for line in refusals)
        assert any("targets[0].hots" in line for line in refusals)
        assert await program.target_names() == {"a", "b"}
        assert (await program.metrics())[RELOADED] == 0


async def test_a_changed_file_is_read_by_itself_where_that_is_asked_for(
    configure: Configure,
) -> None:
    """A slip is refused as by SIGHUP, a file that is gone changes nothing, and its mend is taken."""
    file = configure("a", defaults=HOURLY)
    async with exporter(f"--config.file={file}", "--config.enable-auto-reload") as program:
        await program.until_ready()
        file.write_text("targets:\n  - hots: x\n")
        await program.log_line("configuration refused")
        file.unlink()
        configure("a", "b", defaults=HOURLY)
        await program.log_line("configuration reloaded")
        await program.until_targets_are("a", "b")


async def test_a_new_configuration_is_taken_whole(configure: Configure) -> None:
    """Removed targets are gone, new ones are probed soon, others keep their report."""
    file = configure("a", "b", defaults=HOURLY)
    async with exporter(f"--config.file={file}") as program:
        await program.until_ready()
        before = await program.metrics()
        configure("b", "c", defaults=HOURLY)
        program.process.send_signal(signal.SIGHUP)
        await program.log_line("configuration reloaded")
        assert "a" not in await program.target_names()
        await program.until_targets_are("b", "c")
        after = await program.metrics()
        probed = ("tls_probe_timestamp_seconds", "b")
        assert after[probed] == before[probed]
        assert after[RELOADED] == 1


async def test_other_resolvers_make_all_targets_due_soon(configure: Configure) -> None:
    """What was seen with the old ones is not shown for an hour."""
    file = configure("a", defaults=HOURLY)
    async with exporter(f"--config.file={file}") as program:
        await program.until_ready()
        probed = ("tls_probe_timestamp_seconds", "a")
        before = (await program.metrics())[probed]
        configure("a", defaults=HOURLY, resolvers=[{"name": "other", "address": "127.0.0.9"}])
        program.process.send_signal(signal.SIGHUP)

        async def was_probed_again() -> bool:
            return (await program.metrics())[probed] > before

        await until(was_probed_again)


async def test_a_reload_by_http_answers_with_the_problems(configure: Configure) -> None:
    """Where the lifecycle API is enabled, and only there."""
    file = configure("a")
    async with exporter(f"--config.file={file}", "--web.enable-lifecycle") as program:
        file.write_text("targets: [{hots: x}]")
        status, text = await program.post("/-/reload")
        assert status == 500
        assert "targets[0].hots" in text
        configure("b")
        assert (await program.post("/-/reload"))[0] == 200
        await program.until_targets_are("b")
        status, text = await program.post("/api/v1/targets/b/probe")
        assert status == 200
        assert json.loads(text)["first_failing_step"] == "port"


async def test_targets_follow_their_files(configure: Configure, tmp_path: Path) -> None:
    """A file_sd file is read again when it changed; a broken one keeps its last targets."""
    found = tmp_path / "found.json"
    found.write_text('[{"targets": ["127.0.0.1:1"]}]')
    sources = [{"files": ["found.json"], "refresh_interval": "1s"}]
    file = configure("a", discovery={"file_sd": sources})
    async with exporter(f"--config.file={file}") as program:
        await program.until_targets_are("a", "127.0.0.1:1")
        found.write_text('[{"targets": ["127.0.0.1:1", "127.0.0.1:2"]}]')
        await program.until_targets_are("a", "127.0.0.1:1", "127.0.0.1:2")
        found.write_text('[{"targets": ["127.0.0.1:1", "127.0.0.1:')
        await program.log_line("discovery problem")
        assert await program.target_names() == {"a", "127.0.0.1:1", "127.0.0.1:2"}
        assert (await program.metrics())["tls_exporter_discovery_problems", ""] == 1
        found.write_text("[]")
        await program.until_targets_are("a")
