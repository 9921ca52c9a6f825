"""OpenSSL's library, asked as its TLS clients ask it whether a chain is good for a host."""

import ctypes
from collections.abc import Iterable
from ctypes.util import find_library
from datetime import datetime

from exporter.model.address import is_address
from tests.real.programs.question import Question

STRENGTH_OF_DEBIAN = 2
"""The security level that Debian gives to TLS."""
PARTIAL_CHAIN = 0x80000
"""X509_V_FLAG_PARTIAL_CHAIN: any anchor is good, as in our stores."""


def library() -> ctypes.CDLL:
    """The system's libcrypto, its functions that give pointers declared."""
    found = ctypes.CDLL(find_library("crypto"))
    for function in (
        found.X509_STORE_new,
        found.X509_STORE_CTX_new,
        found.X509_STORE_CTX_get0_param,
        found.OPENSSL_sk_new_null,
        found.d2i_X509,
    ):
        function.restype = ctypes.c_void_p
    found.X509_verify_cert_error_string.restype = ctypes.c_char_p
    return found


def refusals(asked: Iterable[Question], now: datetime) -> tuple[str, ...]:
    """What OpenSSL says against each; empty where it accepts."""
    lib = library()
    return tuple(refusal(lib, one, int(now.timestamp())) for one in asked)


def refusal(lib: ctypes.CDLL, asked: Question, now: int) -> str:
    """What it says against one; as in a handshake, every certificate that is sent must be readable."""
    leaf = opened(lib, asked.sent[0])
    if leaf is None:
        return "the certificate cannot be read"
    sent = ctypes.c_void_p(lib.OPENSSL_sk_new_null())
    store = ctypes.c_void_p(lib.X509_STORE_new())
    for der in asked.sent[1:]:
        certificate = opened(lib, der)
        if certificate is None:
            return "a certificate of the chain cannot be read"
        lib.OPENSSL_sk_push(sent, certificate)
    for der in asked.anchors:
        if anchor := opened(lib, der):
            lib.X509_STORE_add_cert(store, anchor)
    context = ctypes.c_void_p(lib.X509_STORE_CTX_new())
    lib.X509_STORE_CTX_init(context, store, leaf, sent)
    lib.X509_STORE_CTX_set_default(context, b"ssl_server")
    parameters = ctypes.c_void_p(lib.X509_STORE_CTX_get0_param(context))
    lib.X509_VERIFY_PARAM_set_time(parameters, ctypes.c_longlong(now))
    lib.X509_VERIFY_PARAM_set_auth_level(parameters, STRENGTH_OF_DEBIAN)
    lib.X509_VERIFY_PARAM_set_flags(parameters, ctypes.c_ulong(PARTIAL_CHAIN))
    host = asked.host.encode()
    if is_address(asked.host):
        lib.X509_VERIFY_PARAM_set1_ip_asc(parameters, host)
    else:
        lib.X509_VERIFY_PARAM_set1_host(parameters, host, ctypes.c_size_t(len(host)))
    if lib.X509_verify_cert(context) == 1:
        return ""
    error = lib.X509_STORE_CTX_get_error(context)
    said: bytes = lib.X509_verify_cert_error_string(ctypes.c_long(error))
    return said.decode()


def opened(lib: ctypes.CDLL, der: bytes) -> ctypes.c_void_p | None:
    """A certificate as the library holds it; None where it cannot read it."""
    start = ctypes.c_char_p(der)
    found = lib.d2i_X509(None, ctypes.byref(start), ctypes.c_long(len(der)))
    return ctypes.c_void_p(found) if found else None


def version() -> str:
    """Name and version of the library."""
    lib = library()
    lib.OpenSSL_version.restype = ctypes.c_char_p
    said: bytes = lib.OpenSSL_version(0)
    return " ".join(said.decode().split()[:2])
