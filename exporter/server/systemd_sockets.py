"""The sockets that systemd opened before it started the program (sd_listen_fds)."""

import os
import socket

from exporter.server.listen_address import CannotListen

FIRST = 3
"""The first number after the standard streams."""


def systemd_sockets() -> tuple[socket.socket, ...]:
    """Those that are meant for this process; a CannotListen says that there are none."""
    is_ours = os.environ.get("LISTEN_PID") == str(os.getpid())
    count = os.environ.get("LISTEN_FDS", "")
    if not (is_ours and count.isdecimal() and int(count)):
        raise CannotListen(
            "--web.systemd-socket: systemd gave no socket; start it by the unit whose socket it is"
        )
    return tuple(socket.socket(fileno=FIRST + number) for number in range(int(count)))
