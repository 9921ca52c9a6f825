"""SSLv2 is spoken byte for byte as Netscape specified it, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.cursor import MalformedBytes
from exporter.tls.sslv2 import Sslv2Error, Sslv2ServerHello, decode, encode
from exporter.words.sslv2_cipher import Sslv2Cipher

ENTROPY = bytes(range(64))

# "The SSL Protocol", CLIENT-HELLO: a header of two bytes, the type, the version, the lengths of
# the ciphers, the session id and the challenge, and then these.
HELLO = bytes.fromhex(
    "802e 01 0002 0015 0000 0010"
    "010080 020080 030080 040080 050080 060040 0700c0"
    "000102030405060708090a0b0c0d0e0f"
)


def server_hello(
    *,
    certificate: bytes = b"certificate",
    ciphers: bytes = b"\x01\x00\x80\x07\x00\xc0",
    connection_id: bytes = bytes(16),
    certificate_type: int = 1,
    version: int = 2,
) -> bytes:
    """The body of a SERVER-HELLO: the session id was not known to the server."""
    lengths = (len(certificate), len(ciphers), len(connection_id))
    return b"".join(
        (
            bytes([4, 0, certificate_type]),
            version.to_bytes(2),
            *(length.to_bytes(2) for length in lengths),
            certificate,
            ciphers,
            connection_id,
        )
    )


BOTH = Sslv2ServerHello(
    (Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5, Sslv2Cipher.SSL_CK_DES_192_EDE3_CBC_WITH_MD5)
)


def test_the_hello_is_the_specified_one() -> None:
    """All seven ciphers, no session, 48 bytes."""
    assert encode(ENTROPY) == HELLO
    assert len(HELLO) == 48


def test_the_ciphers_of_a_server_are_read() -> None:
    """They are the ones in common, in the server's order."""
    assert decode(server_hello()) == BOTH


def test_sslv2_without_ciphers_is_still_sslv2() -> None:
    """The server speaks it, and could be attacked through it (CVE-2015-3197)."""
    assert decode(server_hello(ciphers=b"")) == Sslv2ServerHello(())


def test_an_unknown_cipher_is_kept() -> None:
    """A kind from no specification stays the number it is."""
    assert decode(server_hello(ciphers=b"\xff\x80\x10")) == Sslv2ServerHello((0xFF8010,))


def test_a_resumed_session_has_no_certificate() -> None:
    """Then the type of the certificate means nothing either."""
    empty = server_hello(certificate=b"", certificate_type=0, ciphers=b"")
    assert decode(empty) == Sslv2ServerHello(())


def test_every_truncation_is_malformed() -> None:
    """A message cut short is never taken for whole."""
    whole = server_hello()
    for length in range(len(whole)):
        with pytest.raises(MalformedBytes):
            decode(whole[:length])


def test_trailing_bytes_are_malformed() -> None:
    """The lengths account for every byte."""
    with pytest.raises(MalformedBytes, match="1 bytes too many"):
        decode(server_hello() + b"\x00")


@pytest.mark.parametrize("place", [5, 7, 9])
@pytest.mark.parametrize("lie", [-1, 1, 3, 0x100, 0xFF00])
def test_a_length_that_lies_is_malformed(place: int, lie: int) -> None:
    """Each of the three lengths, too short and too long."""
    body = bytearray(server_hello())
    length = int.from_bytes(body[place : place + 2]) + lie
    body[place : place + 2] = (length % 0x10000).to_bytes(2)
    with pytest.raises(MalformedBytes):
        decode(bytes(body))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"\x01" + server_hello()[1:], "message 1 of version 2"),
        (server_hello(version=0x0300), "message 4 of version 768"),
        (server_hello(ciphers=bytes(4)), "4 bytes of ciphers"),
        (server_hello(connection_id=bytes(33)), "a connection id of 33"),
        (server_hello(certificate_type=2), "a certificate of type 2"),
    ],
    ids=["a CLIENT-HELLO", "SSLv3", "a third of a cipher", "a long connection id", "no X.509"],
)
def test_what_breaks_the_format_is_malformed(body: bytes, detail: str) -> None:
    """The fault is named."""
    with pytest.raises(MalformedBytes, match=detail):
        decode(body)


@given(
    ciphers=st.lists(st.integers(min_value=0, max_value=0xFFFFFF), max_size=40),
    certificate=st.binary(max_size=300),
    connection_id=st.binary(max_size=32),
)
def test_whatever_a_server_lists_is_read_back(
    ciphers: list[int], certificate: bytes, connection_id: bytes
) -> None:
    """Certificate and connection id are passed over."""
    listed = b"".join(cipher.to_bytes(3) for cipher in ciphers)
    body = server_hello(ciphers=listed, certificate=certificate, connection_id=connection_id)
    assert decode(body) == Sslv2ServerHello(tuple(ciphers))


@given(prefix=st.sampled_from([b"", b"\x04", b"\x04\x00\x01\x00\x02"]), junk=st.binary())
def test_random_bytes_are_read_or_malformed(prefix: bytes, junk: bytes) -> None:
    """No input brings out another exception."""
    try:
        reply = decode(prefix + junk)
    except MalformedBytes:
        return
    if isinstance(reply, Sslv2ServerHello):
        assert all(cipher <= 0xFFFFFF for cipher in reply.ciphers)


def test_an_error_is_read_strictly() -> None:
    """NO-CIPHER-ERROR; with a byte too many or too few it is none."""
    assert decode(b"\x00\x00\x01") == Sslv2Error(1)
    for body in (b"\x00\x00", b"\x00\x00\x01\x00"):
        with pytest.raises(MalformedBytes):
            decode(body)
