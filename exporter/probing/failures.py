"""Where exceptions become reasons: the one place, most specific first."""

import errno
import re
import ssl
from collections.abc import Mapping
from types import MappingProxyType

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.resolver
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientPayloadError,
    InvalidURL,
    ServerDisconnectedError,
)
from OpenSSL import SSL

from exporter.model.outcome import Failed
from exporter.words.alert import AlertDescription
from exporter.words.ending import (
    Closed,
    Declined,
    Ending,
    NotTls,
    Refused,
    Reset,
    Starved,
    TimedOut,
    Unreadable,
)
from exporter.words.reason import Reason
from exporter.words.stranger import told
from exporter.words.wording import described

OWN_SHORTAGES = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL}
)
"""Files, memory or local ports ran out here; it says nothing of the server."""
REASON_OF_RCODE = MappingProxyType(
    {
        dns.rcode.NXDOMAIN: Reason.DNS_NXDOMAIN,
        dns.rcode.SERVFAIL: Reason.DNS_SERVFAIL,
        dns.rcode.REFUSED: Reason.DNS_REFUSED,
    }
)
NO_USE = "no name server gave a usable answer"
NOT_TLS_REASONS = frozenset({"wrong version number", "http request", "https proxy request"})
"""What OpenSSL says when the first bytes are no TLS record."""
ACCOUNTS: Mapping[type[Ending], str] = MappingProxyType(
    {
        Closed: "closed during the handshake",
        Reset: "reset during the handshake",
        TimedOut: "no answer in time",
    }
)
TOO_LARGE = "more than 100 KiB of certificates, which OpenSSL does not take"
"""Its bound on a message that may have certificates (SSL_CTX_set_max_cert_list(3))."""
NO_CERTIFICATE = "something sent for a certificate is none, which OpenSSL does not take"
"""As the end of what it says tells; what comes before is of how it reads."""
NO_CERTIFICATE_REASONS = (["ASN1 lib"], ["cert length mismatch"])
END_REASONS = frozenset({"unexpected eof while reading"})
ALERT_PREFIX = re.compile(r"^(?:ssl/tls|sslv3|tlsv1|tlsv13|tls)(?: alert)? ")


def lookup_failure(error: Exception) -> Failed:
    """Why a DNS lookup gave no answer."""
    match error:
        case dns.resolver.NXDOMAIN():
            return Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")
        case dns.resolver.NoAnswer():
            return Failed(reason=Reason.DNS_NO_ADDRESS, detail="the name has no A or AAAA record")
        case dns.resolver.NoNameservers():
            return unusable_answer(error)
        case dns.exception.Timeout() | TimeoutError():
            return Failed(reason=Reason.DNS_TIMEOUT, detail="no answer in time")
        case OSError(errno=number) if number in OWN_SHORTAGES:
            return internal_failure(error)
        case _:
            return Failed(reason=Reason.DNS_ERROR, detail=hindrance(error))


def hindrance(error: Exception) -> str:
    """What came between a question and its answer."""
    match error:
        case OSError(filename=str() as file):
            return f"{file}: {said_by_system(error)}"
        case dns.resolver.YXDOMAIN():
            return "answered YXDOMAIN"
        case dns.name.LabelTooLong() | dns.name.NameTooLong() | dns.name.EmptyLabel():
            return "it is no name that DNS can have"
        case _:
            return NO_USE


def unusable_answer(error: dns.resolver.NoNameservers) -> Failed:
    """What the servers that gave no usable answer said, the last one first."""
    attempts = error.kwargs.get("errors", ())
    for _, _, _, cause, _ in attempts:
        if isinstance(cause, OSError) and cause.errno in OWN_SHORTAGES:
            return internal_failure(cause)
    for *_, response in reversed(attempts):
        if isinstance(response, dns.message.Message):
            rcode = response.rcode()
            reason = REASON_OF_RCODE.get(rcode, Reason.DNS_ERROR)
            return Failed(reason=reason, detail=f"answered {dns.rcode.to_text(rcode)}")
    causes = [cause for _, _, _, cause, _ in attempts]
    detail = unheard(causes[-1] if causes else None)
    if any(isinstance(cause, dns.message.Truncated) for cause in causes):
        detail = f"its answer is too long for UDP, and over TCP: {detail}"
    return Failed(reason=Reason.DNS_ERROR, detail=detail)


def unheard(cause: object) -> str:
    """Why a resolver could not be heard."""
    match cause:
        case ssl.SSLCertVerificationError():
            return "its certificate is not accepted"
        case ssl.SSLError():
            return "no TLS with it"
        case OSError(errno=errno.ECONNREFUSED):
            return "connection refused"
        case OSError():
            return "no connection to it"
        case EOFError():
            return "it ends the connection before its answer"
        case _:
            return NO_USE


