"""The ClientHello that a real client sends to a listener, which then hangs up.

`python -m tests.real.programs.client_hello openssl s_client -connect 127.0.0.1:PORT` prints it in
hex, as the files of the catalogue hold it.
"""

import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

RECORD_HEADER = 5
PATIENCE = 30.0


def hello_of(command: Callable[[int], Sequence[str | Path]]) -> bytes:
    """The record that the program sends, whose command line is made of a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        with subprocess.Popen(
            command(listener.getsockname()[1]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as client:
            try:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(PATIENCE)
                    return first_record(connection)
            finally:
                client.kill()


def first_record(connection: socket.socket) -> bytes:
    """No client here sends a hello in two."""
    header = exactly(connection, RECORD_HEADER)
    return header + exactly(connection, int.from_bytes(header[3:]))


def exactly(connection: socket.socket, length: int) -> bytes:
    """So many bytes."""
    received = connection.recv(length, socket.MSG_WAITALL)
    if len(received) < length:
        raise EOFError(f"{len(received)} of {length} bytes came")
    return received


if __name__ == "__main__":
    sent = hello_of(lambda port: [part.replace("PORT", str(port)) for part in sys.argv[1:]])
    sys.stdout.write(f"{sent.hex()}\n")
