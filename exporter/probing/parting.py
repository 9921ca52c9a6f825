"""How a connection is left, so that the server has done with it before the next one comes."""

from exporter.probing.deadline import Deadline
from exporter.probing.hold import Held
from exporter.probing.line import Line
from exporter.words.ending import Ending

PATIENCE = 0.1
"""Seconds for the server to end its side. However far it is, it has had them before our next
connection reaches it; a box that holds on to the server's may take some of them."""


async def part(line: Line, deadline: Deadline) -> None:
    """Says that nothing more comes, and hears the server out for a moment.

    What is closed with words unread in it ends in a reset, which some boxes keep to themselves:
    the server behind waits for us, and others of its kind count us as one who is still there.
    """
    if line.say_no_more():
        await Held(Farewell(), line, deadline).result()


class Farewell:
    """Hears whatever comes, until the server ends the connection too."""

    def __init__(self) -> None:
        self._patience: float | None = PATIENCE

    def receive(self, _data: bytes) -> Ending | None:
        """It is too late for words."""
        return None

    def to_send(self) -> bytes:
        """Nothing more."""
        return b""

    def patience(self) -> float | None:
        """For all that is still to come."""
        patience, self._patience = self._patience, None
        return patience

    def ended(self, how: Ending) -> Ending:
        """As it came."""
        return how
