"""Connections are left one by one: the server has its time to notice that we go."""

import asyncio
import socket

import pytest

from exporter.model.place import Address
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.line import Line
from exporter.probing.parting import part
from exporter.probing.pulse import Pulse
from exporter.words.role import Role
from tests.unit.probing.free_time import FreeTime, run

DOOR = Door(
    endpoint=Address(address="192.0.2.1", port=443, role=Role.RESOLVED), server_name="www.test"
)


def parted(theirs_does: str, *, deadline: float = 5.0) -> tuple[float, list[bytes]]:
    """After how many seconds we had parted from a server, and what it had heard by then."""

    async def main(loop: FreeTime) -> tuple[float, list[bytes]]:
        pulse = Pulse(loop.time)
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        heard = []

        def notice() -> None:
            heard.append(theirs.recv(100))
            loop.remove_reader(theirs)
            if theirs_does == "hangs up":
                theirs.close()
            elif theirs_does == "takes its time":
                theirs.send(b"some last words")
                loop.call_later(0.06, theirs.close)

        loop.add_reader(theirs, notice)
        theirs.send(b"words that nobody has read")
        with Line(ours, DOOR, pulse) as line:
            await part(line, Deadline(deadline, pulse))
        await asyncio.sleep(0)
        theirs.close()
        return loop.time() - 1000.0, heard

    return run(main)


@pytest.mark.parametrize(
    ("theirs_does", "seconds"), [("hangs up", 0.0), ("takes its time", 0.06), ("holds on", 0.1)]
)
def test_the_server_is_told_that_we_go_and_awaited(theirs_does: str, seconds: float) -> None:
    """For a tenth of a second at most; what it still says is read, so that nothing ends in a reset."""
    took, heard = parted(theirs_does)
    assert heard == [b""]
    assert took == pytest.approx(seconds, abs=0.001)


def test_nobody_is_awaited_after_the_deadline() -> None:
    """But told."""
    assert parted("holds on", deadline=0.0) == (0.0, [b""])


def test_a_connection_that_is_gone_is_left_at_once() -> None:
    """There is nobody to tell."""

    async def main(loop: FreeTime) -> float:
        pulse = Pulse(loop.time)
        with Line(socket.socket(), DOOR, pulse) as line:
            await part(line, Deadline(5.0, pulse))
        return loop.time() - 1000.0

    assert run(main) == 0.0
