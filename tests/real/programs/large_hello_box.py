"""A box in front of a server that drops what comes in a record of more than 1,400 bytes."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import sleep

LARGEST = 1400
HEADER = 5
PATIENCE = 10.0
SILENCE = 3.0
"""Seconds before it hangs up on a hello that it dropped: longer than the exporter waits."""


@contextmanager
def behind_a_box(backend: int) -> Iterator[int]:
    """The box in front of the port of a server; yields its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=accept, args=(listener, backend), daemon=True).start()
        yield listener.getsockname()[1]


def accept(listener: socket.socket, backend: int) -> None:
    """Takes connections until the listener is closed."""
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            Thread(target=pass_on, args=(client, backend), daemon=True).start()


def pass_on(client: socket.socket, backend: int) -> None:
    """Lets a hello through that is short enough, and everything after it."""
    client.settimeout(PATIENCE)
    with client, suppress(OSError):
        header = client.recv(HEADER, socket.MSG_WAITALL)
        length = int.from_bytes(header[3:])
        if HEADER + length > LARGEST:
            sleep(SILENCE)
            return
        with socket.create_connection(("127.0.0.1", backend), PATIENCE) as server:
            server.sendall(header + client.recv(length, socket.MSG_WAITALL))
            Thread(target=pump, args=(client, server), daemon=True).start()
            pump(server, client)


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Passes on what comes, until it ends."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
