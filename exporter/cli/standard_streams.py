"""Standard streams that were closed before the program began."""

import os
import sys

STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def open_standard_streams() -> None:
    """Each closed one leads nowhere, so that no socket of ours gets its number.

    The lowest number that is free is given first (POSIX, open), and what is written there by
    others would go to a stranger. Python has None in place of a closed stream.
    """
    number = os.open(os.devnull, os.O_RDWR)
    while number < len(STREAMS):
        number = os.open(os.devnull, os.O_RDWR)
    os.close(number)
    for number, (name, mode) in enumerate(STREAMS):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
