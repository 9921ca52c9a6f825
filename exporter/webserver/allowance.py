"""How much a configuration may stand for: a few lines of it can repeat others without end."""

import errno
from dataclasses import dataclass

MOST = 32 * 1024 * 1024
"""Bytes of its files, macros, values and ports; of ten thousand sites it takes a third."""
MOST_FILES = 5000
OF_LINE = 64
"""What a line takes beside its text."""
OF_PLACE = 256
"""What an address and port takes at which a site answers."""


@dataclass(slots=True)
class Allowance:
    """What is left of it for one configuration, whose main file is at `path`."""

    path: str = ""
    left: int = MOST

    def take(self, weight: int) -> None:
        """Raises OSError where the configuration stands for more than is read."""
        self.left -= weight
        if self.left < 0:
            text = (
                f"it stands for more than {MOST >> 20} MiB, its includes, macros and ports counted"
            )
            raise OSError(errno.EFBIG, text, self.path)
