"""The configurations that targets share: looked at once for all who ask at about the same time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import inf
from threading import Lock
from typing import TypeAlias

from exporter.model.server_config import ServerConfig
from exporter.probing.files.configuration import WatchedConfiguration
from exporter.probing.files.disk import Disk
from exporter.words.server_software import ServerSoftware

Where: TypeAlias = tuple[ServerSoftware, tuple[str, ...], str]
"""The software, its main files and the root below which those are."""
MOST_KEPT = 64


class Configurations:
    """Those asked for last, of several threads at the same time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._known: OrderedDict[Where, WatchedConfiguration] = OrderedDict()
        self._turn = Lock()

    def known(
        self, software: ServerSoftware, paths: tuple[str, ...], root: str, since: float
    ) -> ServerConfig | None:
        """What one said, if it was looked at then or later (seconds of the clock)."""
        known = self._known.get((software, paths, root))
        found = known.found if known and known.looked >= since else None
        return found if isinstance(found, ServerConfig) else None

    def read(
        self, software: ServerSoftware, paths: tuple[str, ...], root: str, since: float = inf
    ) -> ServerConfig:
        """What one says, its files looked at unless they were since then; blocks; raises OSError."""
        with self._turn:
            known = self._asked((software, paths, root))
            if known.looked < since:
                known.look(self.clock())
            if isinstance(known.found, OSError):
                raise known.found.with_traceback(None)
            return known.found

    def _asked(self, where: Where) -> WatchedConfiguration:
        """The one that is asked for last now."""
        software, paths, root = where
        known = self._known.setdefault(where, WatchedConfiguration(software, paths, Disk(root)))
        self._known.move_to_end(where)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return known
