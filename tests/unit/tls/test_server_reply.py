"""A reply is the same however its bytes arrive, and nothing goes on for ever."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.tls.server_reply import (
    Closed,
    FatalAlert,
    NotTls,
    Reply,
    ReplyReader,
    ServerHello,
    Unreadable,
)

QUICK = settings(derandomize=True, max_examples=60)
WARNING_ABOUT_THE_NAME = b"\x01\x70"
CHOSEN = ServerHello(version=0x0303, suite=0xC02F)


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    """One TLS record."""
    return kind.to_bytes(1) + version.to_bytes(2) + len(body).to_bytes(2) + body


@pytest.fixture(scope="session")
def server_hello(server_hello_body: Callable[..., bytes]) -> bytes:
    """A whole ServerHello message, header included."""
    body = server_hello_body()
    return b"\x02" + len(body).to_bytes(3) + body


def outcome(chunks: list[bytes]) -> Reply:
    """What a reader makes of the chunks and of the end of the connection after them."""
    reader = ReplyReader()
    for chunk in chunks:
        reader.feed(chunk)
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
        (record(21, WARNING_ABOUT_THE_NAME + b"\x02\x28"), FatalAlert(40)),
        (record(22, server_hello[:9]) + record(21, b"\x02\x50"), FatalAlert(80)),
        (record(21, b"\x02\xfa"), FatalAlert(250)),
        (record(21, b"\x01\x00"), FatalAlert(0)),
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
    assert ReplyReader().feed(most + rest + answer) == FatalAlert(40)
    for excess in (record(22, b""), record(21, WARNING_ABOUT_THE_NAME)):
        assert isinstance(ReplyReader().feed(excess + most + rest + answer), Unreadable)


@QUICK
@given(
    prefix=st.sampled_from(
        [b"", b"\x16\x03\x03", b"\x15\x03\x01\x00\x02", b"\x16\x03\x01\x00\x04\x02"]
    ),
    junk=st.binary(max_size=300),
)
def test_random_bytes_give_the_same_reply_in_any_pieces(prefix: bytes, junk: bytes) -> None:
    """No input raises, and the pieces it comes in do not matter."""
    data = prefix + junk
    assert outcome([data]) == outcome(in_bytes(data)) == outcome([data[:7], data[7:]])
