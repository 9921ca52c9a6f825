"""Whatever a server does, a conversation has one end, and our own lateness is not the server's."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any, TypeAlias

import pytest

from exporter.model.place import Address
from exporter.probing.connect import changed
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.hold import hold
from exporter.probing.line import Line
from exporter.probing.parting import part
from exporter.probing.pulse import Pulse
from exporter.tls.dialogue import Dialogue
from exporter.words.ending import (
    Closed,
    Ending,
    NotTls,
    Refused,
    Reset,
    Starved,
    TimedOut,
    Unreadable,
)
from exporter.words.role import Role
from tests.unit.probing.free_time import FreeTime, run

DOOR = Door(
    endpoint=Address(address="192.0.2.1", port=443, role=Role.RESOLVED), server_name="www.test"
)
ANSWER = b"so be it"
Server: TypeAlias = Callable[[FreeTime, socket.socket], Coroutine[Any, Any, None]]


class Asking:
    """Says something, and wants an answer of a certain length; each part has its patience."""

    def __init__(
        self, *, says: tuple[bytes, ...] = (b"hello",), patience: tuple[float | None, ...] = (None,)
    ) -> None:
        self._says, self._patience = list(says), list(patience)
        self.heard = b""
        self._parts = len(says)

    def receive(self, data: bytes) -> bytes | Ending | None:
        """An answer for each part; an alert where the server says no."""
        self.heard += data
        if self.heard.endswith(b"no"):
            return Refused(40)
        if self.heard.endswith(b"what"):
            return NotTls(b"what")
        return self.heard if self.heard == ANSWER * self._parts else None

    def to_send(self) -> bytes:
        """The next part, once the one before has been answered."""
        is_turn = len(self.heard) == len(ANSWER) * (self._parts - len(self._says))
        return self._says.pop(0) if self._says and is_turn else b""

    def patience(self) -> float | None:
        """For the part that begins."""
        is_turn = len(self.heard) == len(ANSWER) * (self._parts - len(self._patience))
        return self._patience.pop(0) if self._patience and is_turn else None

    def ended(self, how: Ending) -> Ending:
        """As it came."""
        return how


def held(
    server: Server,
    dialogue: Dialogue[Any] | None = None,
    *,
    seconds: float = 5.0,
    door: Door = DOOR,
) -> tuple[Any, float]:
    """What came of the dialogue with that server, and after how many seconds."""

    async def main(loop: FreeTime) -> tuple[Any, float]:
        pulse = Pulse(loop.time)
        ours, theirs = socket.socketpair()
        with theirs:
            for end in (ours, theirs):
                end.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            with Line(ours, door, pulse) as line:
                serving = asyncio.ensure_future(server(loop, theirs))
                result = await hold(dialogue or Asking(), line, Deadline(seconds, pulse))
                after = loop.time() - 1000.0
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
            assert [key.fd for key in loop._selector.get_map().values()] == [  # type: ignore[attr-defined]  # asyncio's own
                loop._ssock.fileno()  # type: ignore[attr-defined]  # asyncio's own
            ]
            return result, after

    return run(main)


def after(seconds: float, act: Callable[[socket.socket], object]) -> Server:
    """A server that does this one thing."""

    async def serve(_loop: FreeTime, theirs: socket.socket) -> None:
        await asyncio.sleep(seconds)
        act(theirs)

    return serve


def answer(theirs: socket.socket) -> None:
    """All at once."""
    theirs.send(ANSWER)


def hang_up(theirs: socket.socket) -> None:
    """In good order: what was said is heard first."""
    theirs.recv(100)
    theirs.close()


def reset(theirs: socket.socket) -> None:
    """What was said is not heard."""
    theirs.close()


def keep_silent(_theirs: socket.socket) -> None:
    """Nothing is done."""


def say_no(theirs: socket.socket) -> None:
    """An alert, for the dialogue."""
    theirs.send(b"no")


def say_what(theirs: socket.socket) -> None:
    """Another protocol, for the dialogue."""
    theirs.send(b"what")


async def answer_bytewise(_loop: FreeTime, theirs: socket.socket) -> None:
    """One byte a second's tenth."""
    for byte in ANSWER:
        await asyncio.sleep(0.1)
        theirs.send(bytes([byte]))


def close_to(seconds: float) -> Any:
    """So many seconds."""
    return pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(
    ("server", "result", "seconds"),
    [
        (after(1.0, answer), ANSWER, 1.0),
        (answer_bytewise, ANSWER, 0.8),
        (after(1.0, keep_silent), TimedOut(), 5.0),
        (after(1.0, hang_up), Closed(), 1.0),
        (after(1.0, reset), Reset(), 1.0),
        (after(1.0, say_no), Refused(40), 1.0),
        (after(1.0, say_what), NotTls(b"what"), 1.0),
        (after(6.0, answer), TimedOut(), 5.0),
    ],
    ids=["answers", "bytewise", "silent", "hangs up", "resets", "refuses", "not TLS", "too late"],
)
def test_a_conversation_ends_in_its_own_way(server: Server, result: object, seconds: float) -> None:
    """With a result or an ending, at once or when the time is over."""
    assert held(server) == (result, close_to(seconds))


