"""The certificate timestamps that a server sends in the handshake (RFC 6962, section 3.3)."""

from contextlib import suppress

from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.extension_type import ExtensionType
from exporter.tls.extensions import listed_extensions, read_extensions
from exporter.tls.record import CERTIFICATE, SERVER_HELLO

MESSAGE_HEADER = 4
HELLO, CERTIFICATES = bytes([SERVER_HELLO]), bytes([CERTIFICATE])
NUMBER = ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP.to_bytes(2)


class SentTimestamps:
    """Hears a server's messages in the clear; in none else than these two may timestamps stand."""

    def __init__(self) -> None:
        self.listed = b""
        """SignedCertificateTimestampList; empty where there is none, or it cannot be read."""
        self._hello = b""

    def hear(self, message: bytes) -> None:
        """One handshake message, its header included; without the extension's number, it is not read."""
        kind = message[:1]
        if kind == HELLO:
            self._hello = message
        if NUMBER not in message or kind not in {HELLO, CERTIFICATES}:
            return
        with suppress(MalformedBytes):
            extensions = in_hello(Cursor(self._hello[MESSAGE_HEADER:]))
            if kind == HELLO:
                self._keep(extensions)
            elif ExtensionType.SUPPORTED_VERSIONS in extensions:
                self._keep(with_certificate(Cursor(message[MESSAGE_HEADER:])))

    def _keep(self, extensions: dict[int, bytes]) -> None:
        self.listed = extensions.get(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, self.listed)


def in_hello(hello: Cursor) -> dict[int, bytes]:
    """The extensions of a ServerHello, which names its version there from TLS 1.3 on."""
    hello.take(2 + 32)
    hello.block(1)
    hello.take(2 + 1)
    return read_extensions(hello)


def with_certificate(message: Cursor) -> dict[int, bytes]:
    """The extensions of the first entry of a Certificate message (RFC 8446, section 4.4.2)."""
    message.block(1)
    entries = message.block(3)
    entries.block(3)
    return listed_extensions(entries.block(2))
