"""Who may read a file, by the rules of POSIX."""

from dataclasses import replace

import pytest

from exporter.guide.permission import exposures, granted, hindrances, mend
from exporter.model.server_file import Account, AclEntry, AclTag, Node, Trail
from tests.deployments import NOW

WWW = Account(name="www-data", number=33, groups=frozenset({33, 110}))
ROOT = Account(name="root", number=0, groups=frozenset({0}))


def entry(tag: AclTag, permissions: int, number: int = -1) -> AclEntry:
    """One entry of a list."""
    return AclEntry(tag=tag, number=number, permissions=permissions)


MASK_READ = entry(AclTag.MASK, 4)


@pytest.mark.parametrize(
    ("mode", "owner", "group", "acl", "may"),
    [
        (0o640, 33, 0, (), 6),
        (0o040, 33, 33, (), 0),  # the owner's bits count, whatever the group may
        (0o640, 0, 110, (), 4),
        (0o604, 0, 110, (), 0),  # nor do those of others, for a member of the group
        (0o604, 0, 0, (), 4),
        (0o640, 0, 0, (entry(AclTag.USER, 4, 33), MASK_READ), 4),
        (0o640, 0, 0, (entry(AclTag.USER, 7, 33), MASK_READ), 4),
        (0o600, 0, 0, (entry(AclTag.USER, 4, 34), MASK_READ), 0),
        (0o640, 0, 0, (entry(AclTag.GROUP, 5, 110), MASK_READ), 4),
        (0o644, 0, 0, (entry(AclTag.GROUP, 0, 110), MASK_READ), 0),
        (0o670, 0, 110, (entry(AclTag.OWNING_GROUP, 0), entry(AclTag.GROUP, 4, 33), entry(AclTag.MASK, 7)), 4),
        (0o640, 0, 110, (entry(AclTag.OWNING_GROUP, 0), MASK_READ), 0),
        (0o604, 0, 0, (entry(AclTag.USER, 0, 33), entry(AclTag.MASK, 0)), 4),  # Linux asks no empty list
    ],
)  # fmt: skip
def test_the_first_class_that_fits_decides(
    mode: int, owner: int, group: int, acl: tuple[AclEntry, ...], may: int
) -> None:
    """Owner, named users, groups, others (acl(5), ACCESS CHECK ALGORITHM)."""
    assert granted(Node(path="/f", mode=mode, owner=owner, group=group, acl=acl), WWW) == may


def way(*, file: int = 0o600, folder: int = 0o755, reader: Account | None = WWW) -> Trail:
    """A file of root's in a folder of root's."""
    nodes = (
        Node(path="/", mode=0o755, owner=0, group=0),
        Node(path="/k", mode=folder, owner=0, group=0),
    )
    held = Node(path="/k/www.key", mode=file, owner=0, group=0)
    return Trail(folders=nodes, file=held, modified=NOW, reader=reader)


def test_what_is_in_the_way_is_told_with_the_narrowest_cure() -> None:
    """Folders first."""
    assert list(hindrances(way(folder=0o700))) == [
        "www-data may not pass /k (mode 0700, owner 0, group 0): setfacl -m u:www-data:x /k",
        "www-data may not read /k/www.key (mode 0600, owner 0, group 0): setfacl -m u:www-data:r /k/www.key",
    ]
    assert list(hindrances(way(file=0o644))) == []


@pytest.mark.parametrize(
    ("node", "command"),
    [
        (Node(path="/k", mode=0o040, owner=33, group=33), "chmod u+r /k"),
        (Node(path="/a b", mode=0o600, owner=0, group=0), "setfacl -m u:www-data:r '/a b'"),
        (
            Node(path="/k", mode=0o610, owner=0, group=0, acl=(entry(AclTag.USER, 7, 33), entry(AclTag.MASK, 1))),
            "setfacl -m u:www-data:rx,m::rx /k",
        ),
        (
            Node(path="/k", mode=0o660, owner=0, group=0, acl=(entry(AclTag.USER, 2, 33), entry(AclTag.MASK, 6))),
            "setfacl -m u:www-data:rw,m::rw /k",
        ),
    ],
)  # fmt: skip
def test_a_command_gives_no_more_than_is_needed(node: Node, command: str) -> None:
    """To the owner by the mode; beyond a mask nothing that it kept out."""
    assert mend(node, WWW, 4) == command


def test_root_reads_everything_and_nothing_is_said_where_nobody_is_known() -> None:
    """As nginx opens its files."""
    assert list(hindrances(way(reader=ROOT, folder=0o000))) == []
    assert list(hindrances(way(reader=None))) == []


def test_a_key_is_exposed_where_others_come_to_it() -> None:
    """A closed folder keeps it; a folder that others write to does not."""
    assert [one.partition(" /")[0] for one in exposures(way(file=0o646))] == [
        "every user may read",
        "every user may write",
    ]
    assert list(exposures(way(file=0o644, folder=0o750))) == []
    assert list(exposures(way(folder=0o757))) == [
        "every user may put another file into /k (mode 0757, owner 0, group 0): chmod o-w /k"
    ]
    assert list(exposures(way(folder=0o1777))) == []
    assert list(exposures(way(file=0o640))) == []


@pytest.mark.parametrize(
    ("node", "who"),
    [
        (Node(path="/k/www.key", mode=0o660, owner=0, group=110), ["group 110"]),
        (Node(path="/k/www.key", mode=0o660, owner=0, group=0), []),
        (Node(path="/k/www.key", mode=0o660, owner=1000, group=1000), []),  # a group of the user's own
        (Node(path="/k/www.key", mode=0o640, owner=0, group=110), []),
        (
            Node(
                path="/k/www.key",
                mode=0o660,
                owner=0,
                group=110,
                acl=(
                    entry(AclTag.USER, 6, 1000),
                    entry(AclTag.OWNING_GROUP, 4),
                    entry(AclTag.GROUP, 7, 120),
                    entry(AclTag.MASK, 6),
                ),
            ),
            ["user 1000", "group 120"],
        ),
        (
            Node(path="/k/www.key", mode=0o640, owner=0, group=0, acl=(entry(AclTag.USER, 6, 1000), MASK_READ)),
            [],
        ),
    ],
)  # fmt: skip
def test_a_key_is_exposed_to_groups_and_users_that_write(node: Node, who: list[str]) -> None:
    """But for root's group, and the owner's own."""
    found = list(exposures(replace(way(), file=node)))
    assert [one.partition(" may write ")[0] for one in found] == who
    assert all(one.endswith(": chmod g-w /k/www.key") for one in found)


def test_a_folder_that_a_group_writes_to_exposes_a_key() -> None:
    """A private group of the owner's does not."""
    folder = Node(path="/k", mode=0o775, owner=0, group=50)
    found = list(exposures(replace(way(), folders=(folder,))))
    assert found == [
        "group 50 may put another file into /k (mode 0775, owner 0, group 50): chmod g-w /k"
    ]
    assert list(exposures(replace(way(), folders=(replace(folder, owner=50),)))) == []
