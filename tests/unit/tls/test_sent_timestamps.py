"""Timestamps stand in the ServerHello below TLS 1.3, and with the first certificate from there on."""

import pytest

from exporter.tls.sent_timestamps import SentTimestamps

LIST = b"\0\6\0\4list"


def vector(content: bytes, width: int) -> bytes:
    """The content with its length before it."""
    return len(content).to_bytes(width) + content


def extension(kind: int, body: bytes) -> bytes:
    """One extension."""
    return kind.to_bytes(2) + vector(body, 2)


def message(kind: int, body: bytes) -> bytes:
    """A handshake message."""
    return bytes([kind]) + vector(body, 3)


def hello(*extensions: bytes) -> bytes:
    """A ServerHello."""
    start = b"\3\3" + bytes(32) + vector(b"", 1) + b"\xc0\x2b" + b"\0"
    return message(2, start + vector(b"".join(extensions), 2))


def certificates(*entries: bytes) -> bytes:
    """A Certificate message of TLS 1.3."""
    return message(11, vector(b"", 1) + vector(b"".join(entries), 3))


def entry(*extensions: bytes) -> bytes:
    """One certificate with its extensions."""
    return vector(b"a certificate", 3) + vector(b"".join(extensions), 2)


TIMESTAMPS, OF_TLS1_3 = extension(18, LIST), extension(43, b"\3\4")


def heard(*messages: bytes) -> bytes:
    """What was heard in them."""
    hearer = SentTimestamps()
    for one in messages:
        hearer.hear(one)
    return hearer.listed


@pytest.mark.parametrize(
    ("messages", "listed"),
    [
        ((hello(TIMESTAMPS),), LIST),
        ((hello(), message(11, vector(vector(b"a certificate", 3), 3))), b""),
        ((hello(OF_TLS1_3), certificates(entry(TIMESTAMPS), entry())), LIST),
        ((hello(OF_TLS1_3), certificates(entry(), entry(TIMESTAMPS))), b""),
        ((hello(OF_TLS1_3), certificates()), b""),
        ((hello(), certificates(entry(TIMESTAMPS))), b""),
        ((message(8, TIMESTAMPS),), b""),
        ((b"",), b""),
    ],
)
def test_they_are_found_where_they_belong(messages: tuple[bytes, ...], listed: bytes) -> None:
    """And nowhere else."""
    assert heard(*messages) == listed


@pytest.mark.parametrize("whole", [hello(TIMESTAMPS), certificates(entry(TIMESTAMPS))])
def test_what_is_cut_off_is_nothing(whole: bytes) -> None:
    """OpenSSL refuses it by itself."""
    before = () if whole[0] == 2 else (hello(OF_TLS1_3),)
    for end in range(len(whole)):
        assert heard(*before, whole[:end]) == b""
    assert heard(*before, whole) == LIST
