"""What was found in the files of all sites of a configuration, kept until the moment or the configuration changes."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from exporter.model.outcome import Skipped
from exporter.model.server_config import ServerConfig
from exporter.model.server_file import Contents

Held = Callable[[str, str], Contents | Skipped]
"""What a file holds: by its path, and that of the passphrases for its key (empty without)."""
MOST_KEPT = 64
"""Configurations."""
MOST_SITES = 4096
"""Of a configuration, whose files are looked through."""

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class KeptSurvey(Generic[V]):
    """What was found, and when (seconds of the clock)."""

    config: ServerConfig
    looked: float
    found: V


class Surveys(Generic[V]):
    """Those of the configurations asked for last; by itself in a thread."""

    def __init__(self, make: Callable[[ServerConfig, Held], V]) -> None:
        self._make = make
        self._known: OrderedDict[tuple[str, ...], KeptSurvey[V]] = OrderedDict()

    def of(
        self, config: ServerConfig, where: tuple[str, ...], held: Held, *, now: float, since: float
    ) -> V:
        """What is found in the configuration below this root and at these paths, looked through since then."""
        known = self._known.get(where)
        if known is None or known.config is not config or known.looked < since:
            known = KeptSurvey(config, now, self._make(config, held))
            self._known[where] = known
        self._known.move_to_end(where)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return known.found
