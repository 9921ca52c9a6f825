"""What speaks on a port that does not speak TLS at once, told by its first bytes."""

import re
from collections.abc import Iterator
from enum import StrEnum

LONGEST_QUOTE = 60
CHANGES = "…"
CHANGING = re.compile(
    r"\d{1,2}:\d\d(:\d\d)?([.,]\d+)?"  # a clock, as Exim and Sendmail show theirs
    r"|(?<=<)\d[^<>\s]*(?=>)"  # the stamp of a POP3 server (RFC 1939, section 7)
    r"|(?<!\S)(?!<)(?:\S*?\d){10}\S*"  # the number of a session
)
"""What a server says otherwise at each connection, which is nothing new about it."""


class Stranger(StrEnum):
    """A protocol that is met where TLS was expected; the values are its usual names."""

    SMTP = "SMTP"
    FTP = "FTP"
    SMTP_OR_FTP = "SMTP or FTP"
    IMAP = "IMAP"
    POP3 = "POP3"
    SIEVE = "ManageSieve"
    SSH = "SSH"
    HTTP = "HTTP"
    MYSQL = "MySQL"
    POSTGRESQL = "PostgreSQL"
    REDIS = "Redis"
    VNC = "VNC"
    PROXY = "the PROXY protocol"


MARKS: tuple[tuple[Stranger, re.Pattern[bytes]], ...] = tuple(
    (stranger, re.compile(mark, re.DOTALL | re.IGNORECASE))
    for stranger, mark in (
        (Stranger.SSH, rb"SSH-"),
        (Stranger.HTTP, rb"HTTP/|<(!DOCTYPE|html)"),
        (Stranger.SMTP, rb"(220|421|5\d\d)[ -][^\r\n]*SMTP"),
        (Stranger.FTP, rb"(220|421|5\d\d)[ -][^\r\n]*FTP"),
        (Stranger.SMTP_OR_FTP, rb"(220|421|5\d\d)[ -]"),
        (Stranger.SIEVE, rb'"IMPLEMENTATION"'),
        (Stranger.IMAP, rb"\* (OK|PREAUTH|BYE|BAD)|[^ \r\n]{1,20} BAD "),
        (Stranger.POP3, rb"\+OK|-ERR [^\r\n]*POP"),
        (Stranger.REDIS, rb"-(ERR|DENIED|NOAUTH) "),
        (Stranger.VNC, rb"RFB \d"),
        (Stranger.PROXY, rb"PROXY |\r\n\r\n\0\r\nQUIT"),
        (Stranger.MYSQL, rb"...\0(\x0a[3-9]|\x0a1\d|\xff)"),
        (Stranger.POSTGRESQL, rb"E\0\0|N$|E.*FATAL"),
    )
)
ADVICE = {
    Stranger.SMTP: "TLS comes after STARTTLS here, or at once on another port, mostly 465",
    Stranger.FTP: "TLS comes after AUTH TLS here, or at once on another port, mostly 990",
    Stranger.SMTP_OR_FTP: "TLS comes after STARTTLS or AUTH TLS here, or at once on another port",
    Stranger.IMAP: "TLS comes after STARTTLS here, or at once on another port, mostly 993",
    Stranger.POP3: "TLS comes after STLS here, or at once on another port, mostly 995",
    Stranger.SIEVE: "TLS comes after STARTTLS here",
    Stranger.SSH: "SSH has no TLS: it is the wrong port",
    Stranger.HTTP: "TLS is not turned on for this port, or it is the wrong one",
    Stranger.MYSQL: "TLS comes within MySQL's own protocol",
    Stranger.POSTGRESQL: "TLS comes after PostgreSQL's SSLRequest",
    Stranger.REDIS: "TLS is on another port, by `tls-port`",
    Stranger.VNC: "TLS comes within VNC's own protocol, if at all",
    Stranger.PROXY: "the header goes from client to server: two servers are connected backwards",
}


def stranger(start: bytes) -> Stranger | None:
    """Who begins like this, if it is known."""
    return next((who for who, mark in MARKS if mark.match(start)), None)


def told(start: bytes) -> str:
    """What answers in the place of TLS, quoted, and where TLS would be found there."""
    return "".join(parts(start))


def parts(start: bytes) -> Iterator[str]:
    """The sentence in pieces."""
    who = stranger(start)
    yield f"{who} answers, not TLS" if who else "the answer is not TLS"
    if quoted := quote(start):
        yield f': "{quoted}"'
    if who:
        yield f"; {ADVICE[who]}"


def quote(start: bytes) -> str:
    """The first line, as far as it is the same at each look; what is no printable ASCII is escaped."""
    line = start.lstrip(b"\r\n").split(b"\n")[0].rstrip(b"\r").decode("latin-1")
    same = CHANGING.sub(CHANGES, line)[:LONGEST_QUOTE]
    return "".join(
        one if " " <= one < "\x7f" or one == CHANGES else f"\\x{ord(one):02x}" for one in same
    )
