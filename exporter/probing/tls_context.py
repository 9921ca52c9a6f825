"""The OpenSSL settings of whole handshakes: shared, lenient, never verifying."""

from collections.abc import Callable
from typing import cast

from OpenSSL import SSL

from exporter.words.protocol import Protocol

CIPHERS = b"ECDHE+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:DEFAULT:ALL:!aNULL:!eNULL:@SECLEVEL=0"
"""Everything that authenticates the server, so that old ones show their certificate too."""
TLS1_3_SUITES = b"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
CLASSICAL_GROUPS = b"*X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072"
"""One key share (the star) keeps the hello small; the others are reached by HelloRetryRequest.

No hybrid is among them: OpenSSL from 3.5 on prefers those, and each handshake would take a second
round trip.
"""
HYBRID_GROUPS = b"*X25519MLKEM768:?SecP256r1MLKEM768:?SecP384r1MLKEM1024"
"""For servers that accept nothing else."""
APPLICATION_PROTOCOLS = [b"h2", b"http/1.1"]
VERSIONS = {
    Protocol.TLS1_0: SSL.TLS1_VERSION,
    Protocol.TLS1_1: SSL.TLS1_1_VERSION,
    Protocol.TLS1_2: SSL.TLS1_2_VERSION,
    Protocol.TLS1_3: SSL.TLS1_3_VERSION,
}
LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)."""


class HandshakeContext:
    """A context for TLS 1.0 to 1.3, or `only` one of them.

    Making one costs thirty handshakes, so share it.
    """

    def __init__(self, only: Protocol | None = None, *, groups: bytes = CLASSICAL_GROUPS) -> None:
        self.context = context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_verify(SSL.VERIFY_NONE)
        context.set_min_proto_version(VERSIONS[only] if only else SSL.TLS1_VERSION)
        context.set_max_proto_version(VERSIONS[only] if only else 0)
        context.set_cipher_list(CIPHERS)
        context.set_tls13_ciphersuites(TLS1_3_SUITES)
        # A server of TLS 1.1 that agreed on HTTP/2 would take a request in HTTP/1.1 amiss.
        context.set_alpn_protos([b"http/1.1"] if only else APPLICATION_PROTOCOLS)
        # OP_ALL pads the hello beyond the lengths that hang old F5 balancers (RFC 7685).
        context.set_options(SSL.OP_ALL | LEGACY_SERVER_CONNECT | SSL.OP_NO_TICKET)
        context.set_options(SSL.OP_NO_RENEGOTIATION)  # its key exchange would be hidden from us
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_ocsp_client_callback(keep_stapled_response)
        set_groups(context, groups)
        self._notices = CertificateRequests()

    def connection(self, notice: Callable[[], None]) -> tuple[SSL.Connection, object]:
        """A client's side in memory, which calls `notice` when it is asked for a certificate.

        The second value has to be kept as long as the first.
        """
        tls = SSL.Connection(self.context, None)
        tls.set_connect_state()
        tls.request_ocsp()
        return tls, self._notices.told_to(notice, tls)


class CertificateRequests:
    """Tells each connection that its server asked for a certificate; costs nothing otherwise.

    pyOpenSSL has no public call for it (SSL_set_cert_cb(3)). Where this one is gone, a refusal
    keeps its own reason.
    """

    def __init__(self) -> None:
        self._library, self._foreign = getattr(SSL, "_lib", None), getattr(SSL, "_ffi", None)
        self._register = getattr(self._library, "SSL_set_cert_cb", None)
        if self._foreign is not None:
            self._callback = self._foreign.callback("int (*)(SSL *, void *)", self._asked)

    def told_to(self, notice: Callable[[], None], tls: SSL.Connection) -> object:
        """Has OpenSSL call `notice`; the value must outlive the connection."""
        if self._register is None or self._foreign is None:
            return None
        handle = self._foreign.new_handle(notice)
        self._register(tls._ssl, self._callback, handle)  # noqa: SLF001 - see above
        return handle

    def _asked(self, _tls: object, handle: object) -> int:
        if self._foreign is not None:
            self._foreign.from_handle(handle)()
        return 1  # go on, without a certificate


def keep_stapled_response(connection: SSL.Connection, response: bytes, _data: object) -> bool:
    """Leaves the stapled OCSP response at the connection; whether it is good is judged later."""
    connection.set_app_data(response)
    return True


def stapled_response(connection: SSL.Connection) -> bytes:
    """The stapled OCSP response; empty where there was none."""
    return cast("bytes | None", connection.get_app_data()) or b""


def set_groups(context: SSL.Context, groups: bytes) -> None:
    """Choose the key exchange groups.

    pyOpenSSL has no public call for it. Where this one is gone, OpenSSL's default groups serve:
    the hello is larger then, and a few old servers dislike that.
    """
    library = getattr(SSL, "_lib", None)
    choose = getattr(library, "SSL_CTX_set1_curves_list", None)
    if choose is not None:
        choose(context._context, groups)  # noqa: SLF001 - see above
