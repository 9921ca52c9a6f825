"""What a server of the lab does when it hears something: bytes to send, and how it goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain, repeat
from types import MappingProxyType
from typing import TypeAlias

from exporter.lab.deployment import FixedAnswer, Rude
from exporter.tls.record import ALERT_RECORD, FATAL, record
from exporter.words.alert import AlertDescription


class Continuation(Enum):
    """How a conversation goes on after a reaction."""

    NONE = "the server waits for more"
    CLOSE = "the server closes in good order"
    RESET = "the server resets the connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What follows on something heard."""

    send: bytes = b""
    ending: Continuation = Continuation.NONE


Speaker: TypeAlias = Callable[[bytes], Reaction]
"""The server's side of one conversation, told of what it hears."""


def keep_silent(_heard: bytes) -> Reaction:
    """Nothing follows."""
    return Reaction()


def hang_up(_heard: bytes) -> Reaction:
    """The end follows."""
    return Reaction(ending=Continuation.CLOSE)


def reset(_heard: bytes) -> Reaction:
    """A reset follows."""
    return Reaction(ending=Continuation.RESET)


RUDE: Mapping[Rude, Speaker] = MappingProxyType(
    {
        Rude.SILENT: keep_silent,
        Rude.HANGING_UP: hang_up,
        Rude.RESETTING: reset,
    }
)
"""Those that are spoken to; the others never come to it."""


def answering(behaviour: FixedAnswer) -> Speaker:
    """The same words follow on whatever is heard, then the end."""
    reaction = Reaction(send=behaviour.reply, ending=Continuation.CLOSE)
    return lambda _heard: reaction


def saying(words: bytes) -> Speaker:
    """The words follow on what is heard first, the end on what is heard then."""
    reactions = chain([Reaction(send=words)], repeat(Reaction(ending=Continuation.CLOSE)))
    return lambda _heard: next(reactions)


def fatal_alert(description: AlertDescription, version: int) -> bytes:
    """The words that end a handshake."""
    return record(ALERT_RECORD, version, bytes([FATAL, description]))
