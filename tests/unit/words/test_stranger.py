"""Who speaks in the place of TLS is known by the first bytes, as far as they tell it."""

import pytest

from exporter.words.stranger import ADVICE, Stranger, stranger, told


@pytest.mark.parametrize(
    ("start", "who"),
    [
        (b"220 mail.example.test ESMTP Postfix\r\n", "SMTP"),
        (b"421 mail.example.test SMTP too many connections\r\n", "SMTP"),
        (b"220 (vsFTPd 3.0.5)\r\n", "FTP"),
        (b"220 ready\r\n", "SMTP or FTP"),
        (b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "IMAP"),
        (b"+OK Dovecot ready.\r\n", "POP3"),
        (b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', "ManageSieve"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
        (b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n", "HTTP"),
        (b"<!DOCTYPE html>", "HTTP"),
        (b"J\x00\x00\x00\x0a8.0.36\x00", "MySQL"),
        (b"Y\x00\x00\x00\x0a5.5.5-10.11.6-MariaDB\x00", "MySQL"),
        (b"E\x00\x00\x00\x85SFATAL\x00", "PostgreSQL"),
        (b"-ERR Protocol error\r\n", "Redis"),
        (b"RFB 003.008\n", "VNC"),
        (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n", "the PROXY protocol"),
        (b"\r\n\r\n\x00\r\nQUIT\n\x21\x11", "the PROXY protocol"),
    ],
)
def test_a_protocol_is_known_by_how_it_begins(start: bytes, who: str) -> None:
    """As servers of it begin."""
    assert stranger(start) == who


@pytest.mark.parametrize("start", [b"", b"\x00\x01\x02", b"hello", b"15\x03\x03", b"Nothing"])
def test_nothing_is_guessed(start: bytes) -> None:
    """What begins in no known way is quoted, and no more."""
    assert stranger(start) is None


def test_the_first_line_is_quoted_and_advice_given() -> None:
    """Without what a terminal would act on, and not for ever."""
    assert told(b"SSH-2.0-x\r\nmore") == (
        'SSH answers, not TLS: "SSH-2.0-x"; SSH has no TLS: it is the wrong port'
    )
    assert told(b"\x1b[31m\xff") == 'the answer is not TLS: "\\x1b[31m\\xff"'
    assert told(b"x" * 99) == f'the answer is not TLS: "{"x" * 60}"'
    assert told(b"") == "the answer is not TLS"


@pytest.mark.parametrize(
    ("one", "another", "quoted"),
    [
        (
            b"220 mail.example.test ESMTP Exim 4.96 Sat, 28 Nov 2026 11:59:59 +0000\r\n",
            b"220 mail.example.test ESMTP Exim 4.96 Sat, 28 Nov 2026 12:00:00 +0000\r\n",
            "220 mail.example.test ESMTP Exim 4.96 Sat, 28 Nov 2026 … +0000",
        ),
        (
            b"220 m ESMTP Sendmail 8.15.2/8.15.2; Sat, 28 Nov 2026 9:05:01.25 GMT\r\n",
            b"220 m ESMTP Sendmail 8.15.2/8.15.2; Sat, 28 Nov 2026 10:05:01.3 GMT\r\n",
            "220 m ESMTP Sendmail 8.15.2/8.15.2; Sat, 28 Nov 2026 … GMT",
        ),
        (
            b"+OK POP3 <1896.697170952@mail.example.test>\r\n",
            b"+OK POP3 <21.700000000@mail.example.test>\r\n",
            "+OK POP3 <…>",
        ),
        (
            b"220 mx.example.test ESMTP 5b1f17b1804b1-4779b4f2d5asm628.20 - gsmtp",
            b"220 mx.example.test ESMTP d9443c01a7336-29b27c1e5a1si1147.88 - gsmtp",
            "220 mx.example.test ESMTP … - gsmtp",
        ),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", b"SSH-2.0-OpenSSH_9.2p1\r\n", "SSH-2.0-OpenSSH_9.2p1"),
    ],
)
def test_what_changes_at_each_look_is_left_out(one: bytes, another: bytes, quoted: str) -> None:
    """A clock or a number of the session is nothing new about a server; its version stays."""
    assert told(one) == told(another)
    assert f'"{quoted[:60]}"' in told(one)


def test_everybody_known_has_advice() -> None:
    """Where TLS would be found."""
    assert set(ADVICE) == set(Stranger)
