"""Who may read a file: the rules of POSIX, access control lists included (acl(5), path_resolution(7))."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from exporter.model.server_file import Account, AclTag, Node, Trail

READ, WRITE, PASS = 4, 2, 1
STICKY = 0o1000
"""In such a folder, only its owner takes a file away."""
SUPERUSER = 0


def hindrances(trail: Trail) -> Iterator[str]:
    """What keeps the reader from the file, each with the command that mends it."""
    who = trail.reader
    if who is None or who.number == SUPERUSER:
        return
    for node, needed, verb, letter in (
        *((folder, PASS, "pass", "x") for folder in trail.folders),
        (trail.file, READ, "read", "r"),
    ):
        if not granted(node, who) & needed:
            mend = f"setfacl -m u:{who.name}:{letter} {node.path}"
            yield f"{who.name} may not {verb} {described(node)}: {mend}"


def granted(node: Node, who: Account) -> int:
    """What the user may do: 4 read, 2 write, 1 pass or execute."""
    owner, group, others = (node.mode >> shift & 7 for shift in (6, 3, 0))
    if who.number == node.owner:
        return owner
    mask = next((one.permissions for one in node.acl if one.tag is AclTag.MASK), 7)
    for one in node.acl:
        if one.tag is AclTag.USER and one.number == who.number:
            return one.permissions & mask
    own = next((one.permissions for one in node.acl if one.tag is AclTag.OWNING_GROUP), group)
    by_group = [own] if node.group in who.groups else []
    by_group += [
        one.permissions for one in node.acl if one.tag is AclTag.GROUP and one.number in who.groups
    ]
    return reduce(or_, by_group) & mask if by_group else others


def exposures(trail: Trail) -> Iterator[str]:
    """Who else may get at a key, each with the command that mends it."""
    file = trail.file
    is_reached = all(folder.mode & PASS for folder in trail.folders)
    if is_reached and file.mode & READ:
        yield f"every user may read {described(file)}: chmod o-rwx {file.path}"
    if is_reached and file.mode & WRITE:
        yield f"every user may write {described(file)}: chmod o-rwx {file.path}"
    for folder in trail.folders:
        if folder.mode & WRITE and not folder.mode & STICKY:
            yield f"every user may put another file into {described(folder)}: chmod o-w {folder.path}"


def described(node: Node) -> str:
    """A folder or file with what decides: /etc/ssl/private (mode 0710, owner 0, group 110)."""
    more = ", with an access control list" if node.acl else ""
    return f"{node.path} (mode {node.mode:04o}, owner {node.owner}, group {node.group}{more})"
