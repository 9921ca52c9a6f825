"""The watch over targets goes on whatever its configuration and its files do."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from exporter.app import App, target_watch
from exporter.app.clock import utc_now
from exporter.app.single_round import single_round
from exporter.app.target_watch import TargetWatch
from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError
from exporter.discovery.targets import Discovery
from exporter.inspection.inspect import inspect
from exporter.lab.authority import Authorities
from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.server.listen_address import ListenAddress
from exporter.views.exporter_metrics import ExporterMetrics
from tests.integration.app.program import until

Configure = Callable[..., Path]
ANY_PORT = ListenAddress(host="127.0.0.1", port=0)


@asynccontextmanager
async def watching(
    file: Path, *, readable: bool = True
) -> AsyncIterator[tuple[TargetWatch, CollectorRegistry]]:
    """A watch at work by a configuration, which may be read again if it is `readable`."""
    registry = CollectorRegistry()
    watch = TargetWatch(
        load_settings(file),
        config_file=file if readable else None,
        metrics=ExporterMetrics(registry),
        clock=utc_now,
    )
    running = asyncio.create_task(watch.run())

    async def is_ready() -> bool:
        assert not running.done()
        return watch.is_ready

    await until(is_ready)
    try:
        yield watch, registry
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def known(watch: TargetWatch) -> Report:
    """What is known of the first target."""
    report = watch.report("a")
    assert report
    return report


def was_accepted(registry: CollectorRegistry) -> float | None:
    """What the metric of the last reload says."""
    return registry.get_sample_value("tls_exporter_config_last_reload_successful")


async def test_targets_are_pending_until_they_are_probed(configure: Configure) -> None:
    """A new target is known by name before it has a report."""
    async with watching(configure("a")) as (watch, _):
        assert watch.pending_names() == ()
        configure("a", "b")
        await watch.reload()
        assert watch.pending_names() == ("b",)
        assert await watch.probe_now("b") is watch.report("b")
        assert watch.pending_names() == ()
        assert len(tuple(watch.rendered())) == 2
        with pytest.raises(LookupError):
            await watch.probe_now("c")


async def test_a_refused_configuration_is_told_until_it_is_mended(configure: Configure) -> None:
    """With file, line and key, for those who look at the page and not at the log."""
    async with watching(configure("a")) as (watch, _):
        assert watch.problems() == ()
        file = configure("a", defaults={"intervall": "1h"})
        with pytest.raises(ConfigurationError):
            await watch.reload()
        (trouble,) = watch.problems()
        assert trouble.startswith(f"the new configuration was refused: {file}:")
        assert "intervall" in trouble
        configure("a")
        await watch.reload()
        assert watch.problems() == ()


async def test_the_next_probe_is_known(configure: Configure) -> None:
    """Within an interval of its regular time; of what is watched alone."""
    async with watching(configure("a", defaults={"interval": "1h"})) as (watch, _):
        due = watch.next_probe("a")
        assert due
        assert known(watch).evidence.started_at < due
        assert due < known(watch).evidence.started_at + timedelta(hours=2)
        assert watch.next_probe("b") is None


async def test_without_a_file_there_is_nothing_to_reload(configure: Configure) -> None:
    """The demo says so and goes on."""
    async with watching(configure("a"), readable=False) as (watch, registry):
        with pytest.raises(ConfigurationError, match="no file to read again"):
            await watch.reload()
        assert was_accepted(registry) == 0
        assert len(watch.reports()) == 1


async def test_other_limits_take_effect(configure: Configure) -> None:
    """Targets go on with what is new; nothing that is known of them was wrong."""
    hourly = {"interval": "1h"}
    async with watching(configure("a", defaults=hourly)) as (watch, registry):
        before = watch.report("a")
        configure("a", defaults=hourly, limits={"per_host_concurrency": 1})
        await watch.reload()
        assert watch.report("a") is before
        assert await watch.probe_now("a") is not before
        assert was_accepted(registry) == 1


async def test_other_trust_stores_judge_again_without_a_probe(
    configure: Configure, tmp_path: Path
) -> None:
    """Before, every target was probed again; now what was seen stands, and its judgement is new."""
    (tmp_path / "roots.pem").write_bytes(Authorities(now=utc_now()).root_pem)
    hourly = {"interval": "1h"}
    async with watching(configure("a", defaults=hourly)) as (watch, _):
        before = known(watch)
        configure("a", defaults=hourly, trust_stores={"corp": {"file": "roots.pem"}})
        await watch.reload()
        while known(watch) is before:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0)
        after = known(watch)
    assert after.evidence is before.evidence
    assert after.trust_stores != before.trust_stores


async def test_targets_that_come_and_go_are_logged_with_numbers_and_source(
    configure: Configure, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With nothing left to watch, silence would look like health: a warning."""
    (tmp_path / "a.json").write_text('[{"targets": ["192.0.2.1", "192.0.2.2"]}]')
    sources = [{"files": [f"{tmp_path}/*.json"]}]
    caplog.set_level(logging.INFO)
    async with watching(configure(discovery={"file_sd": sources})) as (watch, _):
        (tmp_path / "a.json").unlink()
        await watch._look_again()
    changes = [record for record in caplog.records if record.message == "targets changed"]
    told = [
        (each.levelname, each.added, each.removed, each.targets, each.sources)  # type: ignore[attr-defined]
        for each in changes
    ]
    assert told == [
        ("INFO", 2, 0, 2, f"{tmp_path}/*.json 0 to 2"),
        ("WARNING", 0, 2, 0, f"{tmp_path}/*.json 2 to 0"),
    ]
    assert any(record.message == "nothing is found" for record in caplog.records)


