"""GnuTLS's library, asked as certtool asks it whether a chain is good for a host."""

import ctypes
from collections.abc import Iterable, Sequence
from ctypes.util import find_library
from datetime import datetime

from tests.real.programs.question import Question

SERVER_AUTH = b"1.3.6.1.5.5.7.3.1"
X509, DER = 1, 0
HOST_NAME, PURPOSE = 1, 2
"""GNUTLS_DT_DNS_HOSTNAME and GNUTLS_DT_KEY_PURPOSE_OID."""
Clock = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)


class Datum(ctypes.Structure):
    """gnutls_datum_t."""

    _fields_ = (("data", ctypes.c_char_p), ("size", ctypes.c_uint))


class TypedData(ctypes.Structure):
    """gnutls_typed_vdata_st."""

    _fields_ = (("type", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint))


def refusals(asked: Iterable[Question], now: datetime) -> tuple[str, ...]:
    """What GnuTLS says against each; empty where it accepts."""
    lib = ctypes.CDLL(find_library("gnutls"))
    clock = Clock(lambda _: int(now.timestamp()))
    lib.gnutls_global_set_time_function(clock)
    return tuple(refusal(lib, one) for one in asked)


def refusal(lib: ctypes.CDLL, asked: Question) -> str:
    """What it says against one."""
    sent = [opened(lib, der) for der in asked.sent]
    anchors = [one for one in (opened(lib, der) for der in asked.anchors) if one]
    if None in sent:
        return "a certificate cannot be read"
    store, status, said = ctypes.c_void_p(), ctypes.c_uint(), Datum()
    lib.gnutls_x509_trust_list_init(ctypes.byref(store), 0)
    lib.gnutls_x509_trust_list_add_cas(store, listed(anchors), len(anchors), 0)
    named = (TypedData(HOST_NAME, asked.host.encode(), 0),) if asked.host else ()
    wanted = (*named, TypedData(PURPOSE, SERVER_AUTH, 0))
    code = lib.gnutls_x509_trust_list_verify_crt2(
        store,
        listed(sent),
        len(sent),
        (TypedData * len(wanted))(*wanted),
        len(wanted),
        0,
        ctypes.byref(status),
        None,
    )
    if code:
        return f"error {code}"
    if not status.value:
        return ""
    lib.gnutls_certificate_verification_status_print(status, X509, ctypes.byref(said), 0)
    return (said.data or b"").decode().strip()


def opened(lib: ctypes.CDLL, der: bytes) -> ctypes.c_void_p | None:
    """A certificate as the library holds it; None where it cannot read it."""
    certificate, datum = ctypes.c_void_p(), Datum(der, len(der))
    lib.gnutls_x509_crt_init(ctypes.byref(certificate))
    code = lib.gnutls_x509_crt_import(certificate, ctypes.byref(datum), DER)
    return None if code else certificate


def listed(certificates: Sequence[ctypes.c_void_p | None]) -> ctypes.Array[ctypes.c_void_p]:
    """A C array of them."""
    return (ctypes.c_void_p * len(certificates))(*certificates)


def version() -> str:
    """Name and version of the library."""
    lib = ctypes.CDLL(find_library("gnutls"))
    lib.gnutls_check_version.restype = ctypes.c_char_p
    said: bytes = lib.gnutls_check_version(None)
    return f"GnuTLS {said.decode()}"
