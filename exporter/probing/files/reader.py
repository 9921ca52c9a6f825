"""Reads the files of servers for all inspections: in a thread, one after the other, unchanged ones once."""

import asyncio
import os
import pwd
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from math import inf
from typing import TypeVar

from exporter.model.attempt import Attempt, Attempts
from exporter.model.inquiry import ConfigReading, FileReading, HolderSearch, PairSearch, Reading
from exporter.model.outcome import Failed, Skipped
from exporter.model.place import File
from exporter.model.server_config import Starter
from exporter.model.server_file import Account, Contents, Trail
from exporter.model.target import ServerFiles
from exporter.probing.files.accounts import account
from exporter.probing.files.configurations import Configurations
from exporter.probing.files.contents import contents
from exporter.probing.files.disk import Disk
from exporter.probing.files.holders import Index, holders, index
from exporter.probing.files.pairs import broken_pairs
from exporter.probing.files.surveys import Surveys
from exporter.webserver.directive import NotThereError
from exporter.words.phase import Phase
from exporter.words.reason import Reason

T = TypeVar("T")
V = TypeVar("V")
A_MOMENT = 5.0
"""Seconds."""
MOST = 1024 * 1024
"""Bytes of a file with certificates or a key."""
MOST_KEPT = 8192
"""Files whose contents are kept."""
PASSWD, GROUP = "/etc/passwd", "/etc/group"
ROOT = Account(name="root", number=0, groups=frozenset({0}))
ABSENT = Skipped(needs="a file that is there")


class FileReader:
    """What inspections share for reading files."""

    def __init__(self, configurations: Configurations) -> None:
        self._turn = asyncio.Lock()
        self._configurations = configurations
        self._indexes = Surveys(index)
        self._pairs = Surveys(broken_pairs)
        self._contents: OrderedDict[tuple[str, str, str], tuple[object, Contents]] = OrderedDict()

    async def read(
        self,
        asked: Reading,
        server: ServerFiles,
        seconds: float,
        *,
        anew: bool = False,
    ) -> Attempts:
        """What a configuration says, or the way to a file and what it holds, within so many seconds.

        A configuration that was looked at, or looked through, a moment ago is not looked at again,
        unless `anew`. What a disk keeps waiting has its turn until it ends, though nobody waits for it
        any more: a mount whose server is gone takes one thread, not all.
        """
        since = self._configurations.clock() - (0.0 if anew else A_MOMENT)
        if known := self._known(asked, server, since):
            return known
        try:
            async with asyncio.timeout(seconds):
                await self._turn.acquire()
                reading = asyncio.ensure_future(asyncio.to_thread(self._read, asked, server, since))
                reading.add_done_callback(lambda _: self._turn.release())
                return await asyncio.shield(reading)
        except TimeoutError:
            late = Failed(reason=Reason.DEADLINE, detail=f"not read within {seconds:g} s")
            return (Attempt(phase=Phase.FILE, outcome=late),)

    def _known(self, asked: Reading, server: ServerFiles, since: float) -> Attempts:
        """The answer, where it is at hand."""
        if not isinstance(asked, ConfigReading):
            return ()
        known = self._configurations.known(
            asked.software, server.configurations[asked.software], server.root, since
        )
        return (Attempt(phase=Phase.FILE, outcome=known),) if known else ()

    def _read(self, asked: Reading, server: ServerFiles, since: float) -> Attempts:
        match asked:
            case ConfigReading(software=software):
                paths = server.configurations[software]
                read = partial(self._configurations.read, software, paths, server.root, since)
                return (Attempt(phase=Phase.FILE, outcome=permitted(read)),)
            case FileReading():
                return self._file(asked, server)
            case HolderSearch():
                known = permitted(lambda: self._of_sites(self._indexes, asked, server, since))
                found = holders(asked, known) if isinstance(known, Index) else known
                return (Attempt(phase=Phase.CONTENTS, outcome=found),)
            case PairSearch():
                pairs = permitted(lambda: self._of_sites(self._pairs, asked, server, since))
                return (Attempt(phase=Phase.CONTENTS, outcome=pairs),)

    def _file(self, asked: FileReading, server: ServerFiles) -> Attempts:
        disk = Disk(server.root)
        who = reader(server, disk, self._starter(server))
        trail = permitted(lambda: disk.trail(asked.place.path, who))
        held: Contents | Skipped = trail if isinstance(trail, Skipped) else ABSENT
        if isinstance(trail, Trail):
            held = permitted(lambda: self._held(asked, server.root, disk))
        return (
            Attempt(phase=Phase.FILE, outcome=trail),
            Attempt(phase=Phase.CONTENTS, outcome=held),
        )

    def _starter(self, server: ServerFiles) -> Starter | None:
        """As whom the servers open files whose configurations were read."""
        known = (
            self._configurations.known(software, paths, server.root, -inf)
            for software, paths in server.configurations.items()
        )
        return next((one.starter for one in known if one and one.starter), None)

    def _of_sites(
        self,
        surveys: Surveys[V],
        asked: HolderSearch | PairSearch,
        server: ServerFiles,
        since: float,
    ) -> V:
        """What is known of all sites of a configuration."""
        root, now = server.root, self._configurations.clock()
        paths, disk = server.configurations[asked.software], Disk(root)

        def held(path: str, passphrases: str) -> Contents | Skipped:
            reading = FileReading(place=File(path=path), passphrases=passphrases)
            return permitted(lambda: self._held(reading, root, disk))

        config = self._configurations.read(asked.software, paths, root, since)
        return surveys.of(config, (root, *paths), held, now=now, since=since)

    def _held(self, asked: FileReading, root: str, disk: Disk) -> Contents:
        key = (root, asked.place.path, asked.passphrases)
        paths = filter(None, (asked.place.path, asked.passphrases))
        likeness = tuple(map(disk.likeness, paths))
        if key in self._contents and self._contents[key][0] == likeness:
            self._contents.move_to_end(key)
            return self._contents[key][1]
        found = read_contents(asked, disk)
        self._contents[key] = (likeness, found)
        if len(self._contents) > MOST_KEPT:
            self._contents.popitem(last=False)
        return found


