"""The list of transparency logs under watch: while its file is broken it stays as it was, and that is told."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from exporter.config.log_list import CURE, read_log_list
from exporter.model.transparency import LogList
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.x509.timestamps import ENFORCED_FOR

LOGGER = logging.getLogger(__name__)


class LogListFile:
    """A list of logs that follows its file, and what is wrong with that."""

    def __init__(self, metrics: ExporterMetrics, clock: Callable[[], datetime]) -> None:
        self._metrics = metrics
        self._clock = clock
        self._logs: LogList | None = None
        self._fault = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, each in a sentence."""
        return tuple(self._told())

    def adopted(self, logs: LogList | None) -> None:
        """This list is in force, and was read just now."""
        self._take(logs, fault="")

    async def present(self, logs: LogList | None) -> LogList | None:
        """The list as its file has it now; a new fault is logged."""
        read, fault = logs, ""
        try:
            if logs:
                read = await asyncio.to_thread(read_log_list, Path(logs.file))
        except ValueError as error:
            fault = str(error)
        if fault and fault != self._fault:
            LOGGER.error("list of transparency logs not read again", extra={"problem": fault})
        self._take(read, fault=fault)
        return read

    def _take(self, logs: LogList | None, *, fault: str) -> None:
        self._logs, self._fault = logs, fault
        self._metrics.log_list_read(logs, is_broken=bool(fault))

    def _told(self) -> Iterator[str]:
        if self._fault:
            told = "The list of transparency logs could not be read again, and stands as it was"
            yield f"{told}: {self._fault}."
        if self._logs and self._clock() - self._logs.made_at >= ENFORCED_FOR:
            yield (
                f"The list of transparency logs was made on {self._logs.made_at:%Y-%m-%d}, and no "
                f"certificate is judged by one that is older than {ENFORCED_FOR.days} days: {CURE}."
            )
