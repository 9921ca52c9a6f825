"""The exporter put together: its parts built from settings, at work until it is stopped."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry

from exporter.app.clock import utc_now
from exporter.app.file_changes import changes_of
from exporter.app.service_manager import READY, STOPPING, notify, reloading
from exporter.app.signals import signals
from exporter.app.target_watch import TargetWatch
from exporter.config.problem import ConfigurationError
from exporter.discovery.shard import WHOLE, Shard
from exporter.model.settings import Settings
from exporter.server.listen_address import ListenAddress
from exporter.server.listening import listening
from exporter.server.location import ROOT, Location
from exporter.server.own_pages import own_hosts
from exporter.server.routes import application
from exporter.views.exporter_metrics import ExporterMetrics

LOGGER = logging.getLogger(__name__)


class App:
    """Watches the targets of the settings, and serves what it sees."""

    def __init__(
        self,
        settings: Settings,
        *,
        listen_addresses: Iterable[ListenAddress | socket.socket],
        config_file: Path | None = None,
        enable_auto_reload: bool = False,
        enable_lifecycle: bool = False,
        location: Location = ROOT,
        shard: Shard = WHOLE,
    ) -> None:
        self._followed_file = config_file if enable_auto_reload else None
        self._listen_addresses = tuple(listen_addresses)
        # Without a file to read again, a closed terminal means what it means to any program.
        self._on_hangup = self._reload if config_file else partial(self._stop_for, "SIGHUP")
        self._metrics = ExporterMetrics(CollectorRegistry(auto_describe=True))
        self.watch = TargetWatch(
            settings, config_file=config_file, metrics=self._metrics, clock=utc_now, shard=shard
        )
        self._application = application(
            self.watch,
            self._metrics,
            clock=utc_now,
            enable_lifecycle=enable_lifecycle,
            location=location,
            hosts=own_hosts(self._listen_addresses),
        )
        self._stopping = asyncio.Event()
        self._reloads: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """End `run` within a second."""
        self._stopping.set()

    async def run(self, *, on_listening: Callable[[tuple[str, ...]], None]) -> None:
        """Serve and watch until `stop` or a signal; `on_listening` is told the URLs.

        An address that is not to be had is a `CannotListen`, before anything is probed.
        """
        async with listening(self._application, self._listen_addresses) as urls:
            with signals(on_hangup=self._on_hangup, on_stop=self._stop_for):
                on_listening(urls)
                notify(READY)
                await self._work()
                notify(STOPPING)

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(self.watch.run())]
            if self._followed_file:
                work.append(tasks.create_task(self._follow(self._followed_file)))
            await self._stopping.wait()
            for one in work:
                one.cancel()

    async def _follow(self, file: Path) -> None:
        """Read the configuration again whenever its file has changed."""
        async for _ in changes_of(file):
            await self._try_to_reload()

    def _stop_for(self, signal_name: str) -> None:
        LOGGER.info("stopping", extra={"signal": signal_name})
        self.stop()

    def _reload(self) -> None:
        task = asyncio.create_task(self._try_to_reload())
        self._reloads.add(task)  # asyncio itself holds no strong reference
        task.add_done_callback(self._reloads.discard)

    async def _try_to_reload(self) -> None:
        notify(*reloading())
        try:
            await self.watch.reload()
        except ConfigurationError:
            return  # logged, and counted, where it happened
        except Exception:
            self._metrics.internal_error()
            LOGGER.exception("reload ended by a defect; the previous configuration stays")
        finally:
            notify(READY)
