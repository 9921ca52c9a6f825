"""Reads the reply to a hello, however its bytes arrive."""

from collections.abc import Iterator
from dataclasses import replace
from struct import Struct
from typing import Protocol as Interface

from exporter.tls import sslv2
from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.record import (
    ALERT_RECORD,
    CERTIFICATE,
    FATAL,
    HANDSHAKE_RECORD,
    MESSAGE_HEADER_LENGTH,
    SERVER_HELLO,
    SERVER_HELLO_DONE,
    SERVER_KEY_EXCHANGE,
    WARNING,
)
from exporter.tls.server_hello import ServerHello, decode
from exporter.tls.server_key_exchange import named_group, prime_bits, signature_scheme
from exporter.tls.server_reply import Reply
from exporter.words.alert import AlertDescription
from exporter.words.ending import Closed, NotTls, Refused, Unreadable
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import KeyExchange, key_exchange

MAX_BYTES = 64 * 1024
MAX_RECORDS = 256
MAX_RECORD_LENGTH = 2**14 + 2048
RECORD_HEADER = Struct(">BBBH")
"""The type, both parts of the version, and the length."""
RECORD_HEADER_LENGTH = RECORD_HEADER.size
RECORD_TYPES = range(20, 25)
CLOSE_NOTIFY = Refused(AlertDescription.CLOSE_NOTIFY)
SSLV2_HEADER_LENGTH = 2
SSLV2_SHORT_HEADER = 0x80


class Reader(Interface):
    """What turns the bytes of one connection into a reply."""

    def feed(self, data: bytes) -> Reply | None:
        """Takes more bytes; None = I need more."""
        ...

    def closed(self) -> Reply:
        """What the end of the connection makes of what arrived before it."""
        ...

    def so_far(self) -> Reply | None:
        """The reply, if what has arrived is one already, though more was hoped for."""
        ...


class ReplyReader:
    """Reads the reply to a ClientHello; what follows it is ignored.

    Below TLS 1.3 a ServerHello does not name its group or prime: the reader goes on to the
    ServerKeyExchange that does, and is content without it if the server falls silent.
    """

    def __init__(self, most: int = MAX_BYTES) -> None:
        """`most` is for the bytes that are taken."""
        self._most = most
        self._received = 0
        self._records = 0
        self._unread = bytearray()
        self._handshake = bytearray()
        self._choice: ServerHello | None = None
        self._reply: Reply | None = None

    def feed(self, data: bytes) -> Reply | None:
        """Takes more bytes; None = I need more."""
        if self._reply is None:
            accepted = data[: self._most - self._received]
            self._received += len(accepted)
            self._unread += accepted
            self._reply = self._read()
        return self._reply

    def closed(self) -> Reply:
        """What the end of the connection makes of what arrived before it."""
        if self._reply is None:
            self._reply = self._choice or self._at_the_end()
        return self._reply

    def so_far(self) -> Reply | None:
        """The ServerHello, if it has come and only its key exchange has not."""
        return self._reply or self._choice

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
                reply = _fatal_alert(body) if kind == ALERT_RECORD else self._take(body)
                if reply == CLOSE_NOTIFY:
                    return self._choice or reply
                if reply is not None:  # an alert within the server's flight takes its choice back
                    return reply
        except MalformedBytes as fault:
            return self._choice or Unreadable(str(fault))
        if self._received >= self._most:
            return self._choice or Unreadable(f"no complete answer within {self._most} bytes")
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
                raise MalformedBytes(f"no complete answer within {MAX_RECORDS} records")
            yield kind, body

    def _take(self, fragment: bytes) -> ServerHello | None:
        """The choice, once the messages that tell all of it are complete."""
        self._handshake += fragment
        for kind, body in self._whole_messages():
            if self._choice is None:
                self._choice = decode(body)
                if _is_all_said(self._choice):
                    return self._choice
            elif kind == SERVER_KEY_EXCHANGE:
                self._choice = _with_key_exchange(self._choice, body)
                return self._choice
            elif kind == SERVER_HELLO_DONE:
                return self._choice
        return None

    def _whole_messages(self) -> Iterator[tuple[int, bytes]]:
        """Takes the complete handshake messages off the fragments: their types and bodies."""
        while len(self._handshake) >= MESSAGE_HEADER_LENGTH:
            kind, length = self._handshake[0], int.from_bytes(self._handshake[1:4])
            if self._choice is None and kind != SERVER_HELLO:
                raise MalformedBytes(f"handshake message {kind} in place of a ServerHello")
            end = MESSAGE_HEADER_LENGTH + length
            if len(self._handshake) < end:
                return
            body = bytes(self._handshake[MESSAGE_HEADER_LENGTH:end])
            del self._handshake[:end]
            yield kind, body


