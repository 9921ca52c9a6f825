"""The files that a pattern matches, by a walk that ends however much the disk holds."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path, PurePath
from posixpath import join

MOST_ENTRIES = 100_000
"""Names in folders that are looked at; most disks have more, and no folder of targets has."""
MOST_FILES = 10_000
ANY_DEPTH = "**"


class TooMuchError(Exception):
    """A pattern that leads to more than is looked at, and how to mend it."""


def matching(pattern: str) -> list[Path]:
    """The files that a pattern, absolute or not, matches now, in their order.

    Raises TooMuchError, and OSError where its first folder with wildcards may not be listed.
    """
    found: list[Path] = []
    for path in Walk(pattern).paths():
        if not is_present(path):
            continue
        if len(found) == MOST_FILES:
            raise TooMuchError(
                f"more than {MOST_FILES:,} files match; put targets together in files"
            )
        found.append(path)
    return sorted(found)


class Walk:
    """The way from the first folder of a pattern to all paths that it matches."""

    def __init__(self, pattern: str) -> None:
        path = PurePath(pattern)
        self._start = path.anchor
        self._parts = path.relative_to(path.anchor).parts
        self._looked = 0

    def paths(self) -> Iterator[Path]:
        """Each once; links are followed where the pattern names them, not at any depth."""
        ahead = [(self._start, 0)]
        """Where the walk goes on, with the number of the part that is next."""
        seen: set[tuple[str, int]] = set()
        while ahead:
            place = ahead.pop()
            if place in seen:
                continue
            seen.add(place)
            if place[1] == len(self._parts):
                yield Path(place[0])
            else:
                ahead += self._next(*place)

    def _next(self, folder: str, index: int) -> Iterator[tuple[str, int]]:
        part = self._parts[index]
        if part == ANY_DEPTH:
            yield folder, index + 1
            for entry in self._entries(folder, index):
                if entry.is_dir(follow_symlinks=False):
                    yield entry.path, index
        elif has_magic(part):
            for entry in self._entries(folder, index):
                if fnmatchcase(entry.name, part):
                    yield entry.path, index + 1
        else:
            yield join(folder, part), index + 1

    def _entries(self, folder: str, index: int) -> Iterator[os.DirEntry[str]]:
        """What a folder holds; one that is not there, or was found and may not be listed, nothing."""
        try:
            opened = os.scandir(folder or ".")
        except PermissionError:
            if any(map(has_magic, self._parts[:index])):
                return
            raise
        except (FileNotFoundError, NotADirectoryError):
            return
        with opened as entries:
            for entry in entries:
                self._looked += 1
                if self._looked > MOST_ENTRIES:
                    raise TooMuchError(
                        f"more than {MOST_ENTRIES:,} names were looked at; begin the pattern in a "
                        "folder of its own, with fewer `**`"
                    )
                yield entry


def is_present(path: Path) -> bool:
    """Whether there is a file; where that cannot be told, reading it will say why."""
    try:
        return path.is_file()
    except OSError:
        return True