async def test_a_reload_takes_no_target_of_a_broken_file_away(
    configure: Configure, tmp_path: Path
) -> None:
    """Whoever reloads for another reason loses none."""
    file = tmp_path / "a.json"
    file.write_text('[{"targets": ["192.0.2.1"]}]')
    discovery = {"file_sd": [{"files": [str(file)]}]}
    async with watching(configure(discovery=discovery)) as (watch, _):
        file.write_text("[")
        configure(discovery=discovery, limits={"concurrency": 5})
        await watch.reload()
        assert [target.host for target in watch.targets()] == ["192.0.2.1"]
        assert len(watch.problems()) == 1


async def test_a_defect_in_a_reload_is_counted_and_survived(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After SIGHUP nobody waits for the answer, so the log has the traceback."""
    app = App(
        load_settings(configure("a")), listen_addresses=[ANY_PORT], config_file=configure("a")
    )

    def broken(_file: Path) -> None:
        raise ZeroDivisionError("of this exporter")

    monkeypatch.setattr(target_watch, "load_settings", broken)
    await app._try_to_reload()
    (record,) = caplog.records
    assert record.exc_info
    assert record.getMessage().startswith("reload ended by a defect")


async def test_a_defect_in_discovery_leaves_the_targets_as_they_are(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted, and the files are looked at again later."""
    sources = [{"files": ["found.yml"], "refresh_interval": "1s"}]
    file = configure("a", discovery={"file_sd": sources})
    async with watching(file) as (watch, registry):

        def broken(_discovery: Discovery) -> tuple[Target, ...]:
            raise ZeroDivisionError("of this exporter")

        async def is_counted() -> bool:
            return bool(registry.get_sample_value("tls_exporter_internal_errors_total"))

        with monkeypatch.context() as patch:
            patch.setattr(Discovery, "refresh", broken)
            await until(is_counted)
        assert [report.target.name for report in watch.reports()] == ["a"]
        (file.parent / "found.yml").write_text('- targets: ["127.0.0.1:1"]\n')

        async def is_found() -> bool:
            return watch.report("127.0.0.1:1") is not None

        await until(is_found)


async def test_what_an_overtaken_discovery_finds_is_of_no_account(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload that comes while files are read takes its turn after that, and has the last word."""
    sources = {"file_sd": [{"files": ["found.yml"], "refresh_interval": "1s"}]}
    began, may_go_on, over = threading.Event(), threading.Event(), threading.Event()
    refresh = Discovery.refresh

    async with watching(configure("a", discovery=sources)) as (watch, _):
        overtaken = watch._discovery

        def slow(discovery: Discovery) -> tuple[Target, ...]:
            if discovery is not overtaken:
                return refresh(discovery)
            began.set()
            may_go_on.wait(60)
            over.set()
            return ()

        monkeypatch.setattr(Discovery, "refresh", slow)
        assert await asyncio.to_thread(began.wait, 60)
        configure("b", discovery=sources)
        reloading = asyncio.create_task(watch.reload())
        await asyncio.sleep(0)
        assert not reloading.done()
        may_go_on.set()
        await reloading
        assert over.is_set()

        async def is_probed() -> bool:
            return watch.report("b") is not None

        await until(is_probed)
        assert [report.target.name for report in watch.reports()] == ["b"]


async def test_a_single_round_tells_each_report_in_the_order_of_the_targets(
    configure: Configure,
) -> None:
    """What is told one by one is also returned as a whole."""
    settings = load_settings(configure("c", "a", "b"))
    told: list[Report] = []
    reports = await single_round(settings, settings.targets, tell=told.append)
    assert [report.target.name for report in reports] == ["c", "a", "b"]
    assert told == list(reports)


async def test_a_defect_ends_a_single_round(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs is cancelled, and the exception comes out as it is."""
    settings = load_settings(configure("a", "b", "c"))
    told: list[Report] = []

    async def broken(target: Target, memory: Memory, **parts: Any) -> Memory:
        if target.name == "b":
            raise ZeroDivisionError("of this exporter")
        return await inspect(target, memory, **parts)

    monkeypatch.setattr("exporter.app.equipment.inspect", broken)
    with pytest.raises(ZeroDivisionError):
        await single_round(settings, settings.targets, tell=told.append)
    assert [report.target.name for report in told] == ["a"]