class NoWay(OSError):  # noqa: N818 - the name says what is missing
    """There is no address to connect to, or only such as may not be connected to: why."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.detail)
        self.failed = failed


OF_TLS = (ClientConnectorCertificateError, ClientConnectorSSLError)
EXPECTED_OF_FETCHES = (ClientError, OSError, ValueError)
"""What a request for a document may raise by what a stranger has named, or says."""


OF_FETCHES: Mapping[type[BaseException], str] = MappingProxyType(
    {
        ClientConnectorSSLError: "no TLS with it",
        ServerDisconnectedError: "it ends the connection before its answer",
        ClientPayloadError: "its answer is cut off, or garbled",
        InvalidURL: "it is no address of HTTP",
        ClientError: "what answers does not speak HTTP as it should",
        ValueError: "it is no address of HTTP",
    }
)
"""What is said of each, the first that fits."""


def fetch_failure(error: BaseException, *, seconds: float) -> Failed:
    """Why a document was not to be had, for which there were so many seconds."""
    match error:
        case NoWay(failed=failed):
            return failed
        case TimeoutError():
            return Failed(
                reason=Reason.FETCH_TIMEOUT, detail=f"not all of it came in {seconds:g} s"
            )
        case ClientConnectorCertificateError(
            certificate_error=ssl.SSLCertVerificationError() as no
        ):
            detail = f"its certificate is not accepted: {no.verify_message}"
            return Failed(reason=Reason.FETCH_ERROR, detail=detail)
        case ClientConnectorError(os_error=inner) if not isinstance(error, OF_TLS):
            return fetch_failure(inner, seconds=seconds)
        case OSError(errno=int() as number) if not isinstance(error, OF_TLS):
            return connect_failure(OSError(number, error.strerror))
        case _:
            known = (text for kind, text in OF_FETCHES.items() if isinstance(error, kind))
            return Failed(reason=Reason.FETCH_ERROR, detail=next(known, "no connection to it"))


def connect_failure(error: OSError) -> Failed:
    """Why no TCP connection came about."""
    match error:
        case OSError(errno=number) if number in OWN_SHORTAGES:
            return internal_failure(error)
        case ConnectionRefusedError():
            return Failed(reason=Reason.CONNECT_REFUSED, detail="connection refused")
        case ConnectionResetError() | ConnectionAbortedError():
            return Failed(reason=Reason.CONNECT_RESET, detail="connection reset")
        case TimeoutError():
            return Failed(reason=Reason.CONNECT_TIMEOUT, detail="no answer in time")
        case _:
            return Failed(reason=Reason.CONNECT_UNREACHABLE, detail=said_by_system(error))


def said_by_system(error: OSError) -> str:
    """What the system calls it, in a line."""
    return " ".join((error.strerror or "no connection").lower().split())[:200]


def ending_failure(ending: Ending) -> Failed:
    """Why nothing came of a conversation in TLS."""
    return Failed(reason=Reason.of(ending), detail=account(ending))


def account(ending: Ending) -> str:
    """The ending in a line."""
    match ending:
        case Refused(alert=code):
            return f"the server sent alert {alert_name(code)}"
        case NotTls(start=start):
            return told(start)
        case Unreadable(detail=detail) | Declined(detail=detail):
            return detail
        case Starved(seconds=seconds):
            return f"this exporter itself was held up for {seconds:.1f} s"
        case _:
            return ACCOUNTS[type(ending)]


def openssl_ending(error: SSL.Error, start: bytes) -> Ending:
    """How OpenSSL ended a conversation in which the server's first bytes were `start`.

    The reasons in its error queue are its only public account of alerts.
    """
    if isinstance(error, SSL.ZeroReturnError | SSL.SysCallError):
        return Closed()
    entries = error.args[0] if error.args and isinstance(error.args[0], list) else []
    reasons = [str(entry[-1]) for entry in entries]
    for text in reasons:
        if text in NOT_TLS_REASONS:
            return NotTls(start)
        if text in END_REASONS:
            return Closed()
        if text == "excessive message size":
            return Unreadable(TOO_LARGE)
        if alert := alert_named(text):
            return Refused(alert)
    said = NO_CERTIFICATE if reasons[-1:] in NO_CERTIFICATE_REASONS else "; ".join(reasons)
    return Unreadable(said or "no valid TLS")


def socket_ending(error: OSError) -> Ending:
    """How a connection that stood was lost."""
    return TimedOut() if isinstance(error, TimeoutError) else Reset()


def alert_named(text: str) -> AlertDescription | None:
    """The alert received that OpenSSL describes, as in "tls alert handshake failure"."""
    name, is_alert = ALERT_PREFIX.subn("", text)
    return ALERTS.get(name) if is_alert else None


ALERTS = MappingProxyType(
    {alert.name.lower().replace("_", " "): alert for alert in AlertDescription}
    | {"user cancelled": AlertDescription.USER_CANCELED}  # OpenSSL's spelling
)


def alert_name(code: int) -> str:
    """As its registry has it, in lower case; the number of one that no registry knows."""
    try:
        return AlertDescription(code).name.lower()
    except ValueError:
        return str(code)


def internal_failure(error: BaseException) -> Failed:
    """A defect or a shortage of our own."""
    if isinstance(error, OSError) and is_shortage(error):
        detail = f"the exporter's machine is out of files, memory or ports: {said_by_system(error)}"
        return Failed(reason=Reason.EXHAUSTED, detail=detail)
    return Failed(reason=Reason.INTERNAL_ERROR, detail=described(error))


def is_shortage(error: BaseException) -> bool:
    """Whether it says what this machine lacks, rather than what is wrong with our code."""
    return isinstance(error, OSError) and error.errno in OWN_SHORTAGES
