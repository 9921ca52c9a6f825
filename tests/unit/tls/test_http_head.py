"""The head of an HTTP answer, and HSTS as RFC 6797 has it."""

import pytest

from exporter.model.web import Promise, WebAnswer
from exporter.tls.http_head import strict_transport, web_answer

YEAR = 31536000


def test_a_head_is_read_with_what_browsers_remember() -> None:
    """Field names in any case; what else there is is passed over."""
    head = (
        b"HTTP/1.1 301 Moved\r\nServer: x\r\nLOCATION: https://other.example/\r\n"
        b'strict-transport-security: max-age=300\r\nAlt-Svc: h3=":443"; ma=86400'
    )
    answer = web_answer(head)
    assert answer == WebAnswer(
        status=301,
        location="https://other.example/",
        strict_transport=strict_transport("max-age=300"),
        alternatives='h3=":443"; ma=86400',
        promises=(Promise(protocol="h3", port=443),),
    )


@pytest.mark.parametrize(
    ("field", "ports"),
    [
        ('h3=":443"; ma=86400', (443,)),
        ('h3=":443"', (443,)),
        ('h2=":8443", h3=":8443"; ma="60"; persist=1', (8443,)),
        ('h3-29=":443"; ma=86400,h3=":444"; ma=3600', (444,)),
        ('h3=":443"; ma=0, h3=":444"', (444,)),
        ('h3="other.example:443"', ()),
        ('h3-29=":443"; ma=86400', ()),
        ('h3=":0"', ()),
        ('h3=":70000"', ()),
        ('h3=":443"; ma=0', ()),
        ("clear", ()),
        ("", ()),
    ],
)
def test_http3_is_offered_at_the_same_host_by_its_final_name(
    field: str, ports: tuple[int, ...]
) -> None:
    """RFC 7838, section 3; drafts, other hosts and what is over at once are no offer."""
    answer = web_answer(f"HTTP/1.1 200\nAlt-Svc: {field}".encode())
    assert answer
    assert answer.promises == tuple(Promise(protocol="h3", port=port) for port in ports)


def test_of_several_fields_the_first_counts() -> None:
    """RFC 6797, section 8.1."""
    fields = b"Strict-Transport-Security: max-age=1\nStrict-Transport-Security: max-age=2"
    answer = web_answer(b"HTTP/1.0 200\n" + fields)
    assert answer
    assert answer.strict_transport == strict_transport("max-age=1")


@pytest.mark.parametrize(
    "head", [b"", b"SSH-2.0-x", b"HTTP/2 200", b"HTTP/1.1 20", b"HTTP/1.1 900 x"]
)
def test_what_is_no_head_is_none(head: bytes) -> None:
    """Whatever it is."""
    assert web_answer(head) is None


@pytest.mark.parametrize(
    ("text", "max_age", "said"),
    [
        (f"max-age={YEAR}", YEAR, ()),
        (f"Max-Age={YEAR} ; includeSubDomains; preload", YEAR, ("subdomains", "preload")),
        ('max-age="31536000"', YEAR, ()),
        (f"includeSubDomains;;max-age={YEAR};", YEAR, ("subdomains",)),
        ("max-age=0", 0, ()),
        ("max-age=5; future=yes", 5, ()),
        ("", None, ()),
        ("includeSubDomains", None, ("subdomains",)),
        ("max-age=soon", None, ()),
        ("max-age=-1", None, ()),
        ("max-age=5; max-age=6", None, ()),
        ("max-age=5, includeSubDomains", None, ()),
        ("max-age=5 includeSubDomains", None, ()),
    ],
)
def test_hsts_is_read_as_browsers_do(text: str, max_age: int | None, said: tuple[str, ...]) -> None:
    """What is against the grammar is ignored as a whole (RFC 6797, section 6.1)."""
    strict = strict_transport(text)
    assert strict.max_age == max_age
    assert strict.includes_subdomains == ("subdomains" in said)
    assert strict.is_for_preloading == ("preload" in said)
    assert strict.text == text
