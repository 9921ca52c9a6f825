"""Host names and addresses against the names of a certificate (RFC 9525)."""

from dataclasses import replace

import pytest

from exporter.model.certificate import Certificate
from exporter.words.lenient_match import LenientMatch
from exporter.x509.decode import certificate
from exporter.x509.host_name import lenient_match, matches
from tests.unit.x509.pki import leaf


@pytest.fixture(scope="module")
def nameless() -> Certificate:
    """A certificate without names, its common name www.example.com."""
    return certificate(leaf(names=()).der)


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("www.example.com", "www.example.com"),
        ("WWW.Example.COM", "www.example.com"),
        ("www.example.com", "WWW.EXAMPLE.com"),
        ("www.example.com", "www.example.com."),
        ("*.example.com", "www.example.com"),
        ("*.EXAMPLE.com", "www.example.com."),
        ("*.example.com", "xn--bcher-kva.example.com"),
        ("xn--bcher-kva.example.com", "xn--bcher-kva.example.com"),
        ("_a_b.example.com", "_a_b.example.com"),
        ("localhost", "localhost"),
    ],
)
def test_entry_covers_host(nameless: Certificate, entry: str, host: str) -> None:
    """Names are equal whatever their case; a wildcard stands for one whole first label."""
    assert matches(replace(nameless, dns_names=(entry,)), host)


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("www.example.com", "example.com"),
        ("example.com", "www.example.com"),
        ("www.example.com.", "www.example.com"),
        ("*.example.com", "example.com"),
        ("*.example.com", "a.b.example.com"),
        ("*.example.com", ".example.com"),
        ("*.example.com", "*.example.com.evil.test"),
        ("w*.example.com", "www.example.com"),
        ("*w.example.com", "www.example.com"),
        ("www.*.com", "www.example.com"),
        ("*.*.example.com", "a.b.example.com"),
        ("*.com", "example.com"),
        ("*", "localhost"),
        ("*.", "localhost."),
        ("", ""),
        ("", "."),
        ("192.0.2.1", "192.0.2.1"),
        ("*.0.2.1", "192.0.2.1"),
        ("\N{KELVIN SIGN}elvin.example.com", "kelvin.example.com"),
    ],
)
def test_entry_does_not_cover_host(nameless: Certificate, entry: str, host: str) -> None:
    """No partial, inner, double or top-level wildcard, no suffix, no address as a name."""
    assert not matches(replace(nameless, dns_names=(entry,)), host)


@pytest.mark.parametrize(
    ("address", "host", "is_match"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("2001:db8::1", "2001:0DB8:0:0::1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "www.example.com", False),
    ],
)
def test_address_is_compared_with_addresses_only(
    nameless: Certificate, address: str, host: str, *, is_match: bool
) -> None:
    """An IP address is equal to an iPAddress entry, however either is written."""
    assert matches(replace(nameless, ip_addresses=(address,)), host) is is_match


def test_common_name_is_no_name(nameless: Certificate) -> None:
    """Without a subject alternative name no host matches, whatever the common name."""
    assert nameless.subject == "CN=www.example.com"
    assert not matches(nameless, "www.example.com")


@pytest.mark.parametrize(
    ("dns_names", "common_names", "host", "match"),
    [
        ((), ("www.example.com",), "WWW.example.com.", LenientMatch.COMMON_NAME),
        ((), ("Example Ltd", "*.example.com"), "www.example.com", LenientMatch.COMMON_NAME),
        ((), ("example.com",), "www.example.com", None),
        ((), ("192.0.2.1",), "192.0.2.1", None),
        ((), (), "www.example.com", None),
        (("other.test",), ("www.example.com",), "www.example.com", None),
        (("*.Internal",), (), "www.internal", LenientMatch.WIDE_WILDCARD),
        (("*.internal",), (), "a.b.internal", None),
        (("*.",), (), "localhost.", None),
        (("*.example.com",), ("www.example.com",), "www.example.com", None),
    ],
)
def test_some_take_what_is_no_match(
    nameless: Certificate,
    dns_names: tuple[str, ...],
    common_names: tuple[str, ...],
    host: str,
    match: LenientMatch | None,
) -> None:
    """A common name without alternative names, or a wildcard of all of a top-level domain."""
    certificate = replace(nameless, dns_names=dns_names)
    assert lenient_match(certificate, common_names, host) is match
