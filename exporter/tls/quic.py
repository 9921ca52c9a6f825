"""The question that every QUIC server answers, whichever versions it speaks (RFC 8999; RFC 9000, section 6)."""

from dataclasses import dataclass

from exporter.tls.cursor import Cursor, MalformedBytes

LONG_HEADER, FIXED_BIT = 0x80, 0x40
NO_VERSION = 0x1A2A3A4A
"""One of those that no server speaks, so that each says what it speaks instead (RFC 9000, section 15)."""
VERSION_NEGOTIATION = 0
SMALLEST = 1200
"""Bytes below which a server need not answer (RFC 9000, section 14.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionNames:
    """The connection IDs of the question, which the answer must have in turn: 8 to 20 random bytes each."""

    ours: bytes
    theirs: bytes

    def question(self) -> bytes:
        """A datagram in a version that there is none of (RFC 9000, section 17.2)."""
        header = bytes([LONG_HEADER | FIXED_BIT]) + NO_VERSION.to_bytes(4)
        names = b"".join(bytes([len(name)]) + name for name in (self.theirs, self.ours))
        return (header + names).ljust(SMALLEST, b"\0")

    def is_answered_by(self, datagram: bytes) -> bool:
        """Whether it is a Version Negotiation packet for this question (RFC 9000, section 17.2.1)."""
        packet = Cursor(datagram)
        try:
            form, version = packet.uint(1), packet.uint(4)
            names = (packet.opaque(1), packet.opaque(1))
            versions = packet.uints(4)
        except MalformedBytes:
            return False
        is_negotiation = bool(form & LONG_HEADER) and version == VERSION_NEGOTIATION
        return is_negotiation and names == (self.ours, self.theirs) and bool(versions)
