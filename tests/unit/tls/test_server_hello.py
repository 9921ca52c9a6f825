"""A ServerHello is read for what the server really chose."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.cursor import MalformedBytes
from exporter.tls.server_hello import ServerHello, decode
from exporter.words.protocol import Protocol

RETRY_REQUEST_RANDOM = bytes.fromhex(
    "CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C"
)
TLS1_3_CHOSEN = (0x002B, b"\x03\x04")

# As sent by OpenSSL 3.0 to a hello with an empty key_share.
OPENSSL_RETRY_REQUEST = bytes.fromhex(
    "0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
    "20202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
    "130100000c002b0002030400330002001d"
)


def test_a_retry_request_of_openssl_is_read() -> None:
    """OpenSSL 3.0 chooses TLS 1.3 and asks for a share of x25519."""
    assert decode(OPENSSL_RETRY_REQUEST) == ServerHello(
        version=0x0304, suite=0x1301, group=29, is_retry_request=True
    )


def test_a_hello_without_extensions_is_read(server_hello_body: Callable[..., bytes]) -> None:
    """Servers before TLS 1.2 often end the message after the compression method."""
    hello = decode(server_hello_body(version=0x0301, suite=0x002F))
    assert hello == ServerHello(version=0x0301, suite=0x002F)
    assert hello.protocol is Protocol.TLS1_0


def test_supported_versions_goes_before_the_old_field(
    server_hello_body: Callable[..., bytes],
) -> None:
    """TLS 1.3 writes TLS 1.2 in the old field, which therefore never decides."""
    hello = decode(server_hello_body(version=0x0303, extensions=(TLS1_3_CHOSEN,)))
    assert hello.protocol is Protocol.TLS1_3


def test_the_group_stands_before_the_share(server_hello_body: Callable[..., bytes]) -> None:
    """An ordinary TLS 1.3 ServerHello carries the group and the server's own share."""
    share = (0x0033, b"\x00\x1d\x00\x03key")
    hello = decode(server_hello_body(suite=0x1301, extensions=(TLS1_3_CHOSEN, share)))
    assert (hello.group, hello.is_retry_request) == (29, False)


def test_the_group_of_a_retry_request_stands_alone(
    server_hello_body: Callable[..., bytes],
) -> None:
    """A HelloRetryRequest is known by its random and names the group only."""
    group = (0x0033, b"\x11\xec")
    hello = decode(
        server_hello_body(random=RETRY_REQUEST_RANDOM, extensions=(TLS1_3_CHOSEN, group))
    )
    assert (hello.group, hello.is_retry_request) == (0x11EC, True)


@pytest.mark.parametrize(
    ("ending", "able_to_speak"),
    [
        (b"DOWNGRD\x01", Protocol.TLS1_3),
        (b"DOWNGRD\x00", Protocol.TLS1_2),
        (b"DOWNGRD\x02", None),
    ],
)
def test_the_downgrade_sentinel_names_a_version(
    server_hello_body: Callable[..., bytes], ending: bytes, able_to_speak: Protocol | None
) -> None:
    """The end of the random says what more the server can do."""
    hello = decode(server_hello_body(random=bytes(24) + ending))
    assert hello.able_to_speak is able_to_speak


def test_the_sentinel_means_nothing_in_tls1_3(server_hello_body: Callable[..., bytes]) -> None:
    """There is no higher version that TLS 1.3 could have been a downgrade from."""
    body = server_hello_body(random=bytes(24) + b"DOWNGRD\x01", extensions=(TLS1_3_CHOSEN,))
    assert decode(body).able_to_speak is None


def test_unknown_codes_are_kept(server_hello_body: Callable[..., bytes]) -> None:
    """A version and a suite from no registry stay the numbers they are."""
    hello = decode(server_hello_body(version=0x7F1C, suite=0xFAFA, extensions=((0xBEEF, b"x"),)))
    assert (hello.version, hello.protocol, hello.suite) == (0x7F1C, None, 0xFAFA)


def test_every_truncation_is_malformed() -> None:
    """But for the place where old servers stop, a message cut short is never taken for whole."""
    end_without_extensions = OPENSSL_RETRY_REQUEST.index(bytes.fromhex("000c002b"))
    for length in set(range(len(OPENSSL_RETRY_REQUEST))) - {end_without_extensions}:
        with pytest.raises(MalformedBytes):
            decode(OPENSSL_RETRY_REQUEST[:length])


def test_trailing_bytes_are_malformed() -> None:
    """Nothing may follow the extensions."""
    with pytest.raises(MalformedBytes, match="1 bytes too many"):
        decode(OPENSSL_RETRY_REQUEST + b"\x00")


@pytest.mark.parametrize(
    "extensions",
    [
        ((0x002B, b"\x03\x04\x00"),),
        ((0x002B, b"\x03"),),
        ((0x0033, b"\x00\x1d"),),
        ((0x0033, b"\x00\x1d\x00\x01kk"),),
        ((0xFF01, b"\x00"), (0xFF01, b"\x00")),
    ],
    ids=["version too long", "version too short", "no share", "share too long", "comes twice"],
)
def test_extensions_that_break_their_format_are_malformed(
    server_hello_body: Callable[..., bytes], extensions: tuple[tuple[int, bytes], ...]
) -> None:
    """The bodies of the extensions that are read have one form each."""
    with pytest.raises(MalformedBytes):
        decode(server_hello_body(extensions=extensions))


@given(junk=st.binary(max_size=200))
def test_random_bytes_are_read_or_malformed(junk: bytes) -> None:
    """No input brings out another exception."""
    try:
        hello = decode(b"\x03\x03" + junk)
    except MalformedBytes:
        return
    assert hello.suite <= 0xFFFF


@pytest.mark.parametrize(
    ("extensions", "is_secure"), [(((0xFF01, b"\x00"),), True), (((0x0017, b""),), False)]
)
def test_secure_renegotiation_is_an_extension(
    server_hello_body: Callable[..., bytes],
    extensions: tuple[tuple[int, bytes], ...],
    *,
    is_secure: bool,
) -> None:
    """That of RFC 5746; others say nothing of it."""
    hello = decode(server_hello_body(version=0x0303, suite=0xC02F, extensions=extensions))
    assert hello.renegotiates_securely is is_secure
