"""Who may read a file: the rules of POSIX, access control lists included (acl(5), path_resolution(7))."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from shlex import quote

from exporter.model.server_file import Account, AclEntry, AclTag, Node, Trail

READ, WRITE, PASS = 4, 2, 1
STICKY = 0o1000
"""In such a folder, only its owner takes a file away."""
EVERYTHING = READ | WRITE | PASS
SUPERUSER = 0
NOTHING = AclEntry(tag=AclTag.USER, number=-1, permissions=0)


def hindrances(trail: Trail) -> Iterator[str]:
    """What keeps the reader from the file, each with the command that mends it."""
    who = trail.reader
    if who is None or who.number == SUPERUSER:
        return
    for node, needed, verb in (
        *((folder, PASS, "pass") for folder in trail.folders),
        (trail.file, READ, "read"),
    ):
        if not granted(node, who) & needed:
            yield f"{who.name} may not {verb} {described(node)}: {mend(node, who, needed)}"


def mend(node: Node, who: Account, needed: int) -> str:
    """The command that gives this right to this user, and to others as little as can be.

    Of the owner only the mode's first bits count. Where there is a mask it is named, as setfacl would widen
    it to all that the list says; of what it had kept from others, they get this one right at most.
    """
    if who.number == node.owner:
        return f"chmod u+{letters(needed)} {quote(node.path)}"
    before = next((one for one in node.acl if is_of(one, who)), NOTHING)
    entry = f"u:{who.name}:{letters(needed | before.permissions & mask(node))}"
    entry += f",m::{letters(needed | mask(node))}" if node.acl else ""
    return f"setfacl -m {entry} {quote(node.path)}"


def letters(permissions: int) -> str:
    """As setfacl and chmod take them: "rx"."""
    return "".join(
        letter for bit, letter in ((READ, "r"), (WRITE, "w"), (PASS, "x")) if permissions & bit
    )


def granted(node: Node, who: Account) -> int:
    """What the user may do: 4 read, 2 write, 1 pass or execute.

    Linux asks no list whose mask, which is the mode's second bits, is empty (acl_permission_check), and then
    lets others in by the last bits whom the list would have kept out.
    """
    owner, group, others = (node.mode >> shift & 7 for shift in (6, 3, 0))
    if who.number == node.owner:
        return owner
    listed = node.acl if group else ()
    for one in listed:
        if is_of(one, who):
            return one.permissions & mask(node)
    own = next((one.permissions for one in listed if one.tag is AclTag.OWNING_GROUP), group)
    by_group = [own] if node.group in who.groups else []
    by_group += [
        one.permissions for one in listed if one.tag is AclTag.GROUP and one.number in who.groups
    ]
    return reduce(or_, by_group) & mask(node) if by_group else others


def is_of(entry: AclEntry, who: Account) -> bool:
    """Whether an entry names the user."""
    return entry.tag is AclTag.USER and entry.number == who.number


def mask(node: Node) -> int:
    """What a list grants at most."""
    return next((one.permissions for one in node.acl if one.tag is AclTag.MASK), EVERYTHING)


def exposures(trail: Trail) -> Iterator[str]:
    """Who else may get at a key, each with the command that mends it."""
    file = trail.file
    path = quote(file.path)
    is_reached = all(folder.mode & PASS for folder in trail.folders)
    if is_reached and file.mode & READ:
        yield f"every user may read {described(file)}: chmod o-rwx {path}"
    if is_reached and file.mode & WRITE:
        yield f"every user may write {described(file)}: chmod o-rwx {path}"
    for who in writers(file):
        yield f"{who} may write {described(file)}: chmod g-w {path}"
    for folder in trail.folders:
        if folder.mode & STICKY:
            continue
        writing = ["every user"] if folder.mode & WRITE else []
        for who in (*writing, *writers(folder)):
            letter = "o" if who in writing else "g"
            yield (
                f"{who} may put another file into {described(folder)}: "
                f"chmod {letter}-w {quote(folder.path)}"
            )


def writers(node: Node) -> Iterator[str]:
    """Groups and users, beside the owner, that may write; without root's group and the owner's very own.

    Where there is a list, `chmod g-w` takes the right from its mask, and so from all of them.
    """
    own = AclEntry(tag=AclTag.OWNING_GROUP, number=-1, permissions=node.mode >> 3 & EVERYTHING)
    for one in (*((own,) if not node.acl else ()), *node.acl):
        number = node.group if one.tag is AclTag.OWNING_GROUP else one.number
        if one.tag is AclTag.MASK or number in {SUPERUSER, node.owner}:
            continue
        if one.permissions & mask(node) & WRITE:
            yield f"{'user' if one.tag is AclTag.USER else 'group'} {number}"


def described(node: Node) -> str:
    """A folder or file with what decides: /etc/ssl/private (mode 0710, owner 0, group 110)."""
    more = ", with an access control list" if node.acl else ""
    return f"{node.path} (mode {node.mode:04o}, owner {node.owner}, group {node.group}{more})"
