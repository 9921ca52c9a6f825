"""A reply is the same however its bytes arrive, and nothing goes on for ever."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.tls.reply_reader import Reader, ReplyReader, Sslv2ReplyReader
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.tls.sslv2 import Sslv2Error, Sslv2ServerHello
from exporter.words.ending import Closed, NotTls, Refused, Unreadable

WARNING_ABOUT_THE_NAME = b"\x01\x70"
CHOSEN = ServerHello(version=0x0303, suite=0x002F)
ECDHE, DHE = 0xC02F, 0x009E
CERTIFICATE, KEY_EXCHANGE, CERTIFICATE_REQUEST, DONE = 11, 12, 13, 14
CURVE = b"\x03\x00\x1d\x20" + bytes(32) + b"\x04\x01\x00\x04sign"
PRIME_OF_1024_BITS = b"\x00\x80\xff" + bytes(127) + b"\x00\x01\x02\x00\x01\x05"


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    """One TLS record."""
    return kind.to_bytes(1) + version.to_bytes(2) + len(body).to_bytes(2) + body


def message(kind: int, body: bytes) -> bytes:
    """One handshake message."""
    return bytes([kind]) + len(body).to_bytes(3) + body


def in_records(data: bytes, size: int = 16384) -> bytes:
    """The data in as many handshake records as it takes."""
    starts = range(0, len(data), size)
    return b"".join(record(22, data[start : start + size]) for start in starts)


@pytest.fixture(scope="session")
def server_hello(server_hello_body: Callable[..., bytes]) -> bytes:
    """A whole ServerHello message, of a suite without a ServerKeyExchange."""
    return message(2, server_hello_body(suite=CHOSEN.suite))


@pytest.fixture(scope="session")
def chosen(server_hello_body: Callable[..., bytes]) -> Callable[[int], bytes]:
    """Makes a whole ServerHello message that chooses a suite in TLS 1.2."""
    return lambda suite: message(2, server_hello_body(suite=suite))


def outcome(chunks: list[bytes], new_reader: Callable[[], Reader] = ReplyReader) -> Reply:
    """What a reader makes of the chunks, or else of the end of the connection after them."""
    reader = new_reader()
    for chunk in chunks:
        reply = reader.feed(chunk)
        if reply is not None:
            return reply
    return reader.closed()


def in_bytes(data: bytes) -> list[bytes]:
    """The data, byte by byte."""
    return [data[place : place + 1] for place in range(len(data))]


def replies_for(server_hello: bytes) -> list[tuple[bytes, Reply]]:
    """Whole replies, and what they are."""
    halves = record(22, server_hello[:7]) + record(22, server_hello[7:])
    return [
        (record(22, server_hello), CHOSEN),
        (record(22, server_hello, version=0x0301), CHOSEN),
        (halves, CHOSEN),
        (b"".join(record(22, byte) for byte in in_bytes(server_hello)), CHOSEN),
        (record(21, WARNING_ABOUT_THE_NAME) + record(22, server_hello), CHOSEN),
        (record(21, WARNING_ABOUT_THE_NAME + b"\x02\x28"), Refused(40)),
        (record(22, server_hello[:9]) + record(21, b"\x02\x50"), Refused(80)),
        (record(21, b"\x02\xfa"), Refused(250)),
        (record(21, b"\x01\x00"), Refused(0)),
    ]


def test_replies_are_read_whole_and_with_more_after_them(server_hello: bytes) -> None:
    """The first answer counts; what follows it is ignored, even in the same record."""
    for data, reply in replies_for(server_hello):
        assert ReplyReader().feed(data) == reply
        assert ReplyReader().feed(data + record(20, b"\x01") + b"\xff" * 9) == reply
    assert ReplyReader().feed(record(22, server_hello + b"\x0b\x00\x00\x00")) == CHOSEN


def test_replies_are_read_byte_by_byte(server_hello: bytes) -> None:
    """A reader asks for more until the last byte of the answer, and then knows."""
    for data, reply in replies_for(server_hello):
        reader = ReplyReader()
        *early, last = in_bytes(data)
        assert [reader.feed(byte) for byte in early] == [None] * len(early)
        assert reader.feed(last) == reply


def test_a_reply_stands_once_it_is_known(server_hello: bytes) -> None:
    """More bytes, or the end of the connection, do not change it."""
    reader = ReplyReader()
    reader.feed(record(22, server_hello))
    assert reader.feed(b"HTTP/") == CHOSEN
    assert reader.closed() == CHOSEN


def test_every_truncation_is_a_broken_answer(server_hello: bytes) -> None:
    """A connection that ends within an answer is told apart from one without an answer."""
    for data in (record(22, server_hello), record(21, b"\x02\x28")):
        for length in range(1, len(data)):
            assert isinstance(outcome([data[:length]]), Unreadable)


def test_an_end_between_the_records_of_one_message_is_a_broken_answer(
    server_hello: bytes,
) -> None:
    """A message may be incomplete though its records are whole."""
    assert isinstance(outcome([record(22, server_hello[:20])]), Unreadable)


@pytest.mark.parametrize("data", [b"", record(21, WARNING_ABOUT_THE_NAME)])
def test_an_end_without_an_answer_is_closed(data: bytes) -> None:
    """Warnings are no answer."""
    assert outcome([data]) == Closed()


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"HTTP/"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", b"SSH-2"),
        (b"220 mail.example.com ESMTP\r\n", b"220 m"),
        (b"\x16\x00\x00\x00\x00\x00", b"\x16\x00\x00\x00\x00"),
        (b"OK\n", b"OK\n"),
        (b"\x16\xfe", b"\x16\xfe"),
    ],
)
def test_what_does_not_begin_like_tls_is_not_tls(data: bytes, start: bytes) -> None:
    """The first bytes are kept as proof, however they arrive."""
    assert outcome([data]) == outcome(in_bytes(data)) == NotTls(start)


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (record(23, b"x"), "record of type 23, version 3 before the ServerHello"),
        (record(20, b"\x01"), "record of type 20, version 3 before the ServerHello"),
        (record(21, WARNING_ABOUT_THE_NAME) + b"HTTP/1.1", "record of type 72, version 84"),
        (record(21, WARNING_ABOUT_THE_NAME) + b"\x16\x02\x00\x00\x00", "version 2"),
        (b"\x16\x03\x03\xff\xff", "record of 65535 bytes"),
        (record(21, b"\x02"), "1 bytes expected, 0 left"),
        (record(21, b"\x03\x28"), "alert of level 3"),
        (record(22, b"\x0b\x00\x00\x00"), "handshake message 11 in place of a ServerHello"),
        (record(22, b"\x02\x00\x00\x01\x03"), "2 bytes expected, 1 left"),
        (record(22, b"") * 257, "no complete answer within 256 records"),
        (record(22, b"\x02\xff\xff\xff" + bytes(16000)) * 5, "within 65536 bytes"),
    ],
)
def test_what_begins_like_tls_and_breaks_off_is_unreadable(data: bytes, detail: str) -> None:
    """The fault is named, and it is the same byte by byte."""
    reply = outcome([data])
    assert isinstance(reply, Unreadable)
    assert detail in reply.detail
    assert outcome(in_bytes(data)) == reply


def test_the_last_allowed_byte_may_complete_the_answer() -> None:
    """The bound cuts off what is beyond 64 KiB, and nothing within."""
    most = record(21, WARNING_ABOUT_THE_NAME * 8192) * 3 + record(22, b"")
    rest = record(21, WARNING_ABOUT_THE_NAME * 8176)
    answer = record(21, b"\x02\x28")
    assert len(most + rest + answer) == 64 * 1024
    assert ReplyReader().feed(most + rest + answer) == Refused(40)
    for excess in (record(22, b""), record(21, WARNING_ABOUT_THE_NAME)):
        assert isinstance(ReplyReader().feed(excess + most + rest + answer), Unreadable)


FLIGHTS = [
    (
        ECDHE,
        CURVE,
        ServerHello(version=0x0303, suite=ECDHE, group=29, signature_scheme=0x0401),
    ),
    (DHE, PRIME_OF_1024_BITS, ServerHello(version=0x0303, suite=DHE, dh_bits=1024)),
    (ECDHE, b"\x01" + bytes(40), ServerHello(version=0x0303, suite=ECDHE)),
    (ECDHE, b"\x03\x00", ServerHello(version=0x0303, suite=ECDHE)),
    (DHE, PRIME_OF_1024_BITS[:-1], ServerHello(version=0x0303, suite=DHE)),
]
OF_EVERY_KIND = pytest.mark.parametrize(
    ("suite", "parameters", "reply"),
    FLIGHTS,
    ids=["a curve", "a prime", "a curve spelt out", "half a curve", "half a prime"],
)


@OF_EVERY_KIND
@pytest.mark.parametrize(
    ("certificate", "size"), [(0, 23), (0, 16384), (700, 23), (40_000, 400), (40_000, 16384)]
)
def test_the_key_exchange_is_read_however_it_is_packed(
    chosen: Callable[[int], bytes],
    suite: int,
    parameters: bytes,
    reply: Reply,
    *,
    certificate: int,
    size: int,
) -> None:
    """Behind certificates of any size, in few records or in many."""
    messages = (
        chosen(suite) + message(CERTIFICATE, bytes(certificate)) + message(KEY_EXCHANGE, parameters)
    )
    flight = in_records(messages, size)
    reader = ReplyReader()
    assert reader.feed(flight[:-1]) is None
    assert reader.feed(flight[-1:]) == reply
    assert reader.so_far() == reader.closed() == reply


@OF_EVERY_KIND
def test_the_key_exchange_is_read_byte_by_byte(
    chosen: Callable[[int], bytes], suite: int, parameters: bytes, reply: Reply
) -> None:
    """A ServerHello alone is a reply already, though not the best one."""
    head, last = in_records(chosen(suite)), in_records(message(KEY_EXCHANGE, parameters))
    reader, hello = ReplyReader(), ServerHello(version=0x0303, suite=suite)
    assert [reader.feed(byte) for byte in in_bytes(head)] == [None] * len(head)
    assert reader.so_far() == hello
    assert [reader.feed(byte) for byte in in_bytes(last)] == [None] * (len(last) - 1) + [reply]


@pytest.mark.parametrize("length", range(1, 57, 7))
def test_half_a_server_hello_is_no_reply_yet(chosen: Callable[[int], bytes], length: int) -> None:
    """A time-out there is a time-out."""
    reader = ReplyReader()
    reader.feed(in_records(chosen(ECDHE))[:length])
    assert reader.so_far() is None


@pytest.mark.parametrize(
    "rest",
    [
        b"",
        record(22, message(CERTIFICATE, bytes(9))[:-1]),
        record(22, message(CERTIFICATE, bytes(9)) + message(DONE, b"")),
        record(22, message(CERTIFICATE_REQUEST, b"\x00") + message(DONE, b"")),
        record(21, b"\x01\x00"),
        record(21, b"\x09\x50"),
        record(21, b"\x02"),
        record(23, b"x"),
        b"\x16\x02\x00\x00\x00",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        record(22, b"\x0c\xff\xff\xff" + bytes(16000)) * 5,
        record(22, b"") * 256,
    ],
    ids=[
        "the end",
        "half a certificate",
        "nothing about keys",
        "a request for a certificate",
        "close_notify",
        "an alert of no level",
        "half an alert",
        "a record too early",
        "a record of no version",
        "plain text",
        "64 KiB",
        "256 records",
    ],
)
def test_whatever_follows_a_server_hello_leaves_it_a_reply(
    chosen: Callable[[int], bytes], rest: bytes
) -> None:
    """The choice was made; that it remains unknown how keys would be exchanged takes no "no"."""
    hello = ServerHello(version=0x0303, suite=ECDHE)
    data = in_records(chosen(ECDHE)) + rest
    assert outcome([data]) == outcome(in_bytes(data)) == hello
    reader = ReplyReader()
    reader.feed(data)
    assert reader.so_far() == hello


def test_an_alert_within_the_flight_takes_the_choice_back(chosen: Callable[[int], bytes]) -> None:
    """Nobody gets a handshake there."""
    data = in_records(chosen(ECDHE)) + record(21, b"\x02\x50")
    assert outcome([data]) == outcome(in_bytes(data)) == Refused(80)


def test_a_choice_in_tls1_3_says_all_at_once(server_hello_body: Callable[..., bytes]) -> None:
    """What follows it is encrypted."""
    extensions = ((0x002B, b"\x03\x04"), (0x0033, b"\x00\x1d\x00\x03key"))
    body = server_hello_body(suite=0x1301, extensions=extensions)
    reply = ServerHello(version=0x0304, suite=0x1301, group=29)
    assert ReplyReader().feed(record(22, message(2, body))) == reply


def sslv2_record(body: bytes) -> bytes:
    """One SSLv2 record without padding."""
    return (0x8000 | len(body)).to_bytes(2) + body


SSLV2_HELLO = sslv2_record(
    b"\x04\x00\x01\x00\x02\x00\x02\x00\x03\x00\x10" + b"ce" + b"\x01\x00\x80" + bytes(16)
)
SSLV2_REPLIES = [
    (SSLV2_HELLO, Sslv2ServerHello((0x010080,))),
    (SSLV2_HELLO + b"more", Sslv2ServerHello((0x010080,))),
    (sslv2_record(b"\x00\x00\x01"), Sslv2Error(1)),
    (sslv2_record(b""), Unreadable("1 bytes expected, 0 left")),
    (SSLV2_HELLO[:-1], Unreadable("the connection ended within an answer")),
    (b"\x80", Unreadable("the connection ended within an answer")),
    (record(21, b"\x02\x46"), Refused(70)),
    (record(21, b"\x02\x28", version=0x0300), Refused(40)),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", NotTls(b"HTTP/")),
    (b"220 mail.example.com ESMTP\r\n", NotTls(b"220 m")),
    (b"", Closed()),
]


@pytest.mark.parametrize(("data", "reply"), SSLV2_REPLIES)
def test_the_reply_to_an_sslv2_hello_is_read(data: bytes, reply: Reply) -> None:
    """In SSLv2, in TLS or in plain text, whole and byte by byte."""
    assert outcome([data], Sslv2ReplyReader) == reply
    assert outcome(in_bytes(data), Sslv2ReplyReader) == reply


def test_every_truncation_of_an_sslv2_reply_is_a_broken_answer() -> None:
    """And no reply before the end of the connection."""
    for length in range(1, len(SSLV2_HELLO)):
        reader = Sslv2ReplyReader()
        assert reader.feed(SSLV2_HELLO[:length]) is None
        assert reader.so_far() is None
        assert isinstance(reader.closed(), Unreadable)


@pytest.mark.parametrize(("data", "reply"), SSLV2_REPLIES[:1] + SSLV2_REPLIES[6:10])
def test_a_reply_to_sslv2_stands_once_it_is_known(data: bytes, reply: Reply) -> None:
    """More bytes, or the end of the connection, do not change it."""
    reader = Sslv2ReplyReader()
    reader.feed(data)
    assert reader.feed(b"\x80\x00") == reply
    assert reader.so_far() == reader.closed() == reply


def test_the_longest_sslv2_record_is_awaited() -> None:
    """Fifteen bits of length, and nothing beyond them is kept."""
    longest = b"\xff\xff" + b"\x04\x00\x01\x00\x02\x7f\xf4\x00\x00\x00\x00" + bytes(0x7FF4)
    reader = Sslv2ReplyReader()
    assert reader.feed(longest[:-1]) is None
    assert reader.feed(longest[-1:] + bytes(100_000)) == Sslv2ServerHello(())


@given(
    prefix=st.sampled_from(
        [
            b"",
            b"\x16\x03\x03",
            b"\x15\x03\x01\x00\x02",
            b"\x16\x03\x01\x00\x04\x02",
            b"\x80\x14\x04\x00\x01\x00\x02",
        ]
    ),
    junk=st.binary(max_size=300),
)
def test_random_bytes_give_the_same_reply_in_any_pieces(prefix: bytes, junk: bytes) -> None:
    """No input raises, and the pieces it comes in do not matter."""
    data = prefix + junk
    for kind in (ReplyReader, Sslv2ReplyReader):
        whole = outcome([data], kind)
        assert whole == outcome(in_bytes(data), kind) == outcome([data[:7], data[7:]], kind)
