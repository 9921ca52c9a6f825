"""A connection that stands."""

import asyncio
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from exporter.probing.door import Door
from exporter.probing.pulse import TOLERATED, Pulse
from exporter.tls.proxy_header import Ends
from exporter.words.ending import Closed, Ending, Refused, Reset, Starved, TimedOut

OF_US_PERHAPS = (Closed, Refused, Reset, TimedOut)
"""How a server ends what has taken it too long, and how silence ends."""


class Line:
    """A socket, who hears what comes on it, and how long this process was held up since it was begun.

    The event loop begins to watch it once: with uvloop, each beginning and end takes seven calls of the kernel.
    """

    def __init__(self, connection: socket.socket, door: Door, pulse: Pulse) -> None:
        self.socket = connection
        self.door = door
        self._pulse = pulse
        self._lost_before = pulse.lost()
        self._hear: Callable[[], object] | None = None
        self._is_watched = False
        pulse.feel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """The connection is given up, the first time."""
        if self.socket.fileno() >= 0:
            self._pulse.leave()
            self._leave_alone()
            self.socket.close()

    def watch(self) -> None:
        """From now on it is seen when there is something to read."""
        if not self._is_watched:
            self._is_watched = True
            asyncio.get_running_loop().add_reader(self.socket.fileno(), self._heard)

    def listen(self, hear: Callable[[], object]) -> None:
        """Has it called, in place of any other, while there is something to read."""
        self._hear = hear
        self.watch()

    def ignore(self) -> None:
        """Nobody wants to read any more."""
        self._hear = None

    def _heard(self) -> None:
        if self._hear is not None:
            self._hear()
        else:  # the event loop would tell it again and again
            self._leave_alone()

    def _leave_alone(self) -> None:
        if self._is_watched:
            self._is_watched = False
            asyncio.get_running_loop().remove_reader(self.socket.fileno())

    def say_no_more(self) -> bool:
        """Ends our side of the connection; whether there was anybody to tell."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            return False
        return True

    def ends(self) -> Ends:
        """Both addresses with their ports."""
        endpoint, (local, local_port) = self.door.endpoint, self.socket.getsockname()[:2]
        return Ends(local=(local, local_port), remote=(endpoint.address, endpoint.port))

    def lost(self) -> float:
        """Seconds for which this process was held up since the connection was begun."""
        return self._pulse.lost() - self._lost_before

    def fairly(self, how: Ending) -> Ending:
        """The ending, but Starved where it may be our own doing."""
        lost = self.lost()
        return Starved(lost) if lost > TOLERATED and isinstance(how, OF_US_PERHAPS) else how
