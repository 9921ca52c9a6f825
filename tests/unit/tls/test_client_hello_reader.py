"""A ClientHello is read for what the client offers, whole or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.tls.client_hello import ClientHello, encode
from exporter.tls.client_hello_reader import Offer, read_offer
from exporter.tls.cursor import MalformedBytes
from exporter.words.protocol import Protocol

QUICK = settings(max_examples=60)
RANDOM = bytes(range(32))

# As sent by openssl s_client 3.0 with -tls1_3 and one suite, one group and two signature schemes.
OPENSSL_HELLO = bytes.fromhex(
    "16030100cf010000cb030316caa73aef49f388c582987380d356f1603b604267316140f94cc598c9"
    "24438320ab964b88ceaf2634bee76f6d40257a4b341c9f26b8afbcf2501a31a1e6ae8e0200041301"
    "00ff0100007e000b000403000102000a000400020017002300000016000000170000000d00060004"
    "04030804002b0003020304002d000201010033004700450017004104963f9973b25abb5c25a7c609"
    "6ad0986bcd64d0b478b4807fb614e6e2913d939351289073599d225b1a7b5ca89307b01b00fbcf04"
    "112855c14fcbe0fad3108e3c"
)


def hello(
    version: int = 0x0303, suites: bytes = b"\x00\x2f", extensions: bytes | None = None
) -> bytes:
    """A ClientHello in a record of its own."""
    body = version.to_bytes(2) + RANDOM + b"\x00" + block(suites) + b"\x01\x00"
    return record(body if extensions is None else body + block(extensions))


def record(body: bytes, kind: int = 1) -> bytes:
    """A handshake message in a record."""
    return b"\x16\x03\x01" + block(bytes([kind]) + len(body).to_bytes(3) + body)


def block(content: bytes) -> bytes:
    """The content after its length in two bytes."""
    return len(content).to_bytes(2) + content


def test_a_hello_of_openssl_is_read() -> None:
    """Versions, suites, groups and signature schemes, in its order."""
    assert read_offer(OPENSSL_HELLO) == Offer(
        random=OPENSSL_HELLO[11:43],
        versions=(0x0304,),
        suites=(0x1301, 0x00FF),
        groups=(0x0017,),
        signature_algorithms=(0x0403, 0x0804),
        extensions=(11, 10, 35, 22, 23, 13, 43, 45, 51),
    )


def test_what_our_own_encoder_writes_is_read() -> None:
    """With the signal that it adds, and whatever it pads."""
    ours = ClientHello(
        versions=(Protocol.TLS1_3, Protocol.TLS1_2),
        suites=(0x1301, 0xC02F),
        groups=(0x11EC, 0x001D),
        signature_algorithms=(0x0403, 0x0804),
    )
    assert read_offer(encode(ours, bytes(range(64)), "www.example.com")) == Offer(
        random=RANDOM,
        versions=(0x0304, 0x0303),
        suites=(0x1301, 0xC02F, 0x00FF),
        groups=(0x11EC, 0x001D),
        signature_algorithms=(0x0403, 0x0804),
        extensions=(23, 0, 10, 11, 13, 43, 45, 51, 21),
    )


@pytest.mark.parametrize(
    ("version", "versions"),
    [
        (0x0300, (0x0300,)),
        (0x0302, (0x0302, 0x0301, 0x0300)),
        (0x0303, (0x0303, 0x0302, 0x0301, 0x0300)),
    ],
)
def test_an_older_client_speaks_all_up_to_its_highest(
    version: int, versions: tuple[int, ...]
) -> None:
    """Without extensions there is nothing else to tell of."""
    assert read_offer(hello(version)) == Offer(random=RANDOM, versions=versions, suites=(0x002F,))


def test_codes_without_a_name_are_kept() -> None:
    """GREASE among suites, groups, versions and extensions (RFC 8701)."""
    groups, versions = bytes.fromhex("000a 0006 0004 2a2a 001d"), bytes.fromhex("002b 0003 02 4a4a")
    grease = bytes.fromhex("1a1a 0000")
    offer = read_offer(hello(suites=b"\x0a\x0a\x13\x01", extensions=grease + groups + versions))
    assert (offer.suites, offer.groups, offer.versions) == (
        (0x0A0A, 0x1301),
        (0x2A2A, 0x001D),
        (0x4A4A,),
    )


def test_every_truncation_is_malformed() -> None:
    """A record cut short is never taken for whole."""
    for length in range(len(OPENSSL_HELLO)):
        with pytest.raises(MalformedBytes):
            read_offer(OPENSSL_HELLO[:length])


def test_every_truncated_message_is_malformed() -> None:
    """But for the place where old clients stop, which send no extensions."""
    body = OPENSSL_HELLO[9:]
    end_without_extensions = body.index(b"\x00\xff\x01\x00") + 4
    for length in set(range(len(body))) - {end_without_extensions}:
        with pytest.raises(MalformedBytes):
            read_offer(record(body[:length]))


@pytest.mark.parametrize(
    "broken",
    [
        hello() + b"\x00",
        b"\x16\x03\x01" + block(hello()[5:] + b"\x00"),
        record(hello(extensions=b"")[9:] + b"\x00"),
        hello(suites=b"\x00\x2f\x00"),
        hello(extensions=bytes.fromhex("000a 0004 0002 001d 00")),
        hello(extensions=bytes.fromhex("000a 0005 0002 001d 00")),
        hello(extensions=bytes.fromhex("002b 0004 03 0304 03")),
        hello(extensions=bytes.fromhex("1a1a 0000 1a1a 0000")),
    ],
    ids=[
        "after the record",
        "after the message",
        "after the extensions",
        "half a suite",
        "after an extension",
        "after a list",
        "half a version",
        "comes twice",
    ],
)
def test_trailing_bytes_are_malformed(broken: bytes) -> None:
    """Every block is used up, and an extension comes once."""
    with pytest.raises(MalformedBytes):
        read_offer(broken)


@pytest.mark.parametrize(
    "other",
    [b"\x15\x03\x01\x00\x02\x02\x28", record(hello()[9:], kind=2), b"\x17" + hello()[1:]],
    ids=["an alert", "another message", "another record"],
)
def test_anything_else_is_no_client_hello(other: bytes) -> None:
    """The reader is asked only where one is due."""
    with pytest.raises(MalformedBytes, match="no ClientHello"):
        read_offer(other)


@QUICK
@given(place=st.integers(min_value=0, max_value=len(OPENSSL_HELLO) - 1), byte=st.integers(0, 255))
def test_a_damaged_hello_is_read_or_malformed(place: int, byte: int) -> None:
    """No other error comes of any bytes."""
    damaged = bytearray(OPENSSL_HELLO)
    damaged[place] = byte
    try:
        read_offer(bytes(damaged))
    except MalformedBytes:
        return