class FlightReader(ReplyReader):
    """Reads on to the certificates, which below TLS 1.3 are sent in the clear."""

    def __init__(self, most: int = MAX_BYTES) -> None:
        """`most` is for the bytes that are taken."""
        super().__init__(most)
        self.chain: tuple[bytes, ...] = ()
        """In DER, as sent; empty where none came."""

    def _take(self, fragment: bytes) -> ServerHello | None:
        self._handshake += fragment
        for kind, body in self._whole_messages():
            if self._choice is None:
                self._choice = decode(body)
            elif kind == CERTIFICATE:
                self.chain = certificates(body)
            if self.chain or kind == SERVER_HELLO_DONE or self._choice.protocol is Protocol.TLS1_3:
                return self._choice
        return None


class Sslv2ReplyReader:
    """Reads the reply to an SSLv2 hello: a SERVER-HELLO, or what a server of TLS makes of it."""

    def __init__(self) -> None:
        self._as_tls = ReplyReader()
        self._unread = bytearray()
        self._reply: Reply | None = None

    def feed(self, data: bytes) -> Reply | None:
        """Takes more bytes; None = I need more."""
        if self._reply is None:
            self._unread += data[: MAX_BYTES - len(self._unread)]
            self._reply = self._server_hello() if self._is_sslv2() else self._as_tls.feed(data)
        return self._reply

    def closed(self) -> Reply:
        """What the end of the connection makes of what arrived before it."""
        if self._reply is None and self._is_sslv2():
            self._reply = Unreadable("the connection ended within an answer")
        return self._reply or self._as_tls.closed()

    def so_far(self) -> Reply | None:
        """The reply, if it is complete: half a SERVER-HELLO is none."""
        return self._reply or self._as_tls.so_far()

    def _is_sslv2(self) -> bool:
        """Whether the first byte begins a record of SSLv2 without padding."""
        return bool(self._unread[:1]) and bool(self._unread[0] & SSLV2_SHORT_HEADER)

    def _server_hello(self) -> Reply | None:
        """The reply, once its record is complete."""
        if len(self._unread) < SSLV2_HEADER_LENGTH:
            return None
        end = SSLV2_HEADER_LENGTH + (int.from_bytes(self._unread[:2]) & 0x7FFF)
        if len(self._unread) < end:
            return None
        try:
            return sslv2.decode(bytes(self._unread[SSLV2_HEADER_LENGTH:end]))
        except MalformedBytes as fault:
            return Unreadable(str(fault))


def certificates(body: bytes) -> tuple[bytes, ...]:
    """Those of a Certificate message (RFC 5246, 7.4.2), in DER; raises Malformed."""
    message = Cursor(body)
    listed = message.block(3)
    message.finish()
    found = []
    while listed.remaining():
        found.append(listed.opaque(3))
    return tuple(found)


def _begins_like_tls(data: bytes) -> bool:
    """Whether a record of SSLv3 or later may begin with `data`, which is not empty."""
    return data[0] in RECORD_TYPES and data[1:2] in {b"", b"\x03"}


def _record_header(data: bytes) -> tuple[int, int]:
    """The type and length of a record; only alerts and handshakes precede the first answer."""
    kind, major, _minor, length = RECORD_HEADER.unpack(data)
    if kind not in {ALERT_RECORD, HANDSHAKE_RECORD} or major != 3:
        raise MalformedBytes(f"record of type {kind}, version {major} before the ServerHello")
    if length > MAX_RECORD_LENGTH:
        raise MalformedBytes(f"record of {length} bytes")
    return kind, length


def _fatal_alert(body: bytes) -> Refused | None:
    """The alert that ends the connection; warnings before a ServerHello are skipped.

    close_notify ends it at any level (RFC 8446, 6.1); some servers refuse by it.
    """
    alerts = Cursor(body)
    while alerts.remaining():
        level, description = alerts.uint(1), alerts.uint(1)
        if level not in {WARNING, FATAL}:
            raise MalformedBytes(f"alert of level {level}")
        if level == FATAL or description == AlertDescription.CLOSE_NOTIFY:
            return Refused(description)
    return None


def _is_all_said(choice: ServerHello) -> bool:
    """Whether no ServerKeyExchange that we can read will follow."""
    return choice.group is not None or key_exchange(choice.suite) is KeyExchange.NONE


def _with_key_exchange(choice: ServerHello, body: bytes) -> ServerHello:
    """The choice with its group or prime; without where the message cannot be read."""
    try:
        if key_exchange(choice.suite) is KeyExchange.DHE:
            return _with_signature(replace(choice, dh_bits=prime_bits(body) or None), body)
        return _with_signature(replace(choice, group=named_group(body)), body)
    except MalformedBytes:
        return choice


def _with_signature(choice: ServerHello, body: bytes) -> ServerHello:
    """The choice with the scheme of its signature, which TLS 1.2 was the first to name."""
    if choice.protocol is not Protocol.TLS1_2:
        return choice
    has_prime = key_exchange(choice.suite) is KeyExchange.DHE
    try:
        return replace(choice, signature_scheme=signature_scheme(body, has_prime=has_prime))
    except MalformedBytes:
        return choice
