"""The list of transparency logs under watch: while its file is broken it stays as it was, and that is told."""

import asyncio
import logging
from pathlib import Path

from exporter.config.log_list import read_log_list
from exporter.model.transparency import LogList

LOGGER = logging.getLogger(__name__)


class LogListFile:
    """A list of logs that follows its file, and what is wrong with that."""

    def __init__(self) -> None:
        self._fault = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, in a sentence."""
        if not self._fault:
            return ()
        told = "The list of transparency logs could not be read again, and stands as it was"
        return (f"{told}: {self._fault}.",)

    async def present(self, logs: LogList | None) -> LogList | None:
        """The list as its file has it now; a new fault is logged."""
        if logs is None:
            self._fault = ""
            return None
        try:
            read, fault = await asyncio.to_thread(read_log_list, Path(logs.file)), ""
        except ValueError as error:
            read, fault = logs, str(error)
        if fault and fault != self._fault:
            LOGGER.error("list of transparency logs not read again", extra={"problem": fault})
        self._fault = fault
        return read
