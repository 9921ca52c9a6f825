"""One set of targets from the configuration and from the sources that it names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from exporter.config.conflict import declared
from exporter.config.document import rest
from exporter.config.problem import MOST, Problem
from exporter.discovery.file_pattern import FilePattern
from exporter.discovery.file_sd import listing
from exporter.discovery.http_sd import ReadInventory, WatchedInventory, unheard
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.listing import Found, Listing, TargetSource
from exporter.discovery.server_files import ReadConfiguration, WatchedServer
from exporter.discovery.shard import WHOLE, Shard
from exporter.model.inventory import Inventory
from exporter.model.settings import Settings
from exporter.model.target import ServerFiles, Target

Definition: TypeAlias = tuple[str | Inventory | ServerFiles, Inheritance]
"""A pattern of files, an inventory or a server, and all that its targets have from elsewhere."""
AN_HOUR = 3600.0
CONFIGURED = "a target of the configuration"


class Merger:
    """Targets by name; who comes first has the name."""

    def __init__(self, configured: Iterable[Target]) -> None:
        self.targets = {target.name: target for target in configured}
        self.problems: dict[Problem, None] = {}
        """In their order, each once."""
        self.remarks: list[Problem] = []
        self.targets_of = Counter[str]()
        self.problems_of = Counter[str]()
        """Of all sources that have one name."""
        self._owners = dict.fromkeys(self.targets, CONFIGURED)

    def add(self, source: TargetSource) -> None:
        """The targets and the problems of a source."""
        targets, problems = len(self.targets), len(self.problems)
        for listed in source.refresh():
            told = (*listed.problems, *self._repeated(listed))
            self.problems |= dict.fromkeys(told)
            self.remarks += listed.remarks
        self.targets_of[source.name] += len(self.targets) - targets
        self.problems_of[source.name] += len(self.problems) - problems

    def _repeated(self, listing: Listing) -> Iterator[Problem]:
        """Takes the targets; of names that others have, the first hundred are told.

        The same target twice is one, and no problem.
        """
        repeated = 0
        for found in listing.found:
            owner = self._owners.setdefault(found.target.name, found.place)
            kept = self.targets.setdefault(found.target.name, found.target)
            if kept == found.target or (listing.yields and owner == CONFIGURED):
                continue
            repeated += 1
            if repeated <= MOST:
                yield repetition(found, owner)
        yield from rest(listing.file, repeated - MOST)


def repetition(found: Found, owner: str) -> Problem:
    """The problem of a target whose name is taken."""
    return Problem(
        file=found.file,
        line=found.line,
        key=found.key,
        message=f"{found.target.name} is also the name of {owner}, which is kept; "
        "remove one, or give it another `name`",
    )


class Discovery:
    """All targets; those of other sources follow these."""

    def __init__(
        self,
        settings: Settings,
        read_configuration: ReadConfiguration,
        read_inventory: ReadInventory = unheard,
        shard: Shard = WHOLE,
        before: "Discovery | None" = None,
    ) -> None:
        """Sources that are defined as they were `before` go on, with what they hold while wrong."""
        self.problems: tuple[Problem, ...] = ()
        """What was wrong at the last refresh."""
        self.remarks: tuple[Problem, ...] = ()
        """What stood for no target then, which may be meant."""
        self.targets_of: Mapping[str, int] = {}
        """How many targets have their name from each source, by the source's name, of whatever share."""
        self.problems_of: Mapping[str, int] = {}
        self.interval = min(
            (
                *(each.refresh_interval for each in settings.file_discoveries),
                *(each.refresh_interval for each in settings.server_discoveries),
            ),
            default=AN_HOUR,
        )
        """Seconds from one refresh to the next."""
        self._configured = settings.targets
        self._shard = shard
        self.targets_of_all_shards = 0
        """How many targets there were at the last refresh, of whatever share."""
        known = before.sources if before else {}
        self.sources: Mapping[Definition, TargetSource] = {
            each: known.get(each) or source(*each, read_configuration, read_inventory)
            for each in definitions(settings)
        }

    def refresh(self) -> tuple[Target, ...]:
        """The present targets of our share, names unique; blocks while changed files are read."""
        merger = Merger(self._configured)
        for each in self.sources.values():
            merger.add(each)
        self.problems, self.remarks = tuple(merger.problems), tuple(merger.remarks)
        self.targets_of, self.problems_of = merger.targets_of, merger.problems_of
        self.targets_of_all_shards = len(merger.targets)
        return self._shard.own(merger.targets.values())


def definitions(settings: Settings) -> Iterator[Definition]:
    """Where targets come from beside the configuration: files, then inventories, then servers."""
    plain = Inheritance(defaults=settings.defaults, declared=declared(settings))
    for files in settings.file_discoveries:
        for pattern in files.patterns:
            yield pattern, replace(plain, rules=files.relabel_configs)
    for listed in settings.http_discoveries:
        yield listed.inventory, replace(plain, rules=listed.relabel_configs)
    for each in settings.server_discoveries:
        yield each.server, replace(plain, rules=each.relabel_configs)


def source(
    given: str | Inventory | ServerFiles,
    inheritance: Inheritance,
    read_configuration: ReadConfiguration,
    read_inventory: ReadInventory,
) -> TargetSource:
    """What finds the targets of a definition, and has not looked yet."""
    match given:
        case Inventory():
            return WatchedInventory(given, read_inventory, inheritance)
        case ServerFiles():
            return WatchedServer(given, read_configuration, inheritance)
        case pattern:
            return FilePattern(pattern, partial(listing, inheritance=inheritance))
