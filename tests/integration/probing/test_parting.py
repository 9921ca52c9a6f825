"""Who is asked has done with a connection before the next one comes."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.conversation import Continuation, Reaction
from exporter.lab.deployment import TlsServer
from exporter.lab.servers import speakers
from tests.integration.probing.hostility import Reader, Writer, converse
from tests.integration.probing.meeting import NewSpeaker, tls_server
from tests.integration.probing.test_plainer_hellos import disliking
from tests.probed import inspected


async def test_every_connection_is_ended_in_good_order(
    serve: Callable[..., Any], new_prober: Callable[..., Any], new_target: Callable[..., Any]
) -> None:
    """The handshake's and the scan's: we say that we are done, and are still there until the server is.

    Otherwise a word of the server that crosses ours is met with a reset. Some boxes keep that to
    themselves, and a server behind that serves one after the other waits for somebody who is gone.
    """
    new_speaker = speakers(TlsServer(), Authorities(now=datetime.now(tz=UTC)), "www.example.test")
    is_awaited = []

    async def handler(reader: Reader, writer: Writer) -> None:
        if await converse(new_speaker(), reader, writer):
            is_awaited.append(is_there_still(writer.get_extra_info("socket").fileno()))

    target = new_target(await serve(handler), timeout=30.0)
    after = await inspected(new_prober(), target)
    assert after.scans["127.0.0.1"].is_complete
    assert len(is_awaited) > 10
    assert all(is_awaited)


def is_there_still(connection: int) -> bool:
    """Whether anybody hears a second word, as the first one was not met with a reset."""
    try:
        return all(os.write(connection, word) for word in (b"one", b"another"))
    except OSError:
        return False


HANG_UP = Reaction(ending=Continuation.CLOSE)
ALERT = Reaction(send=bytes((21, 3, 1, 0, 2, 2, 40)))
STATUS_REQUEST, SUPPORTED_VERSIONS = 5, 43


@pytest.mark.parametrize(
    "server",
    [
        tls_server(),
        disliking({STATUS_REQUEST}, HANG_UP, tls_server()),
        disliking({STATUS_REQUEST, SUPPORTED_VERSIONS}, ALERT, tls_server()),
    ],
    ids=["ordinary", "hangs up", "an alert and no end"],
)
async def test_one_connection_is_open_at_a_time(
    serve: Callable[..., Any],
    new_prober: Callable[..., Any],
    new_target: Callable[..., Any],
    server: NewSpeaker,
) -> None:
    """Some servers, and boxes before them, reset a second one: visit, plainer hellos and scan are in turn."""
    beside: list[int] = []
    present = 0

    async def handler(reader: Reader, writer: Writer) -> None:
        nonlocal present
        beside.append(present)
        present += 1
        await converse(server(), reader, writer)
        present -= 1

    target = new_target(await serve(handler), timeout=30.0)
    after = await inspected(new_prober(), target)
    assert after.scans["127.0.0.1"].connections > 15
    assert set(beside) == {0}
