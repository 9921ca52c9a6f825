"""What systemd starts a server with: the first unit of its names that there is, additions included."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import join
from shlex import split

from exporter.model.server_config import Starter
from exporter.webserver.directive import NotThereError, Source
from exporter.words.server_software import ServerSoftware

FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
"""The first that has a unit counts, and the additions of all (systemd.unit(5))."""
VARIABLE = re.compile(r"\$\{?(\w+)\}?")
OF_DEBIAN = "APACHE_ARGUMENTS"
"""What its script hands on."""
BY_INSTANCE = "%"
"""In what hangs on the name of the unit."""
ROOT = frozenset(("", "0", "root"))
AS_ROOT = re.compile(r"[@:-]*[+!]")
"""What a command begins with that is carried out with all rights (systemd.service(5))."""
GROUPS = frozenset(("Group", "SupplementaryGroups"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What counts of it."""

    command: str
    """With values for its variables, and what Debian's script adds."""
    starter: Starter | None
    """As whom the server is started; None for root, and where that is not told."""


def unit_of(software: ServerSoftware, source: Source) -> Unit | None:
    """That of a server; None where there is none that we see."""
    for name in software.programs:
        mains = (join(folder, f"{name}.service") for folder in FOLDERS)
        main = next(filter(source.is_there, mains), "")
        if main:
            patterns = (join(folder, f"{name}.service.d/*.conf") for folder in reversed(FOLDERS))
            more = (path for pattern in patterns for path in source.matching(pattern))
            return unit([main, *more], source)
    return None


def unit(paths: Iterable[str], source: Source) -> Unit:
    """What its files say."""
    said, variables, groups = dict[str, str](), dict[str, str](), list[str]()
    for line in (line for path in paths for line in lines(path, source)):
        name, _, value = line.strip().partition("=")
        said[name] = value
        if name in GROUPS:
            groups = [*groups, *value.split()] if value else []
        elif name == "Environment":
            variables |= assigned(value)
        elif name == "EnvironmentFile":
            for each in lines(value.removeprefix("-"), source):
                variables |= assigned(each)
    start, user = said.get("ExecStart", ""), said.get("User", "")
    is_root = user in ROOT or BY_INSTANCE in user or AS_ROOT.match(start)
    whole = f"{start} {variables.get(OF_DEBIAN, '')}"
    return Unit(
        command=VARIABLE.sub(lambda one: variables.get(one[1], ""), whole),
        starter=None if is_root else Starter(user=user, groups=tuple(groups)),
    )


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
