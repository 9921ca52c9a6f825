"""What Apache is started with: by the process that runs, else by what systemd starts."""

import re
from collections.abc import Iterable
from posixpath import basename, join

from exporter.webserver.directive import Source
from exporter.webserver.unit import lines, unit_of
from exporter.words.server_software import ServerSoftware

OPTION = re.compile(r"(?<!\S)-D\s*(\S+)")
PID_FILES = ("/run/apache2/apache2.pid", "/run/httpd/httpd.pid", "/run/httpd.pid", "logs/httpd.pid")
"""Where its number is that names no file for it, in distributions and by its makers."""


def definitions(text: str) -> frozenset[str]:
    """Each -D of a command line, with or without a space behind it."""
    return frozenset(OPTION.findall(text))


def started_with(pid_files: Iterable[str], root: str, source: Source) -> frozenset[str] | None:
    """Each -D; None where Apache neither runs nor has a unit that we see."""
    for path in (*pid_files, *PID_FILES):
        words = source.command(lines(join(root, path), source)[0].strip())
        if words and basename(words[0]) in ServerSoftware.APACHE.programs:
            return definitions(" ".join(words))
    unit = unit_of(ServerSoftware.APACHE, source)
    return definitions(unit.command) if unit else None
