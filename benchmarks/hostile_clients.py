"""Clients of the exporter that never finish a request, or never take an answer."""

import socket
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

HALF_OPEN, DEAF = 60, 20
AGAIN = 1.0
"""Seconds after which those that were dismissed come back."""
BEGUN = b"GET /metrics HTTP/1.1\r\nHost: exporter\r\nX-Endless: "
ASKED = b"GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n"


class HostileClients:
    """As many as that, all the time; how often one was dismissed is counted."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._over = Event()
        self._thread = Thread(target=self._trouble)
        self.dismissed = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _trouble(self) -> None:
        clients: dict[int, socket.socket] = {}
        while not self._over.wait(AGAIN):
            for number in range(HALF_OPEN + DEAF):
                if number in clients and is_dismissed(clients[number]):
                    clients.pop(number).close()
                    self.dismissed += 1
                if number not in clients:
                    with suppress(OSError):
                        clients[number] = self._visit(ASKED if number < DEAF else BEGUN)
        for client in clients.values():
            client.close()

    def _visit(self, words: bytes) -> socket.socket:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(1)
        client.connect(self._address)
        client.sendall(words)
        client.settimeout(0)
        return client


def is_dismissed(client: socket.socket) -> bool:
    """Whether the exporter has ended the connection; what it says besides is not read."""
    return bool(client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) or is_at_end(client)


def is_at_end(client: socket.socket) -> bool:
    """Whether there is nothing more to come."""
    try:
        return not client.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
