"""What can come back after a hello: an answer of any kind, or how the connection ended."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.tls.server_hello import ServerHello
from exporter.tls.sslv2 import Sslv2Error, Sslv2ServerHello

__all__ = [
    "Closed",
    "Completed",
    "FatalAlert",
    "Incomparable",
    "NotTls",
    "Reply",
    "Reset",
    "ServerHello",
    "Sslv2Error",
    "Sslv2ServerHello",
    "TimedOut",
    "Unanswered",
    "Unreachable",
    "Unreadable",
]


@dataclass(frozen=True, slots=True)
class FatalAlert:
    """The server ended the handshake; the code may be one that no registry knows."""

    description: int


@dataclass(frozen=True, slots=True)
class NotTls:
    """Something other than TLS answers; `start` holds its first bytes, 5 at most."""

    start: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that begins like TLS and breaks its format; `detail` says where."""

    detail: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The server closed the connection without an answer."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The server, or something between, reset the connection."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The connection stands, but no answer came in time."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No connection came about, so nothing was asked."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A whole handshake came about, and what was asked inside it was answered."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A whole handshake came about, and the connection ended at what was asked inside it."""


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A whole handshake could not be tried: the server and we have too little in common."""


Reply: TypeAlias = (
    ServerHello
    | Sslv2ServerHello
    | Sslv2Error
    | FatalAlert
    | NotTls
    | Unreadable
    | Closed
    | Reset
    | TimedOut
    | Unreachable
    | Completed
    | Unanswered
    | Incomparable
)
