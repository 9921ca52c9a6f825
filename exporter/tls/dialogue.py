"""What every conversation with a server is, seen without its socket."""

from typing import Protocol, TypeVar

from exporter.words.ending import Ending

T_co = TypeVar("T_co", covariant=True)


class Dialogue(Protocol[T_co]):
    """One side of a conversation, and what it makes of the other; T is its result.

    Whoever drives it calls `receive`, at first with nothing, and after each call sends what
    `to_send` has, until there is a result or an ending.
    """

    def receive(self, data: bytes) -> T_co | Ending | None:
        """Takes what came; None = more is needed."""
        ...

    def to_send(self) -> bytes:
        """What is to be said now; each byte is told once."""
        ...

    def patience(self) -> float | None:
        """Seconds from now for a part that begins, told once; None while a part goes on."""
        ...

    def ended(self, how: Ending) -> T_co | Ending:
        """What an ending makes of all that came before it."""
        ...
