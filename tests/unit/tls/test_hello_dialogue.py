"""A hello goes out once, and what comes back is a reply of its kind."""

import pytest

from exporter.tls.hello_dialogue import HelloDialogue
from exporter.tls.reply_reader import ReplyReader
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.words.ending import (
    Closed,
    Ending,
    NotTls,
    Refused,
    Reset,
    Starved,
    TimedOut,
    Unreadable,
)

# As OpenSSL sends it for ECDHE-RSA-AES128-GCM-SHA256, without extensions; no certificate follows.
SERVER_HELLO = b"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00"
CHOSEN = ServerHello(version=0x0303, suite=0xC02F)
ENDINGS = (Closed(), Reset(), TimedOut(), Starved(8.0))


def dialogue() -> HelloDialogue:
    """A hello to a server of TLS."""
    return HelloDialogue(b"hello", ReplyReader(), patience=2.0)


def test_the_hello_and_the_patience_are_told_once() -> None:
    """The patience is for the first answer."""
    asked = dialogue()
    assert asked.receive(b"") is None
    assert (asked.to_send(), asked.patience()) == (b"hello", 2.0)
    assert (asked.to_send(), asked.patience()) == (b"", None)


@pytest.mark.parametrize(
    ("data", "reply"),
    [(b"\x15\x03\x03\x00\x02\x02\x28", Refused(40)), (b"HTTP/1.1 400", NotTls(b"HTTP/"))],
)
def test_an_answer_is_the_reply_whatever_follows(data: bytes, reply: Reply) -> None:
    """An alert, or another protocol."""
    asked = dialogue()
    assert asked.receive(data) == reply
    assert asked.ended(TimedOut()) == TimedOut()


@pytest.mark.parametrize("how", ENDINGS)
def test_an_end_without_an_answer_is_the_reply(how: Ending) -> None:
    """Nothing has been heard."""
    assert dialogue().ended(how) == how


@pytest.mark.parametrize("how", ENDINGS)
def test_a_choice_counts_whatever_became_of_the_connection(how: Ending) -> None:
    """Only its key exchange had not come."""
    asked = dialogue()
    assert asked.receive(SERVER_HELLO) is None
    assert asked.ended(how) == CHOSEN


def test_a_refusal_that_came_too_late_for_us_is_none() -> None:
    """Whoever drives the dialogue says that we were held up ourselves."""
    asked = dialogue()
    assert asked.receive(b"\x15\x03\x03\x00\x02\x02\x28") == Refused(40)
    assert asked.ended(Starved(8.0)) == Starved(8.0)


def test_an_end_within_an_answer_is_told() -> None:
    """Half a ServerHello proves nothing."""
    asked = dialogue()
    assert asked.receive(SERVER_HELLO[:-1]) is None
    assert isinstance(asked.ended(Closed()), Unreadable)
    assert dialogue().ended(Unreadable("too much")) == Unreadable("too much")
