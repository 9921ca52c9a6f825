"""The OpenSSL settings of whole handshakes: shared, lenient, never verifying."""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias, cast
from weakref import WeakValueDictionary

from OpenSSL import SSL

from exporter.tls.extension_type import ExtensionType
from exporter.tls.record import HANDSHAKE_RECORD
from exporter.tls.sent_timestamps import SentTimestamps
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol

CIPHERS = b"ECDHE+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:DEFAULT:ALL:!aNULL:!eNULL:@SECLEVEL=0"
"""Everything that authenticates the server, so that old ones show their certificate too."""
PLAIN_CIPHERS = b"ECDHE+AESGCM:ECDHE+AES:kRSA+AESGCM:kRSA+AES:!aNULL:!PSK:!AESCCM:@SECLEVEL=0"
"""What nearly every server accepts one of: less than twenty."""
TLS1_3_SUITES = b"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
CLASSICAL_GROUPS = b"*X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072"
"""One key share (the star) keeps the hello small; the others are reached by HelloRetryRequest.

No hybrid is among them: OpenSSL from 3.5 on prefers those, and each handshake would take a second
round trip.
"""
HYBRID_GROUPS = b"*X25519MLKEM768:?SecP256r1MLKEM768:?SecP384r1MLKEM1024"
"""For servers that accept nothing else."""
VERSIONS = {
    Protocol.TLS1_0: SSL.TLS1_VERSION,
    Protocol.TLS1_1: SSL.TLS1_1_VERSION,
    Protocol.TLS1_2: SSL.TLS1_2_VERSION,
    Protocol.TLS1_3: SSL.TLS1_3_VERSION,
}
SCHEMES = {
    KeyType.MLDSA: b"?mldsa65:?mldsa87:?mldsa44",
    KeyType.ECDSA: b"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA224:ECDSA+SHA1",
    KeyType.ED25519: b"ed25519",
    KeyType.ED448: b"ed448",
    KeyType.RSA_PSS: b"rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512",
    KeyType.RSA: b"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512",
}
"""How keys of each kind sign in TLS 1.3."""
OLDER_SCHEMES = b"RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA224:RSA+SHA1"
"""TLS 1.3 has them for the signatures on certificates alone (RFC 8446, 4.2.3), whatever the keys in
these are; below it, suites tell what keys may sign."""
WITHOUT = {KeyType.RSA: b":!aRSA", KeyType.ECDSA: b":!aECDSA"}
"""Leaves out the suites that take such a key, below TLS 1.3."""
LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)."""
WITHOUT_NEWER_EXTENSIONS = 1 << 0 | 1 << 19
"""SSL_OP_NO_EXTENDED_MASTER_SECRET and SSL_OP_NO_ENCRYPT_THEN_MAC, of which pyOpenSSL has no names."""


class HandshakeContext:
    """A context for TLS 1.0 to 1.3, or `only` one of them; a plain one up to TLS 1.2.

    It takes keys of all kinds `besides` some, of which it `keeps_suites` if asked to. The hello of a
    plain one is short and of old extensions, for servers that dislike those of today. One that
    `hears_timestamps` costs a handshake a fifth more, as OpenSSL tells us of every message then.
    """

    def __init__(
        self,
        only: Protocol | None = None,
        *,
        groups: bytes = CLASSICAL_GROUPS,
        is_plain: bool = False,
        besides: frozenset[KeyType] = frozenset(),
        keeps_suites: bool = False,
        hears_timestamps: bool = False,
    ) -> None:
        self.context = context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        strongest = SSL.TLS1_2_VERSION if is_plain else 0
        context.set_verify(SSL.VERIFY_NONE)
        context.set_min_proto_version(VERSIONS[only] if only else SSL.TLS1_VERSION)
        context.set_max_proto_version(VERSIONS[only] if only else strongest)
        ciphers = PLAIN_CIPHERS if is_plain else CIPHERS
        without = () if keeps_suites else (WITHOUT.get(kind, b"") for kind in besides)
        context.set_cipher_list(ciphers + b"".join(without))
        context.set_tls13_ciphersuites(TLS1_3_SUITES)
        # OP_ALL pads the hello beyond the lengths that hang old F5 balancers (RFC 7685).
        extensions = WITHOUT_NEWER_EXTENSIONS if is_plain else SSL.OP_ALL
        context.set_options(extensions | LEGACY_SERVER_CONNECT | SSL.OP_NO_TICKET)
        context.set_options(SSL.OP_NO_RENEGOTIATION)  # its key exchange would be hidden from us
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_ocsp_client_callback(keep_stapled_response)
        set_groups(context, groups)
        if besides:
            set_signature_schemes(context, besides)
        self._notices = CertificateRequests()
        self._timestamps = TimestampRequests(context) if hears_timestamps else None

    def connection(
        self,
        notice: Callable[[], None],
        *,
        application_protocols: tuple[str, ...] = (),
        asks_for_staple: bool = True,
        timestamps: SentTimestamps | None = None,
    ) -> tuple[SSL.Connection, object]:
        """A client's side in memory, which calls `notice` when it is asked for a certificate.

        It asks for certificate timestamps where there is something to tell them to. The second value has
        to be kept as long as the first.
        """
        tls = SSL.Connection(self.context, None)
        tls.set_connect_state()
        if application_protocols:
            tls.set_alpn_protos([name.encode("ascii") for name in application_protocols])
        if asks_for_staple:
            tls.request_ocsp()
        if timestamps and self._timestamps:
            self._timestamps.told_to(timestamps, tls)
        return tls, (self._notices.told_to(notice, tls), timestamps)


Contexts: TypeAlias = Callable[..., HandshakeContext]
"""Takes what a context is made of."""


def shared_contexts() -> Contexts:
    """Makes each context when it is first asked for, as that costs thirty handshakes."""
    return cache(HandshakeContext)


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


class TimestampRequests:
    """Asks for certificate timestamps (RFC 6962, section 3.3.1), and tells what the server says.

    pyOpenSSL has no public call for it (SSL_CTX_add_client_custom_ext(3), SSL_CTX_set_msg_callback(3)).
    Where these are gone, none are asked for.
    """

    def __init__(self, context: SSL.Context) -> None:
        library, self._foreign = getattr(SSL, "_lib", None), getattr(SSL, "_ffi", None)
        add = getattr(library, "SSL_CTX_add_client_custom_ext", None)
        hear = getattr(library, "SSL_CTX_set_msg_callback", None)
        self.are_made = bool(self._foreign and add and hear)
        """Whether timestamps can be asked for at all."""
        self._hearers: WeakValueDictionary[int, SentTimestamps] = WeakValueDictionary()
        if not (self._foreign and add and hear):
            return
        foreign, nothing = self._foreign, self._foreign.NULL
        self._offer = foreign.callback(
            "int (*)(SSL *, unsigned int, unsigned char **, size_t *, int *, void *)", self._offered
        )
        self._hear = foreign.callback(
            "void (*)(int, int, int, void *, size_t, SSL *, void *)", self._heard
        )
        inner = context._context  # noqa: SLF001 - see above
        kind = ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP
        add(inner, kind, self._offer, nothing, nothing, nothing, nothing)
        hear(inner, self._hear)

    def told_to(self, hearer: SentTimestamps, tls: SSL.Connection) -> None:
        """Asks on this connection; who hears the answer must outlive it."""
        if self.are_made:
            self._hearers[self._number(tls._ssl)] = hearer  # noqa: SLF001 - see above

    def _number(self, tls: object) -> int:
        return int(self._foreign.cast("uintptr_t", tls)) if self._foreign else 0

    def _offered(self, tls: object, *_: object) -> int:
        return int(self._number(tls) in self._hearers)  # 0: not on this connection

    def _heard(
        self, sent: int, _version: int, kind: int, data: object, size: int, tls: object, _: object
    ) -> None:
        hearer = None if sent or kind != HANDSHAKE_RECORD else self._hearers.get(self._number(tls))
        if hearer and self._foreign:
            hearer.hear(bytes(self._foreign.buffer(data, size)))


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


def set_signature_schemes(context: SSL.Context, besides: frozenset[KeyType]) -> None:
    """Choose the schemes of the keys that may be presented.

    pyOpenSSL has no public call for it. Where this one is gone, or knows not all of them, suites
    alone tell which keys may be presented.
    """
    library = getattr(SSL, "_lib", None)
    choose = getattr(library, "SSL_CTX_set1_sigalgs_list", None)
    if choose is not None:
        schemes = (names for kind, names in SCHEMES.items() if kind not in besides)
        choose(context._context, b":".join((*schemes, OLDER_SCHEMES)))  # noqa: SLF001 - see above
