"""OpenSSL as the client's side of TLS in memory.

OpenSSL never reads the socket itself: a server that floods it with messages it skips would keep it
reading for ever, and the event loop and every deadline with it.
"""

from collections.abc import Callable

from OpenSSL import SSL, crypto

from exporter.model.address import is_address
from exporter.probing.failures import openssl_ending
from exporter.probing.tls_context import HandshakeContext
from exporter.tls.heavy_prime import MOST_BITS, HeavyPrime
from exporter.tls.sent_timestamps import SentTimestamps
from exporter.words.ending import Declined, Ending

MOST_CERTIFICATES = 100
CHUNK = 16 * 1024
START_LENGTH = 100
"""Bytes of what a server says first that are kept: enough to tell another protocol by."""


class CertificateRequest:
    """Whether the server asked for a certificate.

    An object of its own, which OpenSSL holds instead of the client: a client in a circle would keep
    its connection's memory until the garbage collector comes, which is seldom.
    """

    was_made = False

    def note(self) -> None:
        """It did."""
        self.was_made = True


class OpenSslClient:
    """What has been heard goes in, what is to be said comes out, one step at a time."""

    def __init__(
        self,
        context: HandshakeContext,
        server_name: str,
        *,
        application_protocols: tuple[str, ...] = (),
        asks_for_staple: bool = True,
        timestamps: SentTimestamps | None = None,
    ) -> None:
        self._request = CertificateRequest()
        self.tls, self._kept = context.connection(
            self._request.note,
            application_protocols=application_protocols,
            asks_for_staple=asks_for_staple,
            timestamps=timestamps,
        )
        self.chain: tuple[bytes, ...] = ()
        """DER as sent; taken as soon as it is there, as a fatal alert makes OpenSSL forget it."""
        self._start = b""
        self._primes = HeavyPrime()
        if not is_address(server_name):  # RFC 6066, section 3
            self.tls.set_tlsext_host_name(server_name.encode("ascii"))

    def hear(self, data: bytes) -> None:
        """Bytes of the server."""
        if data:
            self._start = (self._start + data)[:START_LENGTH]
            if not self._primes.is_over:
                self._primes.hear(data)
            self.tls.bio_write(data)

    def said(self) -> bytes:
        """Bytes for the server."""
        said = b""
        try:
            while len(said) % CHUNK == 0:
                said += self.tls.bio_read(CHUNK)
        except SSL.WantReadError:  # where there is nothing more
            pass
        return said

    def is_through(self, step: Callable[[], object]) -> bool | Ending:
        """Whether the step was made, or needs more bytes, or why it never will be."""
        if self._primes.bits:
            self.chain = self.chain or self._primes.chain()[:MOST_CERTIFICATES]
            return Declined(
                f"a Diffie-Hellman prime of {self._primes.bits} bits, with which this exporter does "
                f"not compute: it takes {MOST_BITS} bits at most"
            )
        try:
            step()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            return openssl_ending(error, self._start)
        finally:
            self.chain = self.chain or (served_chain(self.tls) if self._start else ())
        return True

    @property
    def certificate_requested(self) -> bool:
        """Whether the server asked for a certificate so far."""
        return self._request.was_made


def served_chain(tls: SSL.Connection) -> tuple[bytes, ...]:
    """The certificates in DER as the server sent them, the leaf first."""
    chain = tls.get_peer_cert_chain() or []
    return tuple(
        crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        for certificate in chain[:MOST_CERTIFICATES]
    )
