"""UDP ports that answer to QUIC, are closed, or keep silent, on loopback."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from exporter.probing import quic
from exporter.probing.deadline import Deadline
from exporter.probing.pulse import Pulse
from exporter.probing.quic import speaks_quic
from exporter.words.protocol import Support
from tests.unit.probing.free_time import FreeTime, run

ADDRESS = "127.0.0.1"
Reply = Callable[[bytes], tuple[bytes, ...]]


def versions(question: bytes) -> bytes:
    """What a server of QUIC says to a version that it does not speak (RFC 9000, section 17.2.1)."""
    end = 6 + question[5]
    theirs, ours = question[6:end], question[end + 1 : end + 1 + question[end]]
    names = b"".join(bytes([len(name)]) + name for name in (ours, theirs))
    return b"\x80\0\0\0\0" + names + (1).to_bytes(4)


def in_time() -> Deadline:
    """One that is far away."""
    return Deadline(60.0, Pulse())


async def serving(ear: socket.socket, reply: Reply) -> None:
    """Replies by a rule, for ever."""
    loop = asyncio.get_running_loop()
    while True:
        question, whence = await loop.sock_recvfrom(ear, 2048)
        for said in reply(question):
            await loop.sock_sendto(ear, said, whence)


async def asked(reply: Reply) -> Support:
    """What is told of a server."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as ear:
        ear.bind((ADDRESS, 0))
        server = asyncio.ensure_future(serving(ear, reply))
        try:
            return await speaks_quic(ADDRESS, ear.getsockname()[1], in_time())
        finally:
            server.cancel()
            await asyncio.wait([server])


@contextmanager
def closed_port() -> Iterator[int]:
    """A UDP port that was free a moment ago; a connected socket holds its number, and takes nothing else's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind((ADDRESS, 0))
        holder.connect((ADDRESS, 1))
        yield holder.getsockname()[1]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long for silence."""
    monkeypatch.setattr(quic, "PATIENCE", 0.1)


async def test_a_server_that_names_its_versions_speaks_quic() -> None:
    """Also where something else comes first."""
    assert await asked(lambda question: (versions(question),)) is Support.YES
    assert await asked(lambda question: (b"noise", versions(question))) is Support.YES


async def test_a_flood_of_other_datagrams_is_not_heard_to_its_end() -> None:
    """Eight are: as long as one more is there already, the event loop would have no turn."""
    noise = (b"noise",)
    assert await asked(lambda question: (*noise * 7, versions(question))) is Support.YES
    assert await asked(lambda question: (*noise * 8, versions(question))) is Support.UNKNOWN


async def test_silence_and_other_words_prove_nothing() -> None:
    """A firewall, a lost datagram, DNS at the port."""
    assert await asked(lambda _: ()) is Support.UNKNOWN
    assert await asked(lambda question: (question,)) is Support.UNKNOWN


async def test_a_port_that_is_refused_twice_is_closed() -> None:
    """The kernel tells of ICMP's port unreachable."""
    with closed_port() as port:
        assert await speaks_quic(ADDRESS, port, in_time()) is Support.NO


async def test_a_port_that_is_refused_once_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server may have begun anew."""
    told = [Support.NO, Support.UNKNOWN, Support.UNKNOWN, Support.NO, Support.NO, Support.YES]

    async def answered(_address: str, _port: int, _deadline: Deadline) -> Support:
        return told.pop(0)

    monkeypatch.setattr(quic, "answer_of", answered)
    assert await speaks_quic(ADDRESS, 443, in_time()) is Support.UNKNOWN
    assert await speaks_quic(ADDRESS, 443, in_time()) is Support.UNKNOWN
    assert await speaks_quic(ADDRESS, 443, in_time()) is Support.YES


async def test_what_cannot_be_asked_from_here_is_not_known() -> None:
    """An address that no route leads to, or that is none to connect to."""
    assert await speaks_quic("255.255.255.255", 443, in_time()) is Support.UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "taken"), [(0.0, 0.0), (0.05, 0.05), (0.15, 0.15), (60.0, 0.2)]
)
def test_silence_is_charged_to_the_deadline(seconds: float, taken: float) -> None:
    """Both times: where the first question took all of it, the second is not waited for."""

    async def asked(loop: FreeTime) -> tuple[Support, float]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind((ADDRESS, 0))
            began = loop.now
            deadline = Deadline(seconds, Pulse(clock=loop.time))
            told = await speaks_quic(ADDRESS, silent.getsockname()[1], deadline)
            return told, loop.now - began

    told, took = run(asked)
    assert told is Support.UNKNOWN
    assert took == pytest.approx(taken, abs=0.002)


def test_a_refused_port_is_no_no_where_half_a_second_does_not_go_by() -> None:
    """The second refusal has to come later, within the deadline or not at all."""

    async def asked(loop: FreeTime) -> tuple[Support, float]:
        began = loop.now
        with closed_port() as port:
            told = await speaks_quic(ADDRESS, port, Deadline(0.09, Pulse(clock=loop.time)))
        return told, loop.now - began

    told, took = run(asked)
    assert told is Support.UNKNOWN
    assert took < 0.002
