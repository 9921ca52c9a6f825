"""No server keeps the event loop busy, whatever it sends."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from exporter.words.phase import Phase
from exporter.words.reason import Reason
from tests.probed import probed, seen_at

# A HelloRequest (RFC 5246, 7.4.1.1) in a record: a client ignores it, however many come.
HELLO_REQUEST = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00"
LONGEST = 60.0
"""Seconds after which the server gives up, if nobody ends it; a probe must not wait for that."""


@pytest.fixture
def flooding_port() -> Iterator[int]:
    """A server in a thread of its own, as it must go on while the event loop is busy."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LONGEST)
        port = int(listener.getsockname()[1])

        def flood() -> None:
            connection, _ = listener.accept()
            listener.close()  # whoever comes again need not wait for an answer
            with connection:
                connection.recv(4096)
                connection.settimeout(LONGEST)
                try:
                    while not over.is_set():
                        connection.sendall(HELLO_REQUEST * 4000)
                except OSError:
                    return

        thread = threading.Thread(target=flood)
        thread.start()
        yield port
        over.set()
        thread.join()


async def test_an_endless_answer_does_not_stop_the_event_loop(
    flooding_port: int, new_prober: Any, new_target: Any
) -> None:
    """The probe ends by itself while the server goes on: it reads no more than so many bytes."""
    target = new_target(flooding_port, timeout=30.0, scan_interval=0.0)
    failure = seen_at(await probed(new_prober(), target)).failure(Phase.HANDSHAKE)
    assert failure
    assert failure.reason is Reason.TLS_PROTOCOL_ERROR
