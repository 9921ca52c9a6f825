"""The users of the server's machine, from its passwd(5) and group(5)."""

from collections.abc import Iterator

from exporter.model.server_file import Account


def account(name: str, passwd: str, groups: str) -> Account | None:
    """The user of this name or number, with all groups; None where passwd(5) has none of it."""
    for line in lines(passwd, least=4):
        user, _, number, group = line[:4]
        if name in {user, number} and number.isdecimal() and group.isdecimal():
            more = {int(gid) for gid in supplementary(user, groups)}
            return Account(name=user, number=int(number), groups=frozenset({int(group), *more}))
    return None


def supplementary(user: str, groups: str) -> Iterator[str]:
    """The numbers of the groups that list the user."""
    for line in lines(groups, least=4):
        _, _, number, members = line[:4]
        if number.isdecimal() and user in members.split(","):
            yield number


def lines(text: str, least: int) -> Iterator[list[str]]:
    """The fields of each line that has enough of them."""
    for line in text.splitlines():
        fields = line.strip().split(":")
        if len(fields) >= least:
            yield fields
