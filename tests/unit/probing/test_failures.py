"""Every exception becomes one reason of the closed list."""

import errno
import ssl

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.resolver
import pytest
from aiohttp import (
    ClientConnectorSSLError,
    ClientError,
    ClientPayloadError,
    InvalidURL,
    ServerDisconnectedError,
)
from aiohttp.client_reqrep import ConnectionKey
from OpenSSL import SSL

from exporter.model.outcome import Failed
from exporter.probing.failures import (
    connect_failure,
    ending_failure,
    fetch_failure,
    lookup_failure,
    openssl_ending,
    socket_ending,
)
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


def unreachable(cause: Exception) -> dns.resolver.NoNameservers:
    """What dnspython raises when no connection to the only server comes about."""
    request = dns.message.make_query("www.example.com", "A")
    return dns.resolver.NoNameservers(
        request=request, errors=[("192.0.2.1", True, 853, cause, None)]
    )


def unnameable() -> Exception:
    """What dnspython raises of a label that no name can have."""
    try:
        dns.name.from_text("x" * 64)
    except dns.exception.DNSException as error:
        return error
    raise AssertionError


def no_nameservers(*rcodes: int) -> dns.resolver.NoNameservers:
    """What dnspython raises when every server answered with a code that is no answer."""
    request = dns.message.make_query("www.example.com", "A")
    responses = [dns.message.make_response(request) for _ in rcodes]
    for response, rcode in zip(responses, rcodes, strict=True):
        response.set_rcode(dns.rcode.Rcode(rcode))
    errors = [("192.0.2.1", False, 53, "said no", response) for response in responses]
    return dns.resolver.NoNameservers(request=request, errors=errors)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (dns.resolver.NXDOMAIN(), Reason.DNS_NXDOMAIN),
        (dns.resolver.NoAnswer(), Reason.DNS_NO_ADDRESS),
        (no_nameservers(dns.rcode.SERVFAIL), Reason.DNS_SERVFAIL),
        (no_nameservers(dns.rcode.REFUSED), Reason.DNS_REFUSED),
        (no_nameservers(dns.rcode.SERVFAIL, dns.rcode.REFUSED), Reason.DNS_REFUSED),
        (no_nameservers(dns.rcode.NOTIMP), Reason.DNS_ERROR),
        (no_nameservers(), Reason.DNS_ERROR),
        (unreachable(OSError(errno.EMFILE, "too many open files")), Reason.EXHAUSTED),
        (dns.resolver.LifetimeTimeout(timeout=1, errors=[]), Reason.DNS_TIMEOUT),
        (dns.exception.Timeout(), Reason.DNS_TIMEOUT),
        (TimeoutError(), Reason.DNS_TIMEOUT),
        (dns.exception.SyntaxError("bad"), Reason.DNS_ERROR),
        (OSError(errno.ENETUNREACH, "no network"), Reason.DNS_ERROR),
        (OSError(errno.EMFILE, "too many open files"), Reason.EXHAUSTED),
    ],
)
def test_a_failed_lookup_has_its_reason(error: Exception, reason: Reason) -> None:
    """What the resolver said, or that it said nothing."""
    assert lookup_failure(error).reason is reason


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/etc/resolv.conf"),
            "/etc/resolv.conf: permission denied",
        ),
        (unnameable(), "it is no name that DNS can have"),
        (dns.resolver.YXDOMAIN(), "answered YXDOMAIN"),
        (dns.exception.FormError("x"), "no name server gave a usable answer"),
        (
            OSError(errno.EMFILE, "Too many open files"),
            "the exporter's machine is out of files, memory or ports: too many open files",
        ),
    ],
)
def test_a_failed_lookup_is_told_without_words_of_python(error: Exception, words: str) -> None:
    """What it is about, and what the system or the server said."""
    assert lookup_failure(error).detail == words


