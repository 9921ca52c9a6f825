"""A file_sd file that is read again when it changed; a target is gone when the file is right without it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from exporter.config.document import text_of
from exporter.config.file import reason
from exporter.config.problem import ConfigurationError, Problem
from exporter.discovery.listing import Listing

FileSignature: TypeAlias = tuple[int, int, int]


class WatchedFile:
    """The targets of a file, and what is wrong with its present content."""

    def __init__(self, path: Path, read: Callable[[str, str], Listing]) -> None:
        self.path = path
        self.listing = Listing(file=str(path))
        self._read = read
        self._signature: FileSignature | None = None

    def refresh(self) -> None:
        """Reads the file again if the file is not the one that was read last, by the look of it."""
        try:
            self._refresh()
        except OSError as error:
            self._signature = None
            problem = Problem(file=str(self.path), message=reason(error))
            self.listing = replace(self.listing, problems=(problem,))
        except ConfigurationError as error:
            self.listing = replace(self.listing, problems=error.problems)

    def _refresh(self) -> None:
        # Looked at before it is read: what is written in between is noticed the next time.
        signature = signature_of(self.path)
        if signature == self._signature:
            return
        self._signature = None
        text = text_of(self.path)
        self._signature = signature
        self.listing = self._read(str(self.path), text).after(self.listing)


def signature_of(path: Path) -> FileSignature:
    """What changes when a file is written, or another is renamed over it."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
