"""The TLS server of the lab: OpenSSL in memory, which completes handshakes and waits."""

from base64 import encodebytes
from collections.abc import Iterator
from types import MappingProxyType

from cryptography.hazmat import asn1
from OpenSSL import SSL
from OpenSSL._util import ffi, lib

from exporter.lab.authority import Credentials
from exporter.lab.conversation import Continuation, Reaction, fatal_alert
from exporter.lab.deployment import TlsServer
from exporter.lab.primes import GENERATOR, PRIMES
from exporter.tls.wire_versions import PROTOCOL_OF_CODE
from exporter.words.alert import AlertDescription
from exporter.words.protocol import Protocol

VERSION = MappingProxyType(
    {
        Protocol.TLS1_0: SSL.TLS1_VERSION,
        Protocol.TLS1_1: SSL.TLS1_1_VERSION,
        Protocol.TLS1_2: SSL.TLS1_2_VERSION,
        Protocol.TLS1_3: SSL.TLS1_3_VERSION,
    }
)
CHUNK = 65536
HTTP = b"http/1.1"


@asn1.sequence
class DhParameters:
    """DHParameter of PKCS #3, section 9."""

    prime: int
    base: int


def server_context(server: TlsServer, credentials: Credentials | None) -> SSL.Context:
    """OpenSSL set up as the deployment says."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(VERSION[server.weakest])
    context.set_max_proto_version(VERSION[server.strongest])
    # TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL allows at this security level only.
    context.set_cipher_list(f"{server.ciphers}:@SECLEVEL=0".encode())
    context.set_options(SSL.OP_NO_TICKET)
    if server.groups:
        set_groups(server.groups, context)
    if server.dh_bits:
        set_dh_prime(PRIMES[server.dh_bits], context)
    if server.http_fields:
        context.set_alpn_select_callback(http_of)
    if credentials:
        install(credentials, context)
        if server.asks_for_client_certificate or server.demands_client_certificate:
            ask_for_client_certificate(
                credentials, context, is_demanded=server.demands_client_certificate
            )
    return context


def http_of(_connection: SSL.Connection, offered: list[bytes]) -> bytes:
    """HTTP/1.1 for who offers any of its versions (RFC 7301); others offer nothing here."""
    del offered
    return HTTP


def set_groups(groups: str, context: SSL.Context) -> None:
    """Chooses the key exchange groups; pyOpenSSL has no public call for it."""
    if not lib.SSL_CTX_set1_curves_list(context._context, groups.encode()):  # noqa: SLF001
        raise ValueError(f"OpenSSL does not know all of these groups: {groups}")


def set_dh_prime(prime: int, context: SSL.Context) -> None:
    """Chooses the prime of DHE; pyOpenSSL's public call wants a file."""
    pem = dh_parameters_pem(prime)
    source = ffi.gc(lib.BIO_new_mem_buf(pem, len(pem)), lib.BIO_free)
    numbers = lib.PEM_read_bio_DHparams(source, ffi.NULL, ffi.NULL, ffi.NULL)
    lib.SSL_CTX_set_tmp_dh(context._context, ffi.gc(numbers, lib.DH_free))  # noqa: SLF001


def dh_parameters_pem(prime: int) -> bytes:
    """The prime as configuration files hold it."""
    der = asn1.encode_der(DhParameters(prime=prime, base=GENERATOR))
    return b"-----BEGIN DH PARAMETERS-----\n%b-----END DH PARAMETERS-----\n" % encodebytes(der)


def install(credentials: Credentials, context: SSL.Context) -> None:
    """Gives the server its certificates, in the order they are sent, its keys, and what it staples.

    OpenSSL has a place for each kind of key; what is sent above the leaf is common to them.
    """
    _, *above = credentials.certificates
    for one in filter(None, (credentials, credentials.second)):
        context.use_certificate(one.leaf)
        context.use_privatekey(one.key)
    for certificate in above:
        context.add_extra_chain_cert(certificate)
    if credentials.staple:
        context.set_ocsp_server_callback(lambda _connection, _data: credentials.staple)


def ask_for_client_certificate(
    credentials: Credentials, context: SSL.Context, *, is_demanded: bool
) -> None:
    """Asks clients for a certificate of the server's own CA, and may refuse those without one."""
    context.set_verify(SSL.VERIFY_PEER | (SSL.VERIFY_FAIL_IF_NO_PEER_CERT if is_demanded else 0))
    context.add_client_ca(credentials.certificates[-1])


def answer(fields: tuple[str, ...]) -> bytes:
    """An empty page by HTTP, with these fields in its head."""
    lines = ("HTTP/1.1 200 OK", "Content-Length: 0", *fields, "", "")
    return "\r\n".join(lines).encode()


class TlsEngine:
    """The server's side of one connection."""

    def __init__(
        self,
        context: SSL.Context,
        *,
        refuses_to_complete: tuple[Protocol, ...] = (),
        http_fields: tuple[str, ...] = (),
    ) -> None:
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()
        self._refuses_to_complete = refuses_to_complete
        self._http_fields = http_fields
        self._has_spoken = False

    def hear(self, data: bytes) -> Reaction:
        """Goes on with the handshake; what is said inside TLS is a request, or is forgotten."""
        if self._has_spoken and self._agreed_on in self._refuses_to_complete:
            refusal = fatal_alert(
                AlertDescription.PROTOCOL_VERSION, self._tls.get_protocol_version()
            )
            return Reaction(send=refusal, ending=Continuation.CLOSE)
        self._tls.bio_write(data)
        ending = self._read()
        said = b"".join(self._written())
        self._has_spoken |= bool(said)
        return Reaction(send=said, ending=ending)

    @property
    def _agreed_on(self) -> Protocol | None:
        """The version of the server's own hello, once it was said."""
        return PROTOCOL_OF_CODE.get(self._tls.get_protocol_version())

    def _read(self) -> Continuation:
        """Handshakes and reads as far as the bytes go."""
        try:
            while True:
                self._tls.recv(CHUNK)
                if self._http_fields:
                    self._tls.send(answer(self._http_fields))
        except SSL.WantReadError:
            return Continuation.NONE
        except SSL.Error:  # refused, or left by the client: an alert may wait to be sent
            return Continuation.CLOSE

    def _written(self) -> Iterator[bytes]:
        """What OpenSSL wants sent."""
        while True:
            try:
                yield self._tls.bio_read(CHUNK)
            except SSL.WantReadError:
                return
