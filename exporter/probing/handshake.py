"""One TLS handshake on a connected socket, with the certificates as sent."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from OpenSSL import SSL, crypto

from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.model.protocol import Protocol
from exporter.model.reason import Reason
from exporter.probing.deadline import Deadline
from exporter.probing.failures import handshake_failure
from exporter.probing.tls_context import stapled_response
from exporter.tls.groups import iana_name

PROTOCOL_OF_OPENSSL_NAME = {
    "TLSv1": Protocol.TLS1_0,
    "TLSv1.1": Protocol.TLS1_1,
    "TLSv1.2": Protocol.TLS1_2,
    "TLSv1.3": Protocol.TLS1_3,
}
MOST_CERTIFICATES = 100
CERTIFICATE_REQUEST = b"certificate request"
"""OpenSSL's name for the state in which it reads the server's CertificateRequest."""
REFUSALS_WITHOUT_CLIENT_CERTIFICATE = frozenset(
    {
        Reason.TLS_ALERT_HANDSHAKE_FAILURE,  # how TLS 1.2 servers refuse an empty certificate
        Reason.TLS_ALERT_BAD_CERTIFICATE,
        Reason.TLS_ALERT_CERTIFICATE_UNKNOWN,
        Reason.TLS_ALERT_ACCESS_DENIED,
        Reason.TLS_ALERT_CERTIFICATE_REQUIRED,
    }
)
LOOK_AFTER_HANDSHAKE = 1.0
"""Seconds to wait for a TLS 1.3 server that asked for a certificate to refuse its absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeResult:
    """What came of a handshake; `chain` is DER as sent, empty where none was seen."""

    outcome: Handshake | Failed
    chain: tuple[bytes, ...]
    asked_for_certificate: bool = False
    """The server sent a CertificateRequest; only known of a handshake that was watched."""


async def shake_hands(
    connection: socket.socket, context: SSL.Context, *, server_name: str, deadline: Deadline
) -> HandshakeResult:
    """A handshake, completed or not; never raises for what the server does."""
    tls = client(connection, context, server_name)
    try:
        async with deadline.enforced():
            await driven(tls, tls.do_handshake)
    except (SSL.Error, OSError) as error:
        return HandshakeResult(outcome=handshake_failure(error), chain=served_chain(tls))
    result = HandshakeResult(outcome=settled(tls), chain=served_chain(tls))
    say_goodbye(tls)
    return result


async def watch_hands(
    connection: socket.socket, context: SSL.Context, *, server_name: str, deadline: Deadline
) -> HandshakeResult:
    """A handshake watched step by step, to see what the server sends and asks on the way.

    OpenSSL forgets the certificates when a fatal alert arrives, and in TLS 1.3 the server refuses
    a missing client certificate only after the client is through. Watching costs a tenth more.
    """
    tls = client(connection, context, server_name)
    seen = Sightings()
    tls.set_info_callback(seen.look)
    try:
        async with deadline.enforced():
            await driven(tls, tls.do_handshake)
        outcome = settled(tls)
        if seen.certificate_request:
            outcome = await refusal_after_handshake(tls, deadline) or outcome
        else:
            say_goodbye(tls)
    except (SSL.Error, OSError) as error:
        outcome = handshake_failure(error)
        if seen.certificate_request:
            outcome = without_client_certificate(outcome)
    return HandshakeResult(
        outcome=outcome, chain=seen.chain, asked_for_certificate=seen.certificate_request
    )


class Sightings:
    """What passes by during a watched handshake."""

    def __init__(self) -> None:
        self.chain: tuple[bytes, ...] = ()
        self.certificate_request = False

    def look(self, tls: SSL.Connection, _where: int, _code: int) -> None:
        """Called by OpenSSL at every change of state."""
        self.chain = self.chain or served_chain(tls)
        if CERTIFICATE_REQUEST in tls.get_state_string():
            self.certificate_request = True


def client(connection: socket.socket, context: SSL.Context, server_name: str) -> SSL.Connection:
    """A client's side of TLS that sends the server name unless it is an address (RFC 6066)."""
    tls = SSL.Connection(context, connection)
    tls.set_connect_state()
    tls.request_ocsp()
    if not is_address(server_name):
        tls.set_tlsext_host_name(server_name.encode("ascii"))
    return tls


async def driven(tls: SSL.Connection, step: Callable[[], object]) -> None:
    """Repeats `step` each time the socket is ready for it, until it is through."""
    while True:
        try:
            step()
        except SSL.WantReadError:
            await readable(tls.fileno())
        except SSL.WantWriteError:
            await writable(tls.fileno())
        else:
            return


async def readable(descriptor: int) -> None:
    """Returns when there is something to read."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(descriptor, arrive, ready)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


async def writable(descriptor: int) -> None:
    """Returns when there is room to write."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_writer(descriptor, arrive, ready)
    try:
        await ready
    finally:
        loop.remove_writer(descriptor)


def arrive(ready: asyncio.Future[None]) -> None:
    """The event came; a socket may report it again before the waiter has run."""
    if not ready.done():
        ready.set_result(None)


async def refusal_after_handshake(tls: SSL.Connection, deadline: Deadline) -> Failed | None:
    """The refusal, if one comes soon; a server for which the certificate is optional is silent."""
    try:
        async with deadline.enforced_within(LOOK_AFTER_HANDSHAKE):
            await driven(tls, lambda: tls.recv(1))
    except (SSL.Error, OSError) as error:
        failed = without_client_certificate(handshake_failure(error))
        return failed if failed.reason is Reason.CLIENT_CERTIFICATE_REQUIRED else None
    return None


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


def say_goodbye(tls: SSL.Connection) -> None:
    """Sends close_notify; the server may be gone by now, which is no news."""
    try:
        tls.shutdown()
    except SSL.Error:
        return


@lru_cache(maxsize=4096)
def is_address(name: str) -> bool:
    """Whether the name is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
