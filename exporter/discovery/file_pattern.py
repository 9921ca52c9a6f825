"""The file_sd files that a pattern matches, as they come and go."""

import os
from collections.abc import Callable, Iterator
from glob import has_magic
from pathlib import Path

from exporter.config.file import reason
from exporter.config.problem import Problem
from exporter.discovery.listing import Listing
from exporter.discovery.watched_file import WatchedFile


class FilePattern:
    """The targets of all files that match; each file is read again when it changed."""

    def __init__(self, pattern: str, read: Callable[[str, str], Listing]) -> None:
        self.name = pattern
        self._read = read
        self._files: dict[Path, WatchedFile] = {}

    def refresh(self) -> Iterator[Listing]:
        """What the present files list; a file is gone only where it is seen to be gone."""
        try:
            self._files = {path: self._watched(path) for path in matching(self.name)}
        except OSError as error:
            yield Listing(problems=(Problem(file=self.name, message=reason(error)),))
        else:
            if not self._files:
                message = "no file matches; correct it, unless one is to come"
                yield Listing(remarks=(Problem(file=self.name, message=message),))
        for file in self._files.values():
            file.refresh()
            yield file.listing

    def _watched(self, path: Path) -> WatchedFile:
        return self._files.get(path) or WatchedFile(path, self._read)


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