@pytest.mark.parametrize(("patience", "seconds"), [(2.0, 2.0), (9.0, 5.0)])
def test_patience_ends_before_the_deadline_and_never_after(patience: float, seconds: float) -> None:
    """The dialogue states it."""
    result, after_seconds = held(after(9.0, answer), Asking(patience=(patience,)))
    assert (result, after_seconds) == (TimedOut(), close_to(seconds))


@pytest.mark.parametrize(("patience", "end"), [((2.0, 2.0), 3.5), ((None, 1.0), 2.5)])
def test_each_part_has_a_patience_of_its_own(
    patience: tuple[float | None, ...], end: float
) -> None:
    """1.5 seconds for the first answer take nothing from the time for the second."""
    dialogue = Asking(says=(b"one", b"two"), patience=patience)
    result, seconds = held(after(1.5, answer), dialogue, seconds=10.0)
    assert (result, seconds) == (TimedOut(), close_to(end))


def test_bytes_are_bounded() -> None:
    """A quarter of a MiB is enough for everybody."""
    heard = Asking()

    async def flood(_loop: FreeTime, theirs: socket.socket) -> None:
        while True:
            await asyncio.sleep(0)
            try:
                theirs.send(b"x" * 65536)
            except BlockingIOError:
                continue

    result, _ = held(flood, heard)
    assert isinstance(result, Unreadable)
    assert 262144 - 16384 <= len(heard.heard) <= 262144


def test_pieces_are_bounded() -> None:
    """A byte at a time costs us more than the server."""
    pieces = 0

    class Counting(Asking):
        def receive(self, data: bytes) -> bytes | Ending | None:
            nonlocal pieces
            pieces += len(data) > 0
            return super().receive(data)

    async def dribble(_loop: FreeTime, theirs: socket.socket) -> None:
        while True:
            theirs.send(b"x")
            await asyncio.sleep(0)

    result, _ = held(dribble, Counting())
    assert isinstance(result, Unreadable)
    assert pieces == 8192


def test_a_result_waits_until_all_has_been_said() -> None:
    """Though the server reads it slowly."""
    much = b"y" * 1_000_000
    heard = 0

    async def read_slowly(_loop: FreeTime, theirs: socket.socket) -> None:
        nonlocal heard
        theirs.send(ANSWER)
        while heard < len(much):
            await asyncio.sleep(0.01)
            theirs.send(b"more that nobody asked for")
            heard += len(theirs.recv(50_000))

    class Verbose(Asking):
        def to_send(self) -> bytes:
            return much if self.heard else b""

        def receive(self, data: bytes) -> bytes | Ending | None:
            assert self.heard != ANSWER
            return super().receive(data)

    result, _ = held(read_slowly, Verbose())
    assert result == ANSWER
    assert heard > 600_000  # the rest is on its way
    result, _ = held(after(0.0, answer), Verbose())
    assert result == TimedOut()


def test_a_defect_of_a_dialogue_is_raised() -> None:
    """At once, or in the middle."""

    class Broken(Asking):
        def receive(self, data: bytes) -> bytes | Ending | None:
            if data:
                raise ZeroDivisionError("a defect")
            return None

    with pytest.raises(ZeroDivisionError):
        held(after(1.0, answer), Broken())


def test_preambles_go_first() -> None:
    """Each has its own conversation on the same line; one that fails ends the dialogue."""
    heard = []

    class Asked(Asking):
        def ended(self, how: Ending) -> Ending:
            return Unreadable(f"ended by {how}")

    async def serve(_loop: FreeTime, theirs: socket.socket) -> None:
        for reply in (ANSWER, ANSWER):
            await asyncio.sleep(1.0)
            heard.append(theirs.recv(100))
            theirs.send(reply)

    first = Door(
        endpoint=DOOR.endpoint, server_name="www.test", preambles=(lambda _: Asking(says=(b"1",)),)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Line, "ends", lambda _: None)
        assert held(serve, door=first)[0] == ANSWER
        assert heard == [b"1", b"hello"]
        assert held(after(1.0, hang_up), Asked(), door=first)[0] == Unreadable("ended by Closed()")


