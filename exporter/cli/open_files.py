"""Files that the process may have open: as many as the system allows, as sockets are files."""

import resource
from contextlib import suppress

ENOUGH = 1 << 20
"""What Linux allows at most by default; where there is no limit, a limit is still wanted."""


def raise_limit() -> None:
    """The soft limit, which is 1,024 in most places, becomes the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # where the kernel knows better
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
