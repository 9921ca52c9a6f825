"""What a library warns of, heard by one thread at a time: Python's list of filters is the process's."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

TURN = Lock()


@contextmanager
def warnings_heard() -> Iterator[list[warnings.WarningMessage]]:
    """Everything that is warned of meanwhile, instead of being printed."""
    with TURN, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        yield heard