def test_a_cancelled_conversation_leaves_nothing_behind() -> None:
    """No timer of it, and nothing that reads."""

    async def main(loop: FreeTime) -> int:
        pulse = Pulse(loop.time)
        ours, theirs = socket.socketpair()
        with theirs, Line(ours, DOOR, pulse) as line:
            ours.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            task = asyncio.ensure_future(hold(Asking(), line, Deadline(5.0, pulse)))
            await asyncio.sleep(1.0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            theirs.send(b"words that nobody hears")
            await asyncio.sleep(1.0)
            return len(loop._selector.get_map())  # type: ignore[attr-defined]  # asyncio's own

    assert run(main) == 1


def test_a_socket_is_watched_once_for_all_that_is_held_on_it() -> None:
    """For its connection, for what is said on it, and for the parting."""

    async def main(loop: FreeTime) -> list[object]:
        pulse, watched, watch = Pulse(loop.time), [], loop.add_reader

        def noted(number: Any, *how: Any) -> None:
            watched.append(number)
            watch(number, *how)

        loop.add_reader = noted  # type: ignore[method-assign, assignment]  # what it is asked for counts
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        with theirs, Line(ours, DOOR, pulse) as line:
            await changed(line, 1.0)
            for _ in range(2):
                loop.call_later(1.0, answer, theirs)
                assert await hold(Asking(), line, Deadline(5.0, pulse)) == ANSWER
            loop.call_later(0.05, hang_up, theirs)
            await part(line, Deadline(5.0, pulse))
            return [number == ours.fileno() for number in watched]

    assert run(main) == [True]


def held_up(then: Callable[[socket.socket], object], *, seconds: float = 8.0) -> Server:
    """A server that does this while we are held up, from the first second on."""

    async def serve(loop: FreeTime, theirs: socket.socket) -> None:
        await asyncio.sleep(1.0)
        then(theirs)
        loop.hold_up(seconds)

    return serve


@pytest.mark.parametrize("pause", [8.0, 600.0])
def test_what_came_while_we_were_held_up_is_read(pause: float) -> None:
    """Though the time was over by the clock, and that which is given back too."""
    assert held(held_up(answer, seconds=pause))[0] == ANSWER


@pytest.mark.parametrize("then", [keep_silent, hang_up, reset, say_no])
def test_an_end_after_a_pause_of_ours_proves_nothing(then: Callable[..., object]) -> None:
    """The server may have given us up meanwhile."""
    result, _ = held(held_up(then))
    assert isinstance(result, Starved)
    assert result.seconds == pytest.approx(8.0, abs=0.3)


def test_words_of_another_protocol_count_after_a_pause_too() -> None:
    """They are no way of hanging up."""
    assert held(held_up(say_what))[0] == NotTls(b"what")


@pytest.mark.parametrize(("pause", "given_back"), [(8.0, 5.0), (3.0, 2.9)])
def test_time_lost_is_given_back_once(pause: float, given_back: float) -> None:
    """At most as much as there was; silence then proves nothing still."""
    result, seconds = held(held_up(keep_silent, seconds=pause))
    assert isinstance(result, Starved)
    assert seconds == pytest.approx(5.0 + given_back, abs=0.3)


def test_a_conversation_goes_on_in_the_time_given_back() -> None:
    """The second answer comes four seconds after the pause."""

    async def serve(loop: FreeTime, theirs: socket.socket) -> None:
        await asyncio.sleep(1.0)
        theirs.send(ANSWER)
        loop.hold_up(4.5)
        await asyncio.sleep(3.0)
        theirs.send(ANSWER)

    assert held(serve, Asking(says=(b"one", b"two")))[0] == ANSWER * 2


@pytest.mark.parametrize(("then", "ending"), [(keep_silent, TimedOut()), (hang_up, Closed())])
def test_a_hiccup_of_ours_excuses_nobody(
    then: Callable[[socket.socket], object], ending: Ending
) -> None:
    """Half a second late is late, not absent."""
    assert held(held_up(then, seconds=0.45))[0] == ending


def test_no_pause_of_ours_is_ever_the_servers_fault() -> None:
    """Over 400 honest servers, which answer soon and give up clients that are silent for 3 s."""
    for seed in range(400):
        random = Random(seed)  # noqa: S311 - chance, not secrecy
        pauses = [(random.uniform(0.0, 2.0), random.choice((0.0, random.uniform(0.8, 20.0))))]

        async def serve(
            loop: FreeTime,
            theirs: socket.socket,
            random: Random = random,
            pauses: list[tuple[float, float]] = pauses,
        ) -> None:
            for at, seconds in pauses:
                loop.call_later(at, loop.hold_up, seconds)
            for _ in range(2):
                if not await heard_within(3.0, loop, theirs):
                    random.choice((hang_up, reset, say_no))(theirs)
                    return
                await asyncio.sleep(random.uniform(0.0, 0.4))
                theirs.send(ANSWER)

        result, _ = held(serve, Asking(says=(b"one", b"two")), seconds=random.uniform(1.0, 6.0))
        is_disturbed = any(seconds for _, seconds in pauses)
        assert result == ANSWER * 2 or (is_disturbed and isinstance(result, Starved)), seed


async def heard_within(seconds: float, loop: FreeTime, theirs: socket.socket) -> bool:
    """Whether something was said in time, by the server's own clock, which no pause stops."""
    until = loop.time() + seconds
    while loop.time() < until:
        try:
            return bool(theirs.recv(100))
        except BlockingIOError:
            await asyncio.sleep(0.05)
    return False
