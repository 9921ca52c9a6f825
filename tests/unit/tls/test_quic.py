"""The question that every QUIC server answers, and what is an answer to it."""

import pytest

from exporter.tls.quic import ConnectionNames

NAMES = ConnectionNames(ours=b"ourname1", theirs=b"their-name")
ANSWER = b"\x80\0\0\0\0" + b"\x08ourname1" + b"\x0atheir-name" + b"\0\0\0\x01" + b"\x6b\x33\x43\xcf"


def test_the_question_is_large_enough_and_in_no_version() -> None:
    """As RFC 9000, section 17.2, has it: their name, then ours."""
    question = NAMES.question()
    assert len(question) == 1200
    assert question.startswith(b"\xc0\x1a\x2a\x3a\x4a\x0atheir-name\x08ourname1\0")


def test_a_list_of_versions_is_the_answer() -> None:
    """Whatever stands in the bits that are not used (RFC 8999, section 6)."""
    assert NAMES.is_answered_by(ANSWER)
    assert NAMES.is_answered_by(b"\xff" + ANSWER[1:])


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        *(ANSWER[:length] for length in range(1, len(ANSWER) - 4)),
        ANSWER + b"\0",
        b"\x40" + ANSWER[1:],
        ANSWER[:4] + b"\x01" + ANSWER[5:],
        ANSWER.replace(b"ourname1", b"ourname2"),
        ANSWER.replace(b"their-name", b"thus-named"),
        NAMES.question(),
    ],
)
def test_whatever_else_comes_is_none(datagram: bytes) -> None:
    """Cut off, too long, of another form or version, for another question, an echo of ours."""
    assert not NAMES.is_answered_by(datagram)