def permitted(read: Callable[[], T]) -> T | Skipped:
    """What was read, or what it takes to be allowed to."""
    try:
        return read()
    except PermissionError as error:
        return Skipped(needs=permission(str(error.filename)))
    except OSError as error:
        return Skipped(needs=f"a file that can be read ({error.strerror})")


def read_contents(asked: FileReading, disk: Disk) -> Contents:
    """What the file holds; what was read is blotted out afterwards."""
    try:
        data = disk.read(asked.place.path, MOST)
    except NotThereError as error:
        return Contents(instead=str(error))
    try:
        return contents(data, passphrases(asked.passphrases, disk))
    finally:
        data[:] = bytes(len(data))


def passphrases(path: str, disk: Disk) -> tuple[bytes, ...] | None:
    """Those of a file, one in a line; None where no file is named, none where it is not there."""
    if not path:
        return None
    try:
        secrets = disk.read(path, MOST)
    except NotThereError:
        return ()
    lines = tuple(bytes(line) for line in secrets.splitlines() if line)
    secrets[:] = bytes(len(secrets))
    return lines


def reader(server: ServerFiles, disk: Disk, starter: Starter | None = None) -> Account | None:
    """Who opens certificates and keys: the user that was named, or as whom the servers are started, mostly root."""
    who = Starter(user=server.user) if server.user else starter
    if who is None:
        return ROOT if server.configurations else None
    try:
        passwd, groups = (
            disk.read(path, MOST).decode(errors="replace") for path in (PASSWD, GROUP)
        )
    except (OSError, NotThereError):
        return None
    return account(who.user, passwd, groups, who.groups)


def permission(path: str) -> str:
    """What we lack to read it, with the command that grants it."""
    number = os.geteuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = str(number)
    return f"permission for {name} (setfacl -m u:{name}:rX {path})"
