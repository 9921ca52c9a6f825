"""No server keeps the event loop busy, whatever it sends."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from exporter.model.outcome import Failed
from exporter.words.reason import Reason

# A HelloRequest (RFC 5246, 7.4.1.1) in a record: a client ignores it, however many come.
HELLO_REQUEST = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00"
LONGEST = 5.0


@pytest.fixture
def flooding_port() -> Iterator[int]:
    """A server in a thread of its own, as it must go on while the event loop is busy."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LONGEST)

        def flood() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                give_up = time.monotonic() + LONGEST
                try:
                    while not over.is_set() and time.monotonic() < give_up:
                        connection.sendall(HELLO_REQUEST * 4000)
                except OSError:
                    return

        thread = threading.Thread(target=flood)
        thread.start()
        yield int(listener.getsockname()[1])
        over.set()
        thread.join()


async def test_an_endless_answer_does_not_stop_the_event_loop(
    flooding_port: int, new_prober: Any, new_target: Any
) -> None:
    """The probe ends within its time-out, and others go on meanwhile."""
    began = time.monotonic()
    evidence = await new_prober().probe(
        new_target(flooding_port, timeout=0.5, scan_interval=0.0), last_scans={}
    )
    assert time.monotonic() - began < 1.0
    (seen,) = evidence.endpoints
    assert isinstance(seen.handshake, Failed)
    assert seen.handshake.reason is Reason.TLS_PROTOCOL_ERROR
