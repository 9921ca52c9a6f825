"""One set of targets from the configuration and from the files that it names."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from glob import has_magic
from pathlib import Path

from exporter.config.conflict import declared
from exporter.config.document import rest
from exporter.config.file import reason
from exporter.config.problem import MOST, Problem, dotted
from exporter.discovery.file_sd import Found, Inheritance, listing
from exporter.discovery.watched_file import WatchedFile
from exporter.model.settings import Settings
from exporter.model.target import Target

AN_HOUR = 3600.0


class Merger:
    """Targets by name; who comes first has the name."""

    def __init__(self, configured: Iterable[Target]) -> None:
        self.targets = {target.name: target for target in configured}
        self.problems: list[Problem] = []
        self._owners = dict.fromkeys(self.targets, "a target of the configuration")

    def add(self, file: WatchedFile) -> None:
        """The targets and the problems of a file; of names that are taken, the first hundred.

        The same target twice is one, and no problem.
        """
        self.problems += file.problems
        repeated = 0
        for found in file.found:
            name = found.target.name
            if self.targets.get(name) == found.target:
                continue
            if owner := self._owners.get(name):
                repeated += 1
                self.problems += [repetition(file, found, owner)] if repeated <= MOST else []
            else:
                self.targets[name] = found.target
                self._owners[name] = f"that on line {found.line} of {file.path}"
        self.problems += rest(str(file.path), repeated - MOST)


def repetition(file: WatchedFile, found: Found, owner: str) -> Problem:
    """The problem of a target whose name is taken."""
    return Problem(
        file=str(file.path),
        line=found.line,
        key=dotted(found.path),
        message=f"{found.target.name} is also the name of {owner}, which is kept; "
        "remove one, or give it another `name`",
    )


class Discovery:
    """All targets; those of files follow the files."""

    def __init__(self, settings: Settings) -> None:
        self.problems: tuple[Problem, ...] = ()
        """What was wrong at the last refresh."""
        self.silent: tuple[Problem, ...] = ()
        """The patterns that no file matched then, which may be meant."""
        self.interval = min(
            (source.refresh_interval for source in settings.file_discoveries), default=AN_HOUR
        )
        """Seconds from one refresh to the next."""
        self._settings = settings
        self._files: dict[Path, WatchedFile] = {}
        self._listings: dict[str, list[Path]] = {}
        """The files that each pattern matched when it could last be told."""
        self._read = partial(
            listing,
            inheritance=Inheritance(
                defaults=settings.defaults,
                declared=declared(settings),
            ),
        )

    def refresh(self) -> tuple[Target, ...]:
        """The present targets, names unique; blocks while changed files are read."""
        merger = Merger(self._settings.targets)
        self._files = {path: self._watched(path) for path in self._paths(merger.problems)}
        for file in self._files.values():
            file.refresh()
            merger.add(file)
        self.problems = tuple(merger.problems)
        self.silent = tuple(
            Problem(file=pattern, message="no file matches; correct it, unless one is to come")
            for pattern, files in self._listings.items()
            if not files
        )
        return tuple(merger.targets.values())

    def _watched(self, path: Path) -> WatchedFile:
        return self._files.get(path) or WatchedFile(path, self._read)

    def _paths(self, problems: list[Problem]) -> Iterator[Path]:
        """The files that the patterns match now, in the order of the patterns, then by name."""
        for source in self._settings.file_discoveries:
            for pattern in source.patterns:
                try:
                    self._listings[pattern] = matching(pattern)
                except OSError as error:  # a file is gone only where it is seen to be gone
                    problems.append(Problem(file=pattern, message=reason(error)))
                yield from self._listings.get(pattern, ())


def matching(pattern: str) -> list[Path]:
    """The files that a pattern, absolute or not, matches now."""
    folder, root = Path(pattern).parent, Path(pattern).anchor
    if has_magic(Path(pattern).name) and not has_magic(str(folder)) and folder.is_dir():
        os.scandir(folder).close()  # pathlib takes a folder that it may not list for an empty one
    found = Path(root).glob(str(Path(pattern).relative_to(root)))
    return sorted(path for path in found if is_present(path))


def is_present(path: Path) -> bool:
    """Whether there is a file; where that cannot be told, reading it will say why."""
    try:
        return path.is_file()
    except OSError:
        return True
