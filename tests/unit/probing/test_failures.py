"""Every exception becomes one reason of the closed list."""

import errno

import dns.exception
import dns.message
import dns.rcode
import dns.resolver
import pytest
from OpenSSL import SSL

from exporter.probing.failures import connect_failure, handshake_failure, lookup_failure
from exporter.words.alert import AlertDescription
from exporter.words.reason import Reason


def no_files() -> dns.resolver.NoNameservers:
    """What dnspython raises when this process may open no more sockets."""
    request = dns.message.make_query("www.example.com", "A")
    cause = OSError(errno.EMFILE, "too many open files")
    return dns.resolver.NoNameservers(
        request=request, errors=[("192.0.2.1", False, 53, cause, None)]
    )


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
        (no_files(), Reason.INTERNAL_ERROR),
        (dns.resolver.LifetimeTimeout(timeout=1, errors=[]), Reason.DNS_TIMEOUT),
        (dns.exception.Timeout(), Reason.DNS_TIMEOUT),
        (TimeoutError(), Reason.DNS_TIMEOUT),
        (dns.exception.SyntaxError("bad"), Reason.DNS_ERROR),
        (OSError(errno.ENETUNREACH, "no network"), Reason.DNS_ERROR),
        (OSError(errno.EMFILE, "too many open files"), Reason.INTERNAL_ERROR),
    ],
)
def test_a_failed_lookup_has_its_reason(error: Exception, reason: Reason) -> None:
    """What the resolver said, or that it said nothing."""
    assert lookup_failure(error).reason is reason


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
        (errno.EMFILE, Reason.INTERNAL_ERROR),
        (errno.ENOBUFS, Reason.INTERNAL_ERROR),
    ],
)
def test_a_failed_connection_has_its_reason(number: int, reason: Reason) -> None:
    """A shortage of this machine is not blamed on the server."""
    assert connect_failure(OSError(number, "as the kernel says")).reason is reason


def openssl_error(text: str) -> SSL.Error:
    """What pyOpenSSL raises with this reason in OpenSSL's queue."""
    return SSL.Error([("SSL routines", "", text)])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SSL.ZeroReturnError(), Reason.TLS_CLOSED),
        (SSL.SysCallError(-1, "Unexpected EOF"), Reason.TLS_CLOSED),
        (SSL.SysCallError(errno.ECONNRESET, "ECONNRESET"), Reason.TLS_RESET),
        (openssl_error("unexpected eof while reading"), Reason.TLS_CLOSED),
        (openssl_error("wrong version number"), Reason.TLS_NOT_TLS),
        (openssl_error("http request"), Reason.TLS_NOT_TLS),
        (openssl_error("bad signature"), Reason.TLS_PROTOCOL_ERROR),
        (openssl_error("tlsv1 alert of a kind nobody knows"), Reason.TLS_PROTOCOL_ERROR),
        (SSL.Error(), Reason.TLS_PROTOCOL_ERROR),
        (ConnectionResetError(), Reason.TLS_RESET),
        (BrokenPipeError(), Reason.TLS_RESET),
        (TimeoutError(), Reason.TLS_TIMEOUT),
        (OSError(errno.EHOSTUNREACH, "gone"), Reason.TLS_RESET),
        (ZeroDivisionError("a defect"), Reason.INTERNAL_ERROR),
    ],
)
def test_a_failed_handshake_has_its_reason(error: Exception, reason: Reason) -> None:
    """Alerts, ends, resets and silence are told apart."""
    assert handshake_failure(error).reason is reason


@pytest.mark.parametrize("prefix", ["tls alert", "tlsv1", "tlsv13 alert", "ssl/tls alert"])
@pytest.mark.parametrize("alert", [a for a in AlertDescription if a.name != "CLOSE_NOTIFY"])
def test_every_alert_is_recognised_in_openssl_words(alert: AlertDescription, prefix: str) -> None:
    """Whatever OpenSSL puts before the alert's name."""
    error = openssl_error(f"{prefix} {alert.name.lower().replace('_', ' ')}")
    assert handshake_failure(error).reason == f"tls_alert_{alert.name.lower()}"


def test_details_stay_on_one_line() -> None:
    """A message with line breaks cannot break a log line or a label."""
    detail = connect_failure(OSError(errno.EPERM, "first\nsecond " + "x" * 500)).detail
    assert "\n" not in detail
    assert len(detail) <= 200
