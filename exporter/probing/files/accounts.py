"""The users of the server's machine, from its passwd(5) and group(5)."""

from collections.abc import Iterator, Sequence

from exporter.model.server_file import Account

OF_FILES = frozenset(("files", "systemd"))
"""Sources of nsswitch.conf(5) with no accounts for servers beside those of the files."""


def account(name: str, passwd: str, groups: str, others: Sequence[str] = ()) -> Account | None:
    """The user of this name or number, with all groups, and others; None where passwd(5) has none of it."""
    for line in lines(passwd, least=4):
        user, _, number, group = line[:4]
        if name in {user, number} and number.isdecimal() and group.isdecimal():
            more = {int(gid) for gid in supplementary(user, groups, others)}
            return Account(name=user, number=int(number), groups=frozenset({int(group), *more}))
    return None


def supplementary(user: str, groups: str, others: Sequence[str]) -> Iterator[str]:
    """The numbers of the groups that list the user, and of those others, by name or number."""
    for line in lines(groups, least=4):
        name, _, number, members = line[:4]
        is_one = user in members.split(",") or name in others or number in others
        if number.isdecimal() and is_one:
            yield number


def has_account(name: str, database: str, known: str, switch: str) -> bool | None:
    """Whether passwd(5) or group(5) has a name.

    Where not, and nsswitch.conf(5) names other sources than files, that is not known (None).
    """
    if any(fields[0] == name for fields in lines(known, least=3)):
        return True
    sources = (line.split() for line in switch.splitlines())
    asked = next((words[1:] for words in sources if words[:1] == [f"{database}:"]), None)
    return None if asked is None or set(asked) - OF_FILES else False


def lines(text: str, least: int) -> Iterator[list[str]]:
    """The fields of each line that has enough of them."""
    for line in text.splitlines():
        fields = line.strip().split(":")
        if len(fields) >= least:
            yield fields
