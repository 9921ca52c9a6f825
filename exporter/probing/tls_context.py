"""The OpenSSL settings of the ordinary handshake: shared, lenient, never verifying."""

from typing import cast

from OpenSSL import SSL

CIPHERS = b"ECDHE+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:DEFAULT:ALL:!aNULL:!eNULL:@SECLEVEL=0"
"""Everything that authenticates the server, so that old ones show their certificate too."""
TLS1_3_SUITES = b"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
GROUPS = b"*X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:X25519MLKEM768"
"""One key share (the star) keeps the hello small; the others are reached by HelloRetryRequest."""
APPLICATION_PROTOCOLS = [b"h2", b"http/1.1"]
LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)."""


def handshake_context() -> SSL.Context:
    """A context for TLS 1.0 to 1.3; making one costs thirty handshakes, so share it."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(CIPHERS)
    context.set_tls13_ciphersuites(TLS1_3_SUITES)
    context.set_alpn_protos(APPLICATION_PROTOCOLS)
    context.set_options(LEGACY_SERVER_CONNECT | SSL.OP_NO_TICKET)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_ocsp_client_callback(keep_stapled_response)
    set_groups(context)
    return context


def keep_stapled_response(connection: SSL.Connection, response: bytes, _data: object) -> bool:
    """Leaves the stapled OCSP response at the connection; whether it is good is judged later."""
    connection.set_app_data(response)
    return True


def stapled_response(connection: SSL.Connection) -> bytes:
    """The stapled OCSP response; empty where there was none."""
    return cast("bytes | None", connection.get_app_data()) or b""


def set_groups(context: SSL.Context) -> None:
    """Choose the key exchange groups.

    pyOpenSSL has no public call for it. Where this one is gone, OpenSSL's default groups serve:
    the hello is larger then, and a few old servers dislike that.
    """
    library = getattr(SSL, "_lib", None)
    choose = getattr(library, "SSL_CTX_set1_curves_list", None)
    if choose is not None:
        choose(context._context, GROUPS)  # noqa: SLF001 - see above
