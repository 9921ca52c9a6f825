"""Watches a server's first flight for a Diffie-Hellman prime that is too large to compute with."""

from contextlib import suppress

from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.record import (
    CERTIFICATE,
    HANDSHAKE_RECORD,
    SERVER_HELLO,
    SERVER_KEY_EXCHANGE,
)
from exporter.tls.server_key_exchange import prime_bits
from exporter.words.suite_properties import KeyExchange, key_exchange

MOST_BITS = 4096
"""Twice as long takes ten times as long; servers that people set up have no longer one."""
RECORD_HEADER, MESSAGE_HEADER = 5, 4


class HeavyPrime:
    """Sees what a server says before OpenSSL does, for as long as a prime may come.

    More forgiving than any TLS library: what it passes over, and OpenSSL does not, ends there.
    """

    def __init__(self) -> None:
        self._records, self._messages = bytearray(), bytearray()
        self._has_prime = False
        self._certificate = b""
        self.is_over = False
        """No prime can come any more."""
        self.bits = 0
        """Of the prime that was sent, if it has more than `MOST_BITS`."""

    def hear(self, data: bytes) -> None:
        """Bytes of the server, as they came."""
        self._records += data
        while not self.is_over and (record := taken(self._records, RECORD_HEADER, 2)):
            if record[0] == HANDSHAKE_RECORD:
                self._messages += record[RECORD_HEADER:]
                self._hear_messages()

    def chain(self) -> tuple[bytes, ...]:
        """The certificates that came before it, in DER as sent (RFC 5246, section 7.4.2)."""
        message, chain = Cursor(self._certificate), []
        with suppress(MalformedBytes):
            listed = message.block(3)
            while listed.remaining():
                chain.append(listed.opaque(3))
        return tuple(chain)

    def _hear_messages(self) -> None:
        while not self.is_over and (message := taken(self._messages, MESSAGE_HEADER, 3)):
            body = message[MESSAGE_HEADER:]
            if message[0] == SERVER_HELLO:
                self._has_prime = key_exchange(suite(body)) is KeyExchange.DHE
                self.is_over = not self._has_prime
            elif message[0] == CERTIFICATE:
                self._certificate = body
            elif message[0] == SERVER_KEY_EXCHANGE and self._has_prime:
                self.is_over = True
                self.bits = heavy_bits(body)


def taken(buffer: bytearray, header: int, width: int) -> bytes:
    """The first whole piece, taken off; its header ends in a length of so many bytes."""
    if len(buffer) < header:
        return b""
    end = header + int.from_bytes(buffer[header - width : header])
    if len(buffer) < end:
        return b""
    piece = bytes(buffer[:end])
    del buffer[:end]
    return piece


def suite(server_hello: bytes) -> int:
    """The suite that was chosen (RFC 5246, section 7.4.1.3); 0, which has no prime, where none is."""
    start = 2 + 32  # version, random
    end = start + 1 + int.from_bytes(server_hello[start : start + 1])  # session id
    return int.from_bytes(server_hello[end : end + 2])


def heavy_bits(server_key_exchange: bytes) -> int:
    """Bits of the prime, if they are too many; what cannot be read is not computed with either."""
    try:
        bits = prime_bits(server_key_exchange)
    except MalformedBytes:
        return 0
    return bits if bits > MOST_BITS else 0
