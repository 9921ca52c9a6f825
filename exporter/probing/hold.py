"""The driver of every socket of ours: what a dialogue says goes out, what comes goes in."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from exporter.probing.deadline import Deadline
from exporter.probing.failures import socket_ending
from exporter.probing.line import Line
from exporter.tls.dialogue import Dialogue
from exporter.words.ending import Closed, Ending, TimedOut, Unreadable

CHUNK = 16 * 1024
MOST_BYTES = 256 * 1024
"""Twice what OpenSSL's own limits let a handshake without surprises grow to."""
MOST_PIECES = 8 * 1024
"""Each costs a turn of the event loop, however small it is."""

T = TypeVar("T")


async def hold(dialogue: Dialogue[T], line: Line, deadline: Deadline) -> T | Ending:
    """The dialogue's result, after the door's preambles; never raises for what a server does."""
    for preamble in line.door.preambles:
        result = await Held(preamble(line.ends()), line, deadline).result()
        if isinstance(result, Ending):
            return dialogue.ended(result)
    return await Held(dialogue, line, deadline).result()


class Held(Generic[T]):
    """A dialogue under way, driven by the event loop's calls; only its result wakes the task.

    One piece is read at a time: whoever floods us shares the loop with all others.
    """

    def __init__(self, dialogue: Dialogue[T], line: Line, deadline: Deadline) -> None:
        self._dialogue = dialogue
        self._line = line
        self._deadline = deadline
        self._part = deadline
        self._loop = asyncio.get_running_loop()
        self._number = line.socket.fileno()
        self._result: asyncio.Future[T | Ending] = self._loop.create_future()
        self._outcome: T | Ending | None = None
        self._unsent = b""
        self._bytes = self._pieces = 0
        self._timer: asyncio.TimerHandle | None = None

    async def result(self) -> T | Ending:
        """The dialogue's result, or its ending."""
        self._guarded(self._step, b"")
        if self._result.done():
            return self._result.result()
        try:
            self._line.listen(partial(self._guarded, self._hear))
            return await self._result
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._line.ignore()
        if self._unsent:
            self._loop.remove_writer(self._number)
        if self._timer is not None:
            self._timer.cancel()

    def _guarded(self, action: Callable[..., None], *arguments: bytes) -> None:
        """A defect of a dialogue is raised where its result is awaited."""
        if self._result.done():
            return
        try:
            action(*arguments)
        except Exception as error:  # noqa: BLE001 - see above
            self._result.set_exception(error)

    def _step(self, data: bytes) -> None:
        result = self._dialogue.receive(data)
        if isinstance(result, Ending):
            self._end(result)
            return
        self._outcome = result
        self._unsent += self._dialogue.to_send()
        self._say()
        if not self._result.done():
            self._wait()

    def _say(self) -> None:
        """Sends what there is to send; a result counts once all has gone out."""
        try:
            sent = self._line.socket.send(self._unsent) if self._unsent else 0
        except BlockingIOError:
            sent = 0
        except OSError as error:
            self._end(socket_ending(error))
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._loop.add_writer(self._number, self._guarded, self._say_the_rest)
        elif self._outcome is not None:
            self._result.set_result(self._outcome)

    def _say_the_rest(self) -> None:
        self._loop.remove_writer(self._number)
        self._say()

    def _hear(self) -> None:
        if self._outcome is not None:  # only what is to be said is waited for
            self._line.ignore()
            return
        try:
            data = self._line.socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(socket_ending(error))
            return
        self._bytes += len(data)
        self._pieces += 1
        if not data:
            self._end(Closed())
        elif self._bytes > MOST_BYTES or self._pieces > MOST_PIECES:
            self._end(Unreadable(f"no end after {self._bytes} bytes in {self._pieces} pieces"))
        else:
            self._step(data)

    def _wait(self) -> None:
        """Moves the timer only where a part begins, which may have an end of its own."""
        patience = self._dialogue.patience()
        if patience is not None:
            self._part = self._deadline.within(patience)
        if patience is not None or self._timer is None:
            self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        seconds = self._part.remaining()
        self._timer = self._loop.call_later(seconds, self._guarded, self._look_once_more)

    def _look_once_more(self) -> None:
        """What has come by now counts, and time that we lost ourselves is given back."""
        self._hear()
        if self._result.done():
            return
        if self._part.remaining():
            self._set_timer()
        else:
            self._end(TimedOut())

    def _end(self, how: Ending) -> None:
        self._result.set_result(self._dialogue.ended(self._line.fairly(how)))
