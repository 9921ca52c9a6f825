"""The TLS server of the lab: OpenSSL in memory, which completes handshakes and waits."""

from collections.abc import Iterator
from types import MappingProxyType

from OpenSSL import SSL

from exporter.lab.authority import Credentials
from exporter.lab.conversation import Ending, Reaction
from exporter.lab.deployment import TlsServer
from exporter.model.protocol import Protocol

VERSION = MappingProxyType(
    {
        Protocol.TLS1_0: SSL.TLS1_VERSION,
        Protocol.TLS1_1: SSL.TLS1_1_VERSION,
        Protocol.TLS1_2: SSL.TLS1_2_VERSION,
        Protocol.TLS1_3: SSL.TLS1_3_VERSION,
    }
)
CHUNK = 65536


def server_context(server: TlsServer, credentials: Credentials | None) -> SSL.Context:
    """OpenSSL set up as the deployment says."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(VERSION[server.weakest])
    context.set_max_proto_version(VERSION[server.strongest])
    # TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL allows at this security level only.
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    context.set_options(SSL.OP_NO_TICKET)
    if credentials:
        install(credentials, context)
        if server.demands_client_certificate:
            demand_client_certificate(credentials, context)
    return context


def install(credentials: Credentials, context: SSL.Context) -> None:
    """Gives the server its certificates, in the order they are sent, and its key."""
    leaf, *above = credentials.certificates
    context.use_certificate(leaf)
    for certificate in above:
        context.add_extra_chain_cert(certificate)
    context.use_privatekey(credentials.key)


def demand_client_certificate(credentials: Credentials, context: SSL.Context) -> None:
    """Asks clients for a certificate of the server's own CA, and refuses those without one."""
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    context.add_client_ca(credentials.certificates[-1])


class TlsEngine:
    """The server's side of one connection."""

    def __init__(self, context: SSL.Context) -> None:
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()

    def hear(self, data: bytes) -> Reaction:
        """Goes on with the handshake; what is said inside TLS is read and forgotten."""
        self._tls.bio_write(data)
        ending = self._read()
        return Reaction(send=b"".join(self._written()), ending=ending)

    def _read(self) -> Ending:
        """Handshakes and reads as far as the bytes go."""
        try:
            while True:
                self._tls.recv(CHUNK)
        except SSL.WantReadError:
            return Ending.NONE
        except SSL.Error:  # refused, or left by the client: an alert may wait to be sent
            return Ending.CLOSE

    def _written(self) -> Iterator[bytes]:
        """What OpenSSL wants sent."""
        while True:
            try:
                yield self._tls.bio_read(CHUNK)
            except SSL.WantReadError:
                return
