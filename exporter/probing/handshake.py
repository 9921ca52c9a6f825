"""One TLS handshake on a connected socket, with the certificates as sent."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from OpenSSL import SSL, crypto

from exporter.model.address import is_address
from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.probing.deadline import Deadline
from exporter.probing.failures import handshake_failure
from exporter.probing.tls_context import HandshakeContext, stapled_response
from exporter.words.alert import AlertDescription
from exporter.words.openssl_groups import iana_name
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason

PROTOCOL_OF_OPENSSL_NAME = {
    "TLSv1": Protocol.TLS1_0,
    "TLSv1.1": Protocol.TLS1_1,
    "TLSv1.2": Protocol.TLS1_2,
    "TLSv1.3": Protocol.TLS1_3,
}
MOST_CERTIFICATES = 100
MOST_BYTES = 256 * 1024
"""Twice what OpenSSL's own limits let a handshake without surprises grow to."""
CHUNK = 16 * 1024
ALERTS_WITHOUT_CLIENT_CERTIFICATE = (
    AlertDescription.HANDSHAKE_FAILURE,  # how TLS 1.2 servers refuse an empty certificate
    AlertDescription.BAD_CERTIFICATE,
    AlertDescription.CERTIFICATE_UNKNOWN,
    AlertDescription.ACCESS_DENIED,
    AlertDescription.UNKNOWN_CA,
    AlertDescription.CERTIFICATE_REQUIRED,
)
REFUSALS_WITHOUT_CLIENT_CERTIFICATE = frozenset(
    {
        *map(Reason.of_alert, ALERTS_WITHOUT_CLIENT_CERTIFICATE),
        Reason.TLS_CLOSED,  # some hang up instead of saying why
        Reason.TLS_RESET,
    }
)
LOOK_AFTER_HANDSHAKE = 1.0
"""Seconds to wait for a TLS 1.3 server that asked for a certificate to refuse its absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeResult:
    """What came of a handshake; `chain` is DER as sent, empty where none was seen."""

    outcome: Handshake | Failed
    chain: tuple[bytes, ...]


async def shake_hands(
    connection: socket.socket, context: HandshakeContext, *, server_name: str, deadline: Deadline
) -> HandshakeResult:
    """A handshake, completed or not; never raises for what the server does."""
    exchange = TlsExchange(connection, context, server_name)
    outcome: Handshake | Failed
    try:
        async with deadline.enforced():
            await exchange.complete()
        outcome = settled(exchange.tls)
        if exchange.certificate_requested and outcome_is_tls1_3(outcome):
            outcome = await refusal_after_handshake(exchange, deadline) or outcome
    except (SSL.Error, OSError, EOFError) as error:
        outcome = handshake_failure(error)
        if exchange.certificate_requested:
            outcome = without_client_certificate(outcome)
    return HandshakeResult(outcome=outcome, chain=exchange.chain)


class TlsExchange:
    """The client's side of TLS in memory, between OpenSSL and a socket.

    OpenSSL never reads the socket itself: a server that floods it with messages it skips would
    keep it reading for ever, and the event loop and every deadline with it.
    """

    def __init__(
        self, connection: socket.socket, context: HandshakeContext, server_name: str
    ) -> None:
        self.tls = client(context, server_name)
        self.chain: tuple[bytes, ...] = ()
        """DER as sent; taken as soon as it is there, as a fatal alert makes OpenSSL forget it."""
        self.certificate_requested = False
        self._socket = connection
        self._context = context
        self._received = 0

    async def complete(self) -> None:
        """Shakes hands."""
        await self._drive(self.tls.do_handshake)

    async def ask(self, request: bytes) -> None:
        """Sends a request, and waits for the first words of the answer."""
        self.tls.send(request)
        await self._drive(lambda: self.tls.recv(1))

    async def hear(self) -> None:
        """Waits for the next words of the server; a fatal alert among them is an SSL.Error."""
        await self._receive()
        self._is_through(lambda: self.tls.recv(1))

    async def _drive(self, step: Callable[[], object]) -> None:
        while not self._is_through(step):
            await self._send()
            await self._receive()
        await self._send()

    def _is_through(self, step: Callable[[], object]) -> bool:
        try:
            step()
        except SSL.WantReadError:
            return False
        finally:
            self.certificate_requested |= self._context.took_certificate_request()
            self.chain = self.chain or served_chain(self.tls)
        return True

    async def _send(self) -> None:
        try:
            data = self.tls.bio_read(CHUNK)
        except SSL.WantReadError:
            return
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def _receive(self) -> None:
        await readable(self._socket.fileno())
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return
        self._received += len(data)
        if not data:
            raise EOFError
        if self._received > MOST_BYTES:
            raise SSL.Error([("", "", f"more than {MOST_BYTES} bytes in the handshake")])
        self.tls.bio_write(data)


def client(context: HandshakeContext, server_name: str) -> SSL.Connection:
    """A client's side of TLS that sends the server name unless it is an address (RFC 6066)."""
    tls = SSL.Connection(context.context, None)
    tls.set_connect_state()
    tls.request_ocsp()
    if not is_address(server_name):
        tls.set_tlsext_host_name(server_name.encode("ascii"))
    return tls


async def readable(descriptor: int) -> None:
    """Returns when there is something to read."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(descriptor, arrive, ready)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def arrive(ready: asyncio.Future[None]) -> None:
    """The event came; a socket may report it again before the waiter has run."""
    if not ready.done():
        ready.set_result(None)


async def refusal_after_handshake(exchange: TlsExchange, deadline: Deadline) -> Failed | None:
    """The refusal, if one comes soon; a server for which the certificate is optional is silent."""
    try:
        async with deadline.enforced_within(LOOK_AFTER_HANDSHAKE):
            await exchange.hear()
    except (TimeoutError, SSL.ZeroReturnError):  # content, or done with us in good order
        return None
    except (SSL.Error, OSError, EOFError) as error:
        return without_client_certificate(handshake_failure(error))
    return None


def outcome_is_tls1_3(outcome: Handshake | Failed) -> bool:
    """Whether the server may still refuse: below TLS 1.3 it has spoken last."""
    return isinstance(outcome, Handshake) and outcome.protocol is Protocol.TLS1_3


def settled(tls: SSL.Connection) -> Handshake | Failed:
    """What both sides agreed on."""
    protocol = PROTOCOL_OF_OPENSSL_NAME.get(tls.get_protocol_version_name())
    if protocol is None:
        return Failed(reason=Reason.TLS_PROTOCOL_ERROR, detail=tls.get_protocol_version_name())
    return Handshake(
        protocol=protocol,
        cipher=tls.get_cipher_name() or "",
        group=iana_name(tls.get_group_name() or ""),
        alpn=tls.get_alpn_proto_negotiated().decode("ascii", "replace"),
        stapled_ocsp=stapled_response(tls),
    )


def served_chain(tls: SSL.Connection) -> tuple[bytes, ...]:
    """The certificates in DER as the server sent them, the leaf first."""
    chain = tls.get_peer_cert_chain() or []
    return tuple(
        crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        for certificate in chain[:MOST_CERTIFICATES]
    )


def without_client_certificate(failed: Failed) -> Failed:
    """The failure, renamed where it answers a certificate that the client did not have."""
    if failed.reason in REFUSALS_WITHOUT_CLIENT_CERTIFICATE:
        return Failed(reason=Reason.CLIENT_CERTIFICATE_REQUIRED, detail=failed.detail)
    return failed