CONNECTION = ConnectionKey(
    "a.example", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None
)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ClientConnectorSSLError(CONNECTION, ssl.SSLError("x")), "no TLS with it"),
        (ServerDisconnectedError(), "it ends the connection before its answer"),
        (ClientPayloadError("x"), "its answer is cut off, or garbled"),
        (ClientError("x"), "what answers does not speak HTTP as it should"),
        (InvalidURL("x"), "it is no address of HTTP"),
        (ValueError("Port out of range 0-65535"), "it is no address of HTTP"),
        (OSError("x"), "no connection to it"),
    ],
)
def test_a_failed_request_is_told_without_words_of_python(error: Exception, words: str) -> None:
    """Nor of the library that makes it."""
    assert fetch_failure(error, seconds=1.0) == Failed(reason=Reason.FETCH_ERROR, detail=words)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (ssl.SSLCertVerificationError("self-signed"), "its certificate is not accepted"),
        (ssl.SSLError("wrong version number"), "no TLS with it"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "connection refused"),
        (OSError(errno.EHOSTUNREACH, "x"), "no connection to it"),
        (ValueError("x"), "no name server gave a usable answer"),
    ],
)
def test_a_resolver_that_could_not_be_heard_is_told_in_our_words(
    cause: Exception, words: str
) -> None:
    """Not in Python's."""
    assert lookup_failure(unreachable(cause)).detail == words


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ECONNREFUSED, Reason.CONNECT_REFUSED),
        (errno.ETIMEDOUT, Reason.CONNECT_TIMEOUT),
        (errno.ECONNRESET, Reason.CONNECT_RESET),
        (errno.ECONNABORTED, Reason.CONNECT_RESET),
        (errno.ENETUNREACH, Reason.CONNECT_UNREACHABLE),
        (errno.EHOSTUNREACH, Reason.CONNECT_UNREACHABLE),
        (errno.EPERM, Reason.CONNECT_UNREACHABLE),
        (errno.EMFILE, Reason.EXHAUSTED),
        (errno.ENOBUFS, Reason.EXHAUSTED),
    ],
)
def test_a_failed_connection_has_its_reason(number: int, reason: Reason) -> None:
    """A shortage of this machine is not blamed on the server."""
    assert connect_failure(OSError(number, "as the kernel says")).reason is reason


def openssl_error(*texts: str) -> SSL.Error:
    """What pyOpenSSL raises with these reasons in OpenSSL's queue."""
    return SSL.Error([("SSL routines", "", text) for text in texts])


NO_CERTIFICATE = Unreadable("something sent for a certificate is none, which OpenSSL does not take")


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (SSL.ZeroReturnError(), Closed()),
        (SSL.SysCallError(-1, "Unexpected EOF"), Closed()),
        (openssl_error("unexpected eof while reading"), Closed()),
        (openssl_error("wrong version number"), NotTls(b"SSH-2")),
        (openssl_error("http request"), NotTls(b"SSH-2")),
        (openssl_error("bad signature"), Unreadable("bad signature")),
        (openssl_error("too long", "nested asn1 error", "ASN1 lib"), NO_CERTIFICATE),
        (openssl_error("cert length mismatch"), NO_CERTIFICATE),
        (
            openssl_error("tlsv1 alert of a kind nobody knows"),
            Unreadable("tlsv1 alert of a kind nobody knows"),
        ),
        (SSL.Error(), Unreadable("no valid TLS")),
    ],
)
def test_an_end_is_told_from_openssl_words(error: SSL.Error, ending: Ending) -> None:
    """Ends, other protocols and nonsense are told apart."""
    assert openssl_ending(error, b"SSH-2") == ending


@pytest.mark.parametrize("prefix", ["tls alert", "tlsv1", "tlsv13 alert", "ssl/tls alert"])
@pytest.mark.parametrize("alert", [a for a in AlertDescription if a.name != "CLOSE_NOTIFY"])
def test_every_alert_is_recognised_in_openssl_words(alert: AlertDescription, prefix: str) -> None:
    """Whatever OpenSSL puts before the alert's name."""
    error = openssl_error(f"{prefix} {alert.name.lower().replace('_', ' ')}")
    assert openssl_ending(error, b"") == Refused(alert)


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (ConnectionResetError(), Reset()),
        (BrokenPipeError(), Reset()),
        (OSError(errno.EHOSTUNREACH, "gone"), Reset()),
        (OSError(errno.ETIMEDOUT, "no acknowledgement"), TimedOut()),
    ],
)
def test_a_lost_connection_is_told_from_the_kernels_words(error: OSError, ending: Ending) -> None:
    """Whether somebody cut it, or nobody was heard any more."""
    assert socket_ending(error) == ending


@pytest.mark.parametrize(
    ("ending", "reason", "detail"),
    [
        (Refused(40), "tls_alert_handshake_failure", "the server sent alert handshake_failure"),
        (Refused(199), "tls_alert_unknown", "the server sent alert 199"),
        (Closed(), "tls_closed", "closed during the handshake"),
        (Reset(), "tls_reset", "reset during the handshake"),
        (TimedOut(), "tls_timeout", "no answer in time"),
        (NotTls(b"\x00\x01"), "tls_not_tls", 'the answer is not TLS: "\\x00\\x01"'),
        (Unreadable("bad signature"), "tls_protocol_error", "bad signature"),
        (Declined("too dear"), "tls_declined", "too dear"),
        (Starved(3.21), "starved", "this exporter itself was held up for 3.2 s"),
    ],
)
def test_an_ending_is_told_by_its_reason(ending: Ending, reason: str, detail: str) -> None:
    """And in a line."""
    assert ending_failure(ending) == Failed(reason=Reason(reason), detail=detail)


def test_details_stay_on_one_line() -> None:
    """A message with line breaks cannot break a log line or a label."""
    detail = connect_failure(OSError(errno.EPERM, "first\nsecond " + "x" * 500)).detail
    assert "\n" not in detail
    assert len(detail) <= 200
