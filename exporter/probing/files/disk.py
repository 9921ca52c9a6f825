"""A tree of files as the server sees it, below a root of ours: links followed, nothing but regular files read."""

import errno
import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from io import FileIO
from pathlib import Path, PurePosixPath
from posixpath import dirname, join
from typing import NamedTuple

from exporter.config.file import written_at
from exporter.model.server_file import Account, Missing, Node, Trail
from exporter.probing.files.acl import access_list
from exporter.webserver.directive import NotThereError

MOST_LINKS = 40
"""As many as Linux follows (path_resolution(7))."""
MOST_MATCHES = 4096
"""Files that one pattern may name."""
LONGEST_COMMAND = 64 * 1024
"""Bytes of it that are read."""
OPENING = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
KINDS = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a named pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


class Likeness(NamedTuple):
    """What changes when the content or the permissions of a file do."""

    device: int
    inode: int
    size: int
    modified: int
    """Nanoseconds since the epoch, as `changed`."""
    changed: int


class Disk:
    """The file system below `root`, which is the server's root as mounted here; empty: the same."""

    def __init__(self, root: str = "") -> None:
        self._root = root.rstrip("/")

    def trail(self, path: str, reader: Account | None) -> Trail | Missing:
        """The way to a regular file, by an absolute path as the server has it.

        Raises PermissionError where a folder on the way cannot be passed by us.
        """
        folders: list[Node] = []
        try:
            real, status = self._resolved(path, folders)
        except NotThereError as error:
            return Missing(detail=str(error))
        if not stat.S_ISREG(status.st_mode):
            return Missing(detail=KINDS[stat.S_IFMT(status.st_mode)])
        return Trail(
            folders=tuple(dict.fromkeys(folders)),
            file=self._node(real, status),
            modified=written_at(status),
            reader=reader,
        )

    def read(self, path: str, most: int) -> bytearray:
        """The content of a regular file of at most so many bytes; raises OSError or NotThereError.

        In a bytearray, so that who reads a key can blot it out.
        """
        real, seen = self._resolved(path, [])
        # Before it is opened: a device might do something, a socket has no opening.
        self._refuse(path, seen, most)
        with FileIO(os.open(self._here(real), OPENING)) as file:
            status = os.fstat(file.fileno())
            self._refuse(path, status, most)
            content = bytearray(status.st_size)
            del content[file.readinto(content) or 0 :]
            return content

    def command(self, process: str) -> tuple[str, ...]:
        """The words that a process was started with (proc(5)); empty where there is none that we see."""
        if not (process.isascii() and process.isdecimal()):
            return ()
        try:
            with self._here(f"/proc/{process}/cmdline").open("rb") as file:
                said = file.read(LONGEST_COMMAND).decode(errors="replace")
        except OSError:
            return ()
        return tuple(said.split("\0")[:-1])

    @staticmethod
    def _refuse(path: str, status: os.stat_result, most: int) -> None:
        if not stat.S_ISREG(status.st_mode):
            raise NotThereError(KINDS[stat.S_IFMT(status.st_mode)])
        if status.st_size > most:
            raise OSError(errno.EFBIG, f"it has more than {most:,} bytes", path)

    def likeness(self, path: str) -> Likeness | None:
        """What tells the file that a path leads to from others, and from itself before a change."""
        try:
            status = self._resolved(path, [])[1] if self._root else os.stat(path)  # noqa: PTH116 - a Path costs as much
        except (OSError, NotThereError):
            return None
        return Likeness(
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        )

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The paths that an absolute glob pattern names, sorted; one without wildcards names itself.

        Hidden files take a pattern that begins with a dot, as with glob(7). Raises OSError.
        """
        found = ["/"]
        for part in PurePosixPath(pattern).parts[1:]:
            if is_pattern(part):
                found = [path for folder in found for path in self._entries(folder, part)]
            else:
                found = [join(folder, part) for folder in found]
        return tuple(sorted(found)[:MOST_MATCHES])

    def listing(self, folder: str) -> tuple[str, ...] | None:
        """The names in a folder, sorted; None where the path leads to none; raises OSError."""
        try:
            real, status = self._resolved(folder, [])
        except NotThereError:
            return None
        if not stat.S_ISDIR(status.st_mode):
            return None
        with os.scandir(self._here(real)) as entries:
            return tuple(sorted(entry.name for entry in entries))

    def _entries(self, folder: str, pattern: str) -> Iterator[str]:
        for name in self.listing(folder) or ():
            if fnmatchcase(name, pattern) and name.startswith(".") <= pattern.startswith("."):
                yield join(folder, name)

    def _resolved(self, path: str, folders: list[Node]) -> tuple[str, os.stat_result]:
        """Where a path leads in the end, with its status; folders that are passed are added."""
        left = list(reversed(PurePosixPath(path).parts[1:]))
        real, links = "/", 0
        status = self._here(real).stat()
        while left:
            if not stat.S_ISDIR(status.st_mode):
                raise NotThereError(f"{real} is no folder")
            folders.append(self._node(real, status))
            name = left.pop()
            if name == "..":
                real = dirname(real)
                status = self._here(real).stat()
                continue
            step = join(real, name)
            status = self._status(step)
            if not stat.S_ISLNK(status.st_mode):
                real = step
                continue
            links += 1
            if links > MOST_LINKS:
                raise NotThereError("its links lead in a circle")
            target = str(self._here(step).readlink())
            if target.startswith("/"):
                real = "/"
            status = self._here(real).stat()
            left += reversed([part for part in PurePosixPath(target).parts if part != "/"])
        if path.endswith("/") and not stat.S_ISDIR(status.st_mode):
            raise NotThereError(f"{real} is no folder")
        return real, status

    def _status(self, path: str) -> os.stat_result:
        try:
            return self._here(path).lstat()
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENOTDIR}:
                raise NotThereError(f"there is no {path}") from None
            if error.errno == errno.ENAMETOOLONG:
                raise NotThereError("its name is too long") from None
            raise

    def _node(self, path: str, status: os.stat_result) -> Node:
        return Node(
            path=path,
            mode=stat.S_IMODE(status.st_mode),
            owner=status.st_uid,
            group=status.st_gid,
            acl=access_list(self._here(path)),
        )

    def _here(self, path: str) -> Path:
        return Path(f"{self._root}{path}")


def is_pattern(part: str) -> bool:
    """Whether a part of a path has wildcards."""
    return any(character in part for character in "*?[")
