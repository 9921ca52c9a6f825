"""The targets of a configuration under watch, now and after it has changed."""

import asyncio
import logging
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from exporter.app.equipment import Equipment
from exporter.app.inventories import Inventories
from exporter.app.log_list_file import LogListFile
from exporter.app.trust_store_files import INTERVAL, TrustStoreFiles
from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError, Problem
from exporter.discovery.shard import WHOLE, Shard
from exporter.discovery.targets import Discovery
from exporter.model.report import Report
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.alarm import call_later
from exporter.probing.files.configurations import Configurations
from exporter.scheduler.journal import Defects, Journal
from exporter.scheduler.runner import Runner
from exporter.scheduler.store import Store
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.views.rendering import RenderedReport, render_target

LOGGER = logging.getLogger(__name__)
MOST_LINES = 20
"""Problems that one event logs; the answer to a reload and `config check` tell more."""


class TargetWatch:
    """Probes what the configuration and its files name; a new one takes the old one's place."""

    def __init__(
        self,
        settings: Settings,
        *,
        config_file: Path | None,
        metrics: ExporterMetrics,
        clock: Callable[[], datetime],
        shard: Shard = WHOLE,
    ) -> None:
        self._settings = settings
        self._config_file = config_file
        self._metrics = metrics
        self._clock = clock
        defects = Defects()
        self._configurations = Configurations()
        self._equipment = Equipment(
            settings,
            clock=clock,
            on_defect=defects.met,
            configurations=self._configurations,
            on_resolver=self._resolver_heard,
        )
        self._trust_stores = TrustStoreFiles(metrics)
        self._log_list = LogListFile(metrics, clock)
        self._shard = shard
        metrics.share_taken(shard.index, of=shard.count)
        self._inventories = Inventories(metrics)
        self._discovery = self._discovery_of(settings)
        self._targets: tuple[Target, ...] = ()
        self._targets_of: Mapping[str, int] = {}
        """How many of them each source gave."""
        self._problems: tuple[Problem, ...] = ()
        self._refused: tuple[Problem, ...] = ()
        """What is wrong with the configuration that was to take the place of the present one."""
        self._deaf: dict[str, None] = {}
        """Names of the resolvers that are of no use."""
        self._store = Store(render_target)
        self._journal = Journal(metrics, defects)
        self._runner = Runner(
            inspect=self._equipment.inspect,
            judge=self._equipment.judge,
            judge_aside=self._equipment.judge_aside,
            scans=self._equipment,
            store=self._store,
            limits=settings.limits,
            journal=self._journal,
            clock=time.monotonic,
            now=clock,
            call_later=call_later,
        )
        self._reloading = asyncio.Lock()

    @property
    def is_ready(self) -> bool:
        """Whether the first round of probes is complete."""
        return self._runner.is_first_round_complete

    @property
    def settings(self) -> Settings:
        """Those in force."""
        return self._settings

    def targets(self) -> tuple[Target, ...]:
        """All that are watched, from the configuration and from discovery."""
        return self._targets

    def reports(self) -> tuple[Report, ...]:
        """The newest report of every target that has one."""
        return self._store.reports()

    def report(self, name: str) -> Report | None:
        """The newest report of one target."""
        return self._store.report(name)

    def rendered(self) -> Iterator[RenderedReport]:
        """The newest reports, ready for the exposition."""
        return self._store.rendered()

    def pending_names(self) -> tuple[str, ...]:
        """The targets that have no report yet."""
        names = (target.name for target in self._targets)
        return tuple(name for name in names if self._store.report(name) is None)

    def next_probe(self, name: str) -> datetime | None:
        """When a target is due next; None where there is no such target."""
        return self._runner.next_probe(name)

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the exporter itself: its configuration, its files, its resolvers, its routes."""
        refused = (f"the new configuration was refused: {one}" for one in self._refused)
        deaf = (f"the resolver {name} gives no usable answer" for name in self._deaf)
        found = (str(problem) for problem in self._problems)
        files = (*self._trust_stores.problems, *self._log_list.problems)
        return (*refused, *deaf, *self._journal.problems, *files, *found)

    async def probe_now(self, name: str) -> Report | None:
        """The report of a probe made for this request; a LookupError if there is no such target."""
        return await self._runner.probe_now(name)

    async def run(self) -> None:
        """Watch until cancelled."""
        self._metrics.config_accepted(self._clock().timestamp())
        self._trust_stores.adopted(self._settings.trust_stores)
        self._log_list.adopted(self._settings.ct_log_list)
        try:
            async with self._reloading:
                await self._inventories.obey(self._settings.http_discoveries)
                self._watch(await asyncio.to_thread(self._discovery.refresh))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._runner.run())
                tasks.create_task(self._follow_sources())
                tasks.create_task(self._follow_trust_stores())
        finally:
            await self._inventories.close()
            await self._equipment.close()

    async def reload(self) -> None:
        """Read the configuration again; what is wrong with it is logged, and raised."""
        async with self._reloading:
            try:
                await self._adopt(await asyncio.to_thread(self._load))
            except Exception as error:
                self._metrics.config_refused()
                if isinstance(error, ConfigurationError):
                    self._refused = tuple(error.problems)
                    log_problems(logging.ERROR, "configuration refused", error.problems)
                raise
        self._refused = ()
        self._metrics.config_accepted(self._clock().timestamp())
        LOGGER.info("configuration reloaded", extra={"targets": len(self._targets)})

    def _load(self) -> Settings:
        if self._config_file is None:
            raise ConfigurationError([Problem(file="-", message="there is no file to read again")])
        return load_settings(self._config_file)

    async def _adopt(self, settings: Settings) -> None:
        """Work by these settings from now on; what they leave as it was is not disturbed."""
        before = self._settings
        is_trusted_otherwise = await self._equipment.obey(settings)
        if settings.resolvers != before.resolvers:
            self._metrics.resolvers_changed()
            self._deaf.clear()
        await self._inventories.obey(settings.http_discoveries)
        discovery = self._discovery_of(settings, before=self._discovery)
        targets = await asyncio.to_thread(discovery.refresh)
        self._settings, self._discovery = settings, discovery
        self._trust_stores.adopted(settings.trust_stores)
        self._log_list.adopted(settings.ct_log_list)
        self._runner.set_limits(settings.limits)
        names = {target.name for target in targets}
        self._watch(targets, soon=names if settings.resolvers != before.resolvers else ())
        if is_trusted_otherwise:
            self._runner.judge_again(names)
        self._inventories.news.set()

    def _discovery_of(self, settings: Settings, before: Discovery | None = None) -> Discovery:
        """What finds the targets of these settings, and goes on where sources are as before."""
        return Discovery(
            settings,
            self._configurations.read,
            self._inventories.reply,
            self._shard,
            before,
        )

    def _watch(self, targets: tuple[Target, ...], soon: Container[str] = ()) -> None:
        """Exactly these targets, and what discovery has to say of the others."""
        log_change(
            {target.name for target in self._targets},
            {target.name for target in targets},
            sources=changed_numbers(self._targets_of, self._discovery.targets_of),
        )
        self._targets, self._targets_of = targets, self._discovery.targets_of
        self._runner.set_targets(targets, soon=soon)
        self._tell_problems()

    def _resolver_heard(self, resolver: str, *, is_up: bool) -> None:
        """A resolver was asked, and is of use or not."""
        self._metrics.resolver_heard(resolver, is_up=is_up)
        if is_up:
            self._deaf.pop(resolver, None)
        else:
            self._deaf[resolver] = None

    def _tell_problems(self) -> None:
        """Each problem of discovery is logged when it is new."""
        problems, remarks = self._discovery.problems, self._discovery.remarks
        for message, told in (("discovery problem", problems), ("nothing is found", remarks)):
            new = [problem for problem in told if problem not in self._problems]
            log_problems(logging.WARNING, message, new)
        self._problems = (*problems, *remarks)
        self._metrics.discovery_refreshed(
            targets=self._discovery.targets_of,
            problems=self._discovery.problems_of,
            of_all_shards=self._discovery.targets_of_all_shards,
        )

    async def _follow_sources(self) -> None:
        """Look for targets again and again, at once after a reload and when an inventory says something new."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._discovery.interval):
                    await self._inventories.news.wait()
            self._inventories.news.clear()
            try:
                await self._look_again()
            except Exception:
                self._metrics.internal_error()
                LOGGER.exception("discovery ended by a defect; the targets stay as they are")

    async def _follow_trust_stores(self) -> None:
        """Read trust stores again and again; what is known is judged by what they hold then."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self._read_trust_stores()
            except Exception:
                self._metrics.internal_error()
                LOGGER.exception("a defect met at trust stores; they stay as they are")

    async def _read_trust_stores(self) -> None:
        async with self._reloading:
            before = self._settings
            stores = await self._trust_stores.present(before.trust_stores)
            logs = await self._log_list.present(before.ct_log_list)
            if (stores, logs) == (before.trust_stores, before.ct_log_list):
                return
            settings = replace(before, trust_stores=stores, ct_log_list=logs)
            is_trusted_otherwise = await self._equipment.obey(settings)
            self._settings = settings
            if is_trusted_otherwise:
                LOGGER.info("trust stores or transparency logs changed")
                self._runner.judge_again(target.name for target in self._targets)

    async def _look_again(self) -> None:
        async with self._reloading:
            targets = await asyncio.to_thread(self._discovery.refresh)
            if targets == self._targets:
                self._tell_problems()
            else:
                self._watch(targets)


def changed_numbers(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    """Of which sources there are more or fewer targets than before."""
    numbers = ((source, before.get(source, 0), now.get(source, 0)) for source in {**before, **now})
    return ", ".join(f"{source} {old} to {new}" for source, old, new in numbers if old != new)


def log_change(before: set[str], now: set[str], *, sources: str) -> None:
    """How many targets came and went, and where; with nothing left to watch, as a warning."""
    if before != now:
        numbers: dict[str, int | str] = {
            "added": len(now - before),
            "removed": len(before - now),
            "targets": len(now),
            "sources": sources,
        }
        LOGGER.log(logging.INFO if now else logging.WARNING, "targets changed", extra=numbers)


def log_problems(level: int, message: str, problems: Sequence[Problem]) -> None:
    """One line for each of the first problems, and how many more there are."""
    for problem in problems[:MOST_LINES]:
        LOGGER.log(level, message, extra={"problem": str(problem)})
    if len(problems) > MOST_LINES:
        LOGGER.log(level, "more problems, not logged", extra={"more": len(problems) - MOST_LINES})
