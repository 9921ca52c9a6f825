"""The file_sd files that a pattern matches, as they come and go."""

from collections.abc import Callable, Iterator
from pathlib import Path

from exporter.config.file import reason
from exporter.config.problem import Problem
from exporter.discovery.listing import Listing
from exporter.discovery.pattern_walk import TooMuchError, matching
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
        except (OSError, TooMuchError) as error:
            message = reason(error) if isinstance(error, OSError) else str(error)
            yield Listing(problems=(Problem(file=self.name, message=message),))
        else:
            if not self._files:
                message = "no file matches; correct it, unless one is to come"
                yield Listing(remarks=(Problem(file=self.name, message=message),))
        for file in self._files.values():
            file.refresh()
            yield file.listing

    def _watched(self, path: Path) -> WatchedFile:
        return self._files.get(path) or WatchedFile(path, self._read)
