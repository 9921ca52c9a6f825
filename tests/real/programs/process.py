"""A program that runs for the length of a test: ready when it says so, ended by its own pid."""

import os
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import SystemRandom

PATIENCE = 60.0
"""Seconds that a program has to become ready."""
POLL = 0.05


class ProgramError(RuntimeError):
    """A program that ended, or stayed silent, instead of becoming ready; with what it printed."""


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    ready: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """The program, from ready to ended; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            env=environment,
        )
    try:
        _await_ready(process, ready, log)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks the process to end, and ends it if it does not."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await_ready(process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    def has_settled() -> bool:
        return process.poll() is not None or ready()

    settled = poll_until(has_settled)
    if not settled or process.poll() is not None:
        state = "is not ready" if process.poll() is None else f"ended with {process.returncode}"
        raise ProgramError(f"{process.args!r} {state}:\n{log.read_text(errors='replace')}")


def poll_until(condition: Callable[[], bool], *, patience: float = PATIENCE) -> bool:
    """Whether the condition came true within `patience` seconds."""
    give_up = time.monotonic() + patience
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(POLL)
    return True


def listens(*addresses: tuple[str, int]) -> Callable[[], bool]:
    """The question whether something accepts connections at every one of these addresses."""
    return lambda: all(_accepts(address) for address in addresses)


SHARES = 8
SHARE = 22_000 // SHARES
"""Ports of a worker: those that are free now are taken later, and many at a time."""
GIVEN: deque[int] = deque(maxlen=SHARE // 2)
"""Those that this worker was given of late: whoever was may not listen yet, as one whose port is closed."""


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nothing uses, below those that the kernel lends to outgoing connections."""
    return free_ports(1, address)[0]


def free_ports(count: int, address: str = "127.0.0.1") -> tuple[int, ...]:
    """So many ports, no two alike, none of which a worker beside this one may choose."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    first = 10_000 + int(worker) % SHARES * SHARE
    candidates = [*({*range(first, first + SHARE)} - {*GIVEN})]
    SystemRandom().shuffle(candidates)
    ports = tuple(islice((port for port in candidates if is_free((address, port))), count))
    GIVEN.extend(ports)
    return ports


def is_free(address: tuple[str, int]) -> bool:
    """Whether nobody listens there, nor has taken it without listening."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(address)
        except OSError:
            return False
        return True


def _accepts(address: tuple[str, int]) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(address) == 0
