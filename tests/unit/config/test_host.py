"""A host is read in every form that people write it in, and refused with a cure otherwise."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers, ip_addresses, none, text

from exporter.config.host import HostAndPort, authority, canonical_host


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("www.example.com", "www.example.com", None),
        ("WWW.Example.COM.", "www.example.com", None),
        ("www.example.com:8443", "www.example.com", 8443),
        ("www.example.com.:8443", "www.example.com", 8443),
        ("https://www.example.com", "www.example.com", None),
        ("HTTPS://www.example.com:8443/a/b?c#d", "www.example.com", 8443),
        ("https://www.example.com?query", "www.example.com", None),
        ("https://[2001:DB8::1]:8443/", "2001:db8::1", 8443),
        ("203.0.113.10:8443", "203.0.113.10", 8443),
        ("2001:db8::1", "2001:db8::1", None),
        ("[2001:db8:0:0::1]", "2001:db8::1", None),
        ("bücher.example", "xn--bcher-kva.example", None),
        ("BÜCHER。example", "xn--bcher-kva.example", None),
        ("\uff12\uff10\uff13.0.113.10", "203.0.113.10", None),
        ("_sip.example.com", "_sip.example.com", None),
    ],
)
def test_a_host_is_read_in_its_canonical_form(written: str, host: str, port: int | None) -> None:
    """Names are A-labels in lower case without a final dot, addresses their shortest text."""
    assert authority(written) == HostAndPort(host=host, port=port)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "the host is empty"),
        (".", "the host is empty"),
        ("https://", "the host is empty"),
        (":443", "the host is empty"),
        ("*.example.com", "is a wildcard"),
        ("www_.-x", "is not a host name"),
        ("www..example", "is not a host name"),
        ("a b", "is not a host name"),
        ("www.example.com\n", "is not a host name"),
        (f"{'a' * 64}.example", "is not a host name"),
        ("é" * 70, "Label too long"),
        (".".join(["é" * 40] * 6), "Domain too long"),
        (".".join(["a" * 60] * 5), "has more than 253 characters"),
        ("203.0.113", "is not an IP address"),
        ("0x7f.1", "is not an IP address"),
        ("1.2.3.0x", "is not an IP address"),
        ("[www.example.com]", "is not an IP address"),
        ("[2001:db8::1", "is not an IP address"),
        ("fe80::1%eth0", "names an interface"),
        ("www.example.com:", "is no port"),
        ("www.example.com:+443", "is no port"),
        ("[2001:db8::1]:", "is no port"),
        ("www.example.com:99999", "is no port"),
        ("ftp://www.example.com", "is not https"),
        ("www.example.com/", "holds a path"),
    ],
)
def test_what_is_no_host_is_refused_with_a_cure(written: str, message: str) -> None:
    """The message says what is wrong and, after a semicolon, what to write."""
    with pytest.raises(ValueError, match=f"{message}.*; .+"):
        authority(written)


def test_a_password_is_not_repeated_in_the_message() -> None:
    """Messages end up in logs."""
    with pytest.raises(ValueError, match="user name") as caught:
        authority("https://me:secret@www.example.com")
    assert "secret" not in str(caught.value)


def test_a_port_behind_a_bare_host_is_called_so() -> None:
    """Where no port may stand, the message does not speak of addresses."""
    with pytest.raises(ValueError, match="has a port behind it"):
        canonical_host("www.example.com:443")


@given(ip_addresses(), none() | integers(min_value=1, max_value=65535))
def test_what_is_written_is_read_back(address: object, port: int | None) -> None:
    """HOST:PORT as this module writes it names the same place."""
    place = HostAndPort(host=canonical_host(str(address)), port=port)
    assert authority(place.at(443)) == HostAndPort(host=place.host, port=port or 443)


@given(text())
def test_any_text_is_a_host_or_refused(written: str) -> None:
    """No text has another outcome than a canonical host or a ValueError."""
    try:
        place = authority(written)
    except ValueError:
        return
    assert authority(place.at(443)).host == place.host


def test_a_name_of_the_longest_kind_passes() -> None:
    """253 characters are no more than DNS allows."""
    name = ".".join([*(["a" * 61] * 4), "comma"])
    assert len(name) == 253
    assert canonical_host(name) == canonical_host(f"{name}.") == name
