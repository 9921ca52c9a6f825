"""The certificate timestamps that a server sends in the handshake (RFC 6962, section 3.3)."""

from contextlib import suppress

from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.extension_type import ExtensionType
from exporter.tls.extensions import listed_extensions, read_extensions
from exporter.tls.record import CERTIFICATE, SERVER_HELLO

MESSAGE_HEADER = 4


class SentTimestamps:
    """Hears a server's messages in the clear; in none else than these two may timestamps stand."""

    def __init__(self) -> None:
        self.listed = b""
        """SignedCertificateTimestampList; empty where there is none, or it cannot be read."""
        self._is_tls1_3 = False

    def hear(self, message: bytes) -> None:
        """One handshake message, its header included."""
        with suppress(MalformedBytes):
            if message[:1] == bytes([SERVER_HELLO]):
                self._hear_hello(Cursor(message[MESSAGE_HEADER:]))
            elif message[:1] == bytes([CERTIFICATE]) and self._is_tls1_3:
                self._hear_certificate(Cursor(message[MESSAGE_HEADER:]))

    def _hear_hello(self, hello: Cursor) -> None:
        hello.take(2 + 32)
        hello.block(1)
        hello.take(2 + 1)
        extensions = read_extensions(hello)
        self._is_tls1_3 = ExtensionType.SUPPORTED_VERSIONS in extensions
        self._keep(extensions)

    def _hear_certificate(self, message: Cursor) -> None:
        """The extensions of the first entry (RFC 8446, section 4.4.2)."""
        message.block(1)
        entries = message.block(3)
        entries.block(3)
        self._keep(listed_extensions(entries.block(2)))

    def _keep(self, extensions: dict[int, bytes]) -> None:
        self.listed = extensions.get(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, self.listed)
