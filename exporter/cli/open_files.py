"""Files that the process may have open: as many as the system allows, as sockets are files."""

import errno
import os
import resource
from contextlib import ExitStack, suppress

ENOUGH = 1 << 20
"""What Linux allows at most by default; where there is no limit, a limit is still wanted."""
LEAST = 16
"""Files beside those that are open at the start, without which nothing can be probed or served."""
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})


class TooFewFilesError(Exception):
    """No command can do its work, for want of files."""


def raise_limit() -> None:
    """The soft limit, which is 1,024 in most places, becomes the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # where the kernel knows better
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def refuse_too_few() -> None:
    """A TooFewFilesError where the least cannot be open at once: event loops end the process then."""
    try:
        with ExitStack() as opened:
            for _ in range(LEAST):
                opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if error.errno not in EXHAUSTED:
            raise
        raise TooFewFilesError(
            f"this machine lets the exporter have too few files open ({error.strerror}); raise the limit: "
            "`ulimit -n`, or `LimitNOFILE=` of systemd"
        ) from error
