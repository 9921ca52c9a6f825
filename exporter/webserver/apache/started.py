"""What Apache is started with: by the process that runs, else by what systemd starts."""

import re
from collections.abc import Iterable, Mapping
from posixpath import basename, join
from shlex import split

from exporter.webserver.directive import NotThereError, Source
from exporter.words.server_software import ServerSoftware

OPTION = re.compile(r"(?<!\S)-D\s*(\S+)")
PID_FILES = ("/run/apache2/apache2.pid", "/run/httpd/httpd.pid", "/run/httpd.pid", "logs/httpd.pid")
"""Where its number is that names no file for it, in distributions and by its makers."""
UNITS = ("apache2.service", "httpd.service")
UNIT_FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
"""The first that has a unit counts, and the additions of all (systemd.unit(5))."""
VARIABLE = re.compile(r"\$\{?(\w+)\}?")
OF_DEBIAN = "APACHE_ARGUMENTS"
"""What its script hands on."""


def definitions(text: str) -> frozenset[str]:
    """Each -D of a command line, with or without a space behind it."""
    return frozenset(OPTION.findall(text))


def started_with(pid_files: Iterable[str], root: str, source: Source) -> frozenset[str] | None:
    """Each -D; None where Apache neither runs nor has a unit that we see."""
    for path in (*pid_files, *PID_FILES):
        words = source.command(lines(join(root, path), source)[0].strip())
        if words and basename(words[0]) in ServerSoftware.APACHE.programs:
            return definitions(" ".join(words))
    return by_unit(source)


def by_unit(source: Source) -> frozenset[str] | None:
    """What the first unit says that there is, additions included."""
    for unit in UNITS:
        mains = (join(folder, unit) for folder in UNIT_FOLDERS)
        main = next(filter(source.is_there, mains), "")
        if main:
            patterns = (join(folder, f"{unit}.d/*.conf") for folder in reversed(UNIT_FOLDERS))
            more = (path for pattern in patterns for path in source.matching(pattern))
            return definitions(command([main, *more], source))
    return None


def command(paths: Iterable[str], source: Source) -> str:
    """The command of a unit's files, with values for its variables, and what Debian's script adds."""
    said, variables = "", dict[str, str]()
    for line in (line for path in paths for line in lines(path, source)):
        name, _, value = line.strip().partition("=")
        if name == "ExecStart":
            said = value
        elif name == "Environment":
            variables |= assigned(value)
        elif name == "EnvironmentFile":
            for each in lines(value.removeprefix("-"), source):
                variables |= assigned(each)
    whole = f"{said} {variables.get(OF_DEBIAN, '')}"
    return VARIABLE.sub(lambda one: variables.get(one[1], ""), whole)


def assigned(text: str) -> Mapping[str, str]:
    """NAME=VALUE, as systemd and the shell quote them; none where the quotes are odd."""
    try:
        words = split(text, comments=True)
    except ValueError:
        return {}
    return {name: value for name, equals, value in (one.partition("=") for one in words) if equals}


def lines(path: str, source: Source) -> tuple[str, ...]:
    """Those of a file, continued ones as one; one that is empty where there is none that we may read."""
    try:
        return tuple(source.text(path).replace("\\\n", " ").splitlines()) or ("",)
    except (NotThereError, PermissionError):
        return ("",)
