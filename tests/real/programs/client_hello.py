"""The ClientHello that a real client sends to a listener, which then hangs up."""

import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporter.tls.cursor import Cursor
from exporter.tls.extension_type import ExtensionType

RECORD_HEADER = 5
HELLO_AND_RANDOM = 1 + 3 + 2 + 32
"""Bytes before the session id: type, length, version, random."""
PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentHello:
    """What a client offers, as code points in its order."""

    suites: tuple[int, ...]
    extensions: Mapping[int, bytes] = field(repr=False)

    @property
    def groups(self) -> tuple[int, ...]:
        """The key exchange groups."""
        return self._listed(ExtensionType.SUPPORTED_GROUPS, 2)

    @property
    def signature_algorithms(self) -> tuple[int, ...]:
        """The signature schemes."""
        return self._listed(ExtensionType.SIGNATURE_ALGORITHMS, 2)

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions, of a client that speaks TLS 1.3."""
        return self._listed(ExtensionType.SUPPORTED_VERSIONS, 1)

    def _listed(self, kind: ExtensionType, width: int) -> tuple[int, ...]:
        return uint16s(Cursor(self.extensions[kind]).block(width))


def hello_of(command: Callable[[int], Sequence[str | Path]]) -> SentHello:
    """The hello that the program sends, whose command line is made of a port of this machine."""
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
                    message = handshake_message(connection)
            finally:
                client.kill()
    return parsed(message)


def handshake_message(connection: socket.socket) -> bytes:
    """The content of the first record: no client here sends a hello in two."""
    header = exactly(connection, RECORD_HEADER)
    return exactly(connection, int.from_bytes(header[3:]))


def exactly(connection: socket.socket, length: int) -> bytes:
    """So many bytes."""
    received = connection.recv(length, socket.MSG_WAITALL)
    if len(received) < length:
        raise EOFError(f"{len(received)} of {length} bytes came")
    return received


def parsed(message: bytes) -> SentHello:
    """The hello in a handshake message."""
    cursor = Cursor(message)
    cursor.take(HELLO_AND_RANDOM)
    cursor.block(1)  # session id
    suites = uint16s(cursor.block(2))
    cursor.block(1)  # compression
    block = cursor.block(2)
    extensions = {}
    while block.remaining():
        kind = block.uint(2)
        extensions[kind] = block.block(2).rest()
    return SentHello(suites=suites, extensions=extensions)


def uint16s(block: Cursor) -> tuple[int, ...]:
    """The numbers of a list."""
    numbers = []
    while block.remaining():
        numbers.append(block.uint(2))
    return tuple(numbers)
