"""POSIX access control lists, as Linux keeps them in an extended attribute (acl(5))."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from struct import iter_unpack

from exporter.model.server_file import AclEntry, AclTag

ATTRIBUTE = "system.posix_acl_access"
HEADER = 4
"""Bytes of the version."""
TAGS = {0x02: AclTag.USER, 0x04: AclTag.OWNING_GROUP, 0x08: AclTag.GROUP, 0x10: AclTag.MASK}
NAMED = {AclTag.USER, AclTag.GROUP}
NONE = {errno.ENODATA, errno.EOPNOTSUPP}


def access_list(path: Path) -> tuple[AclEntry, ...]:
    """What the list of a file says beyond its mode; empty where it has none; raises OSError."""
    try:
        value = os.getxattr(path, ATTRIBUTE)
    except OSError as error:
        if error.errno in NONE:
            return ()
        raise
    return tuple(entries(value))


def entries(value: bytes) -> Iterator[AclEntry]:
    """The entries of the attribute's value: tag, permissions and number, little-endian."""
    for tag, permissions, number in iter_unpack("<HHI", value[HEADER:]):
        if tag in TAGS:
            named = TAGS[tag] in NAMED
            yield AclEntry(tag=TAGS[tag], number=number if named else -1, permissions=permissions)
