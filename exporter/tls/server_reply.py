"""What can come back after a hello: an answer of any kind, or how the conversation ended."""

from dataclasses import dataclass, field
from typing import TypeAlias

from exporter.tls.server_hello import ServerHello
from exporter.tls.sslv2 import Sslv2Error, Sslv2ServerHello
from exporter.words.ending import Ending
from exporter.words.key_type import KeyType


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No connection came about, so nothing was asked."""


@dataclass(frozen=True, slots=True)
class Untried:
    """Nothing was asked, for a want on this side: a file, a route, or time."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A whole handshake came about, and what was asked inside it was answered."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A whole handshake came about, and the connection ended at what was asked inside it."""


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A whole handshake could not be tried: the server and we have too little in common."""


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """Certificates came, the first with a key of this kind."""

    key_type: KeyType
    chain: tuple[bytes, ...] = field(repr=False)
    """In DER, as sent."""


Reply: TypeAlias = (
    ServerHello
    | Sslv2ServerHello
    | Sslv2Error
    | Ending
    | Unreachable
    | Untried
    | Completed
    | Unanswered
    | Incomparable
    | PresentedKey
)
