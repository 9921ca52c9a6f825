"""The first message of a client as a server of old reads it: SSLv2's CLIENT-HELLO or a later one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from exporter.lab.conversation import Reaction, Speaker, hang_up
from exporter.tls import sslv2
from exporter.tls.client_hello_reader import Offer, read_offer
from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.record import HANDSHAKE_RECORD

TWO_BYTE_HEADER = 0x8000
"""The bit that says so, in the length of an SSLv2 record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sslv2Offer:
    """A client that speaks SSLv2."""

    ciphers: tuple[int, ...]


FirstMessage: TypeAlias = Sslv2Offer | Offer | None
"""None: something else."""


def is_whole(heard: bytes) -> bool:
    """Whether the first record has arrived, or what has cannot become one."""
    if heard[:1] == bytes([HANDSHAKE_RECORD]):
        return len(heard) >= 5 and len(heard) >= 5 + int.from_bytes(heard[3:5])
    return len(heard) >= 2 and len(heard) >= 2 + _sslv2_length(heard)


def first_message(heard: bytes) -> FirstMessage:
    """What a whole first record says."""
    try:
        if heard[0] == HANDSHAKE_RECORD:
            return read_offer(heard)
        return _sslv2_client_hello(Cursor(heard[2 : 2 + _sslv2_length(heard)]))
    except MalformedBytes:
        return None


def by_first_message(chosen: Callable[[FirstMessage], Speaker]) -> Speaker:
    """Waits for the whole first message; who is chosen by it hears everything."""
    heard = bytearray()
    speaker: Speaker | None = None

    def hear(data: bytes) -> Reaction:
        nonlocal speaker
        if speaker:
            return speaker(data)
        heard.extend(data)
        if not is_whole(bytes(heard)):
            return Reaction()
        speaker = chosen(first_message(bytes(heard)))
        return speaker(bytes(heard))

    return hear


def choosy(disliked: Collection[int], longest: int | None, bearing: Speaker) -> Speaker:
    """Hangs up on hellos that are too long or have a disliked extension; others are left to another."""

    def chosen(message: FirstMessage) -> Speaker:
        if not isinstance(message, Offer):
            return bearing
        is_too_long = longest is not None and message.length > longest
        is_liked = not is_too_long and set(disliked).isdisjoint(message.extensions)
        return bearing if is_liked else hang_up

    return by_first_message(chosen)


def _sslv2_length(heard: bytes) -> int:
    """The length of an SSLv2 record; 0 where the first bytes are not the header of one."""
    header = int.from_bytes(heard[:2])
    return header & ~TWO_BYTE_HEADER if header & TWO_BYTE_HEADER else 0


def _sslv2_client_hello(message: Cursor) -> Sslv2Offer | None:
    """An offer of SSLv2 itself; later clients used the same form for later versions."""
    kind, version = message.uint(1), message.uint(2)
    if (kind, version) != (sslv2.CLIENT_HELLO, sslv2.VERSION):
        return None
    ciphers, session_id, challenge = (message.uint(2) for _ in range(3))
    kinds = Cursor(message.take(ciphers))
    message.take(session_id + challenge)
    message.finish()
    return Sslv2Offer(ciphers=kinds.uints(sslv2.CIPHER_LENGTH))
