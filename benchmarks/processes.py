"""What a process costs, read from /proc, and which core it runs on."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

Started = TypeVar("Started")

MEASURED_CORE = 0
OTHER_CORE = 1
"""Where everything runs that is not measured: the servers, and the benchmark itself."""
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def installed(program: str) -> Path:
    """Where a real program is; the benchmark ends here where it is missing."""
    path = shutil.which(program, path="/usr/sbin:/usr/bin")
    return Path(path or sys.exit(f"{program} is not installed: make servers"))


def cpu_seconds(pid: int) -> float:
    """User and system time that the process has used, all its threads together."""
    # proc(5): utime and stime are fields 14 and 15; the name in parentheses may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def resident_bytes(pid: int) -> int:
    """Memory that the process holds at present."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def seconds_without_core(pid: int) -> float:
    """Time in which its first thread could have gone on and had no core to do so."""
    # sched-stats(2) of the kernel's documentation: the second number, in nanoseconds.
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """This process, and what it starts meanwhile, stay on the core, where the machine has it."""
    before = os.sched_getaffinity(0)
    with suppress(OSError):
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def measured(program: AbstractContextManager[Started]) -> Iterator[Started]:
    """The program, started on the core for what is measured."""
    with ExitStack() as running:
        with pinned(MEASURED_CORE):
            started = running.enter_context(program)
        yield started
