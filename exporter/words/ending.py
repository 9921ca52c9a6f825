"""How a conversation with a server came to its end, when it gave no result."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Refused:
    """The server sent a fatal alert, or close_notify; `alert` is its code."""

    alert: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The server closed the connection in good order."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection was reset."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nothing came for as long as the patience lasted."""


@dataclass(frozen=True, slots=True)
class NotTls:
    """The server speaks, but not TLS; `start` is how it begins."""

    start: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What came breaks the rules of the protocol."""

    detail: str


@dataclass(frozen=True, slots=True)
class Starved:
    """This machine was too late itself, by so many seconds: it proves nothing of the server."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Declined:
    """We went no further, though the server broke no rule: what it asked for takes too long."""

    detail: str


Ending: TypeAlias = Refused | Closed | Reset | TimedOut | NotTls | Unreadable | Starved | Declined
