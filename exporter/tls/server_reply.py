"""What comes back after a ClientHello, read up to the first answer of any kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from exporter.model.alert import AlertDescription
from exporter.tls.cursor import Cursor, Malformed
from exporter.tls.server_hello import ServerHello, decode

__all__ = [
    "Closed",
    "FatalAlert",
    "NotTls",
    "Reply",
    "ReplyReader",
    "Reset",
    "ServerHello",
    "TimedOut",
    "Unreachable",
    "Unreadable",
]

MAX_BYTES = 64 * 1024
MAX_RECORDS = 256
MAX_RECORD_LENGTH = 2**14 + 2048
RECORD_HEADER_LENGTH = 5
MESSAGE_HEADER_LENGTH = 4
ALERT_RECORD, HANDSHAKE_RECORD = 21, 22
RECORD_TYPES = range(20, 25)
SERVER_HELLO = 2
WARNING, FATAL = 1, 2


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


Reply: TypeAlias = (
    ServerHello | FatalAlert | NotTls | Unreadable | Closed | Reset | TimedOut | Unreachable
)


class ReplyReader:
    """Reads one reply, however its bytes arrive; what follows the reply is ignored."""

    def __init__(self) -> None:
        self._received = 0
        self._records = 0
        self._unread = bytearray()
        self._handshake = bytearray()
        self._reply: Reply | None = None

    def feed(self, data: bytes) -> Reply | None:
        """Takes more bytes; None = I need more."""
        if self._reply is None:
            accepted = data[: MAX_BYTES - self._received]
            self._received += len(accepted)
            self._unread += accepted
            self._reply = self._read()
        return self._reply

    def closed(self) -> Reply:
        """What the end of the connection makes of what arrived before it."""
        if self._reply is None:
            self._reply = self._at_the_end()
        return self._reply

    def _at_the_end(self) -> Reply:
        if not self._unread and not self._handshake:
            return Closed()
        return self._stranger() or Unreadable("the connection ended within an answer")

    def _stranger(self) -> NotTls | None:
        """The reply, if the very first bytes begin no TLS record."""
        start = bytes(self._unread[:RECORD_HEADER_LENGTH])
        return None if self._records or _begins_like_tls(start) else NotTls(start)

    def _read(self) -> Reply | None:
        has_header = len(self._unread) >= RECORD_HEADER_LENGTH
        return (self._stranger() if has_header else None) or self._read_records()

    def _read_records(self) -> Reply | None:
        try:
            for kind, body in self._whole_records():
                reply = _fatal_alert(body) if kind == ALERT_RECORD else self._server_hello(body)
                if reply is not None:
                    return reply
        except Malformed as fault:
            return Unreadable(str(fault))
        if self._received >= MAX_BYTES:
            return Unreadable(f"no complete answer within {MAX_BYTES} bytes")
        return None

    def _whole_records(self) -> Iterator[tuple[int, bytes]]:
        """Takes the complete records off what has arrived: their types and bodies."""
        while len(self._unread) >= RECORD_HEADER_LENGTH:
            kind, length = _record_header(bytes(self._unread[:RECORD_HEADER_LENGTH]))
            end = RECORD_HEADER_LENGTH + length
            if len(self._unread) < end:
                return
            body = bytes(self._unread[RECORD_HEADER_LENGTH:end])
            del self._unread[:end]
            self._records += 1
            if self._records > MAX_RECORDS:
                raise Malformed(f"no complete answer within {MAX_RECORDS} records")
            yield kind, body

    def _server_hello(self, fragment: bytes) -> ServerHello | None:
        """The ServerHello, once the fragments of its message are complete."""
        self._handshake += fragment
        if len(self._handshake) < MESSAGE_HEADER_LENGTH:
            return None
        header = Cursor(bytes(self._handshake[:MESSAGE_HEADER_LENGTH]))
        kind, length = header.uint(1), header.uint(3)
        if kind != SERVER_HELLO:
            raise Malformed(f"handshake message {kind} in place of a ServerHello")
        end = MESSAGE_HEADER_LENGTH + length
        if len(self._handshake) < end:
            return None
        return decode(bytes(self._handshake[MESSAGE_HEADER_LENGTH:end]))


def _begins_like_tls(data: bytes) -> bool:
    """Whether a record of SSLv3 or later may begin with `data`, which is not empty."""
    return data[0] in RECORD_TYPES and data[1:2] in {b"", b"\x03"}


def _record_header(data: bytes) -> tuple[int, int]:
    """The type and length of a record; only alerts and handshakes precede a ServerHello."""
    header = Cursor(data)
    kind, major, _minor, length = (header.uint(width) for width in (1, 1, 1, 2))
    if kind not in {ALERT_RECORD, HANDSHAKE_RECORD} or major != 3:
        raise Malformed(f"record of type {kind}, version {major} before the ServerHello")
    if length > MAX_RECORD_LENGTH:
        raise Malformed(f"record of {length} bytes")
    return kind, length


def _fatal_alert(body: bytes) -> FatalAlert | None:
    """The alert that ends the connection; warnings before a ServerHello are skipped.

    close_notify ends it at any level (RFC 8446, 6.1); some servers refuse by it.
    """
    alerts = Cursor(body)
    while alerts.remaining():
        level, description = alerts.uint(1), alerts.uint(1)
        if level not in {WARNING, FATAL}:
            raise Malformed(f"alert of level {level}")
        if level == FATAL or description == AlertDescription.CLOSE_NOTIFY:
            return FatalAlert(description)
    return None
