"""The configuration of a web server, read from disk, and whether it is still the same."""

import errno
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf

from exporter.model.server_config import Flaw, Line, ServerConfig, joined
from exporter.model.server_file import Missing
from exporter.probing.files.accounts import has_account
from exporter.probing.files.blocks import blocks
from exporter.probing.files.certified import certified
from exporter.probing.files.disk import Disk, Likeness
from exporter.webserver.allowance import Allowance
from exporter.webserver.apache import read as apache
from exporter.webserver.directive import Block, Certified, NotThereError
from exporter.webserver.haproxy import read as haproxy
from exporter.webserver.nginx import read as nginx
from exporter.webserver.unit import unit_of
from exporter.words.server_software import ServerSoftware

SWITCH = "/etc/nsswitch.conf"
MOST = 16 * 1024 * 1024
"""Bytes of one file of a configuration."""


@dataclass(frozen=True, slots=True)
class DiskSource:
    """The files of a configuration; one that we may not read ends the reading (PermissionError)."""

    disk: Disk
    allowance: Allowance = field(default_factory=Allowance)
    seen: dict[str, object] = field(default_factory=dict)
    """What every file and pattern was like that was looked at."""
    held: dict[str, tuple[Block, ...] | None] = field(default_factory=dict)
    """The blocks of the files that were asked for them, None where we may not read one; nothing of what is in those."""

    def text(self, path: str) -> str:
        """What a file holds, odd bytes replaced; raises NotThereError and OSError."""
        self.seen[path] = self.disk.likeness(path)
        content = self.disk.read(path, MOST)
        self.allowance.take(len(content))
        return content.decode(errors="replace")

    def command(self, process: str) -> tuple[str, ...]:
        """What a process of this number was started with; another one has another number, in a file that is looked at."""
        return self.disk.command(process)

    def certified(self, path: str) -> Certified:
        """The first certificate of a file; raises NotThereError and OSError."""
        self.seen[path] = self.disk.likeness(path)
        return certified(self.disk.read(path, MOST))

    def blocks(self, path: str) -> tuple[Block, ...] | None:
        """The blocks of a file, which many sites may name; None where we may not read it; raises OSError too."""
        if path not in self.held:
            self.seen[path] = self.disk.likeness(path)
            try:
                self.held[path] = blocks(self.disk.read(path, MOST))
            except PermissionError:
                self.held[path] = None
        return self.held[path]

    def must_be_there(self, path: str) -> None:
        """Raises NotThereError where a path leads to no regular file, as far as we may see; raises OSError too."""
        self.seen[path] = self.disk.likeness(path)
        with suppress(PermissionError):
            way = self.disk.trail(path, None)
            if isinstance(way, Missing):
                raise NotThereError(way.detail)

    def has_account(self, database: str, name: str) -> bool | None:
        """Whether "passwd" or "group" has a name; None where others may know it; raises OSError."""
        for path in (f"/etc/{database}", SWITCH):
            self.seen[path] = self.disk.likeness(path)
        try:
            known, switch = (
                self.disk.read(path, MOST).decode(errors="replace")
                for path in (f"/etc/{database}", SWITCH)
            )
        except (NotThereError, PermissionError):
            return None
        return has_account(name, database, known, switch)

    def listing(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None where the path leads to none; raises OSError."""
        self.seen[path] = self.disk.likeness(path)
        return self.disk.listing(path)

    def is_there(self, path: str) -> bool:
        """Whether a path leads to anything that we may see."""
        self.seen[path] = self.disk.likeness(path)
        return self.seen[path] is not None

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The absolute paths that a pattern names."""
        paths = self.disk.matching(pattern)
        if paths != (pattern,):
            self.seen[pattern] = paths
        return paths

    def is_as_before(self) -> bool:
        """Whether everything that was looked at is the same still."""
        return all(before == self._look(path, before) for path, before in self.seen.items())

    def _look(self, path: str, before: object) -> object:
        """What there is now, of the kind that was looked for before."""
        is_file = before is None or isinstance(before, Likeness)
        return self.disk.likeness(path) if is_file else self.disk.matching(path)


def read(software: ServerSoftware, paths: tuple[str, ...], source: DiskSource) -> ServerConfig:
    """What the main files of a software say, each of a server, or those that HAProxy is started with; raises OSError."""
    found = tuple(path for pattern in paths for path in source.matching(pattern))
    if not found:
        where = Line(file=paths[0], number=1)
        return joined(software, (), Flaw(where=where, text="no file has a name of this pattern"))
    match software:
        case ServerSoftware.NGINX:
            return joined(software, tuple(nginx.read(path, source) for path in found))
        case ServerSoftware.APACHE:
            return joined(software, tuple(apache.read(path, source) for path in found))
        case ServerSoftware.HAPROXY:
            return haproxy.read(found, source)


@dataclass(slots=True)
class WatchedConfiguration:
    """One server's configuration, read anew when a file of it has changed."""

    software: ServerSoftware
    paths: tuple[str, ...]
    disk: Disk
    looked: float = -inf
    """When its files were looked at last."""
    found: ServerConfig | OSError = field(default_factory=OSError)
    """What it said then, the very same object where nothing had changed; or why it could not be read."""
    _source: DiskSource | None = None

    def look(self, now: float) -> None:
        """Finds what it says at present; who asks meanwhile, from another thread, is told of no look yet."""
        try:
            if not isinstance(self.found, ServerConfig) or not self._is_as_before():
                self._source = DiskSource(self.disk, Allowance(self.paths[0]))
                found = read(self.software, self.paths, self._source)
                unit = unit_of(self.software, self._source)
                self.found = replace(found, starter=unit.starter if unit else None)
        except OSError as error:
            self.found = error
        except RecursionError:
            self.found = OSError(errno.ELOOP, "too much is within one another", self.paths[0])
        self.looked = now

    def _is_as_before(self) -> bool:
        return self._source is not None and self._source.is_as_before()
