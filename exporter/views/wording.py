"""Steps, phases, places, states, times and names as people read them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from exporter.config.duration import duration_parts
from exporter.model.place import Address, Document, File, Place, Resolver
from exporter.views.language import say, say_number
from exporter.words.document_kind import DocumentKind
from exporter.words.phase import Phase
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from exporter.words.wording import DAY, HOUR, IN_HOURS

STEP_TITLES = {
    Step.PORT: "Port",
    Step.SERVER_CONFIG: "Server config",
    Step.CERTIFICATE: "Certificate",
    Step.DNS: "DNS",
    Step.CLIENT_CACHE: "Client cache",
    Step.CHAIN: "Chain",
    Step.PRIVATE_KEY: "Private key",
    Step.COMPATIBILITY: "Compatibility",
    Step.PERMISSIONS: "Permissions",
}
PHASE_TITLES = {
    Phase.DNS: "Answer",
    Phase.CONNECT: "Connection",
    Phase.STARTTLS: "STARTTLS",
    Phase.HANDSHAKE: "Handshake",
    Phase.CERTIFICATE: "Certificate",
    Phase.SCAN: "Scan",
    Phase.REQUEST: "HTTP",
    Phase.FILE: "File",
    Phase.CONTENTS: "Contents",
    Phase.FETCH: "Document",
    Phase.VERIFY: "Verification",
}
PLACE_TITLES: Mapping[type[Place], str] = {
    Address: "Addresses",
    Resolver: "DNS answers",
    File: "Files",
    Document: "Documents",
}
"""In the order in which what was seen there is told."""
DOCUMENT_TITLES = {
    DocumentKind.AIA: "certificates of an issuer",
    DocumentKind.OCSP: "answer on one certificate",
    DocumentKind.CRL: "list of revoked certificates",
    DocumentKind.ARI: "renewal information",
}
STATUS_WORDS = {
    Status.PASSED: "passed",
    Status.FAILING: "FAILING",
    Status.PARTLY_CHECKED: "partly checked",
    Status.NOT_CHECKED: "not checked",
}
STANDING_WORDS = {
    Standing.FAILING: "failing",
    Standing.PARTLY_UNKNOWN: "partly unknown",
    Standing.UNKNOWN: "not known",
    Standing.WARNING: "with warnings",
    Standing.HEALTHY: "healthy",
}
MINUTE = timedelta(minutes=1)
WHOLE_DAYS = 10 * DAY
"""From here on, no tenths are told."""
ESCAPE = re.compile(r"\\(?=[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""The backslash before what `visible` writes."""


def printable(text: str) -> str:
    r"""The text with everything that could steer a terminal or turn text around made visible.

    Certificates, banners and host names are chosen by strangers: ESC becomes \x1b, a
    right-to-left override \u202e, and what is printable stays. No two texts become one: a
    backslash with which somebody else wrote such an escape becomes \x5c.
    """
    if "\\" in text:
        text = ESCAPE.sub(r"\\x5c", text)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else visible(char) for char in text)


def visible(char: str) -> str:
    """The escape of a character, in ASCII."""
    return char.encode("unicode_escape").decode("ascii")


def time_left(end: datetime, now: datetime) -> str:
    """How far the end is: "60 days left", "5.2 days left", "6.0 hours left", "ended 3.1 days ago"."""
    far = length(end - now)
    return say("{time} left", time=far) if now <= end else say("ended {time} ago", time=far)


def time_since(begin: datetime, now: datetime) -> str:
    """How long something has been so: "5 minutes", "6.0 hours", "12 days"."""
    passed = max(now - begin, timedelta())
    if passed < HOUR:
        return say_number(int(passed / MINUTE), "minute")
    return length(passed)


def every(seconds: float) -> str:
    """An interval, as an operator would write it: "1h30m"; in a catalogue, blanks stand behind units."""
    parts = (say(f"{{number}}{unit}", number=count) for count, unit in duration_parts(seconds))
    return "".join(parts).strip()


def length(time: timedelta) -> str:
    """A span of time without its sign."""
    far = abs(time)
    unit, word = (HOUR, "hour") if far < IN_HOURS else (DAY, "day")
    digits = 1 if far < WHOLE_DAYS else 0
    return say(f"{{number}} {word}s", number=f"{far / unit:.{digits}f}")


def instant(time: datetime) -> str:
    """A time to the second: "2026-06-01 12:00:00 UTC"."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
