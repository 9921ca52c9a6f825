"""What the service manager is told of the exporter's state (sd_notify, systemd)."""

import os
import socket
import time
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"


def notify(*lines: str) -> None:
    """Tells it the lines; where there is none, or it does not listen, nothing happens.

    Its socket is a path, or a name without one (unix(7), abstract), for which it writes an `@`.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address.startswith(("/", "@")):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.connect(f"\0{address[1:]}" if address.startswith("@") else address)
            manager.send("\n".join(lines).encode())


def reloading() -> tuple[str, ...]:
    """That the configuration is read again, and since when (CLOCK_MONOTONIC, microseconds)."""
    return "RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}"
