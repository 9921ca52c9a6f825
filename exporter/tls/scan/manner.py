"""In which of a few ways a question ended: a server that means it ends the same in the same way."""

from typing import TypeAlias

from exporter.tls.scan.answer import VersionAnswer, is_silence
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, Incomparable, PresentedKey, Reply, Unanswered
from exporter.tls.sslv2 import Sslv2ServerHello
from exporter.words.alert import AlertDescription
from exporter.words.ending import Refused

Manner: TypeAlias = VersionAnswer | int
"""Accepted, silent or unclear; or the code of an alert."""


WORDLESS: frozenset[Manner] = frozenset({VersionAnswer.SILENT, VersionAnswer.UNCLEAR})
"""The manners that a path has too, on which connections break."""


def telling(manner: Manner, last: Manner | None) -> Manner:
    """Of the manners in which a question ended the last one that tells of the server, if any does."""
    return manner if last is None or manner not in WORDLESS else last


def manner_of(reply: Reply) -> Manner:
    """The way of this reply."""
    match reply:
        case ServerHello() | Sslv2ServerHello() | Completed() | Incomparable() | PresentedKey():
            return VersionAnswer.ACCEPTED
        case Unanswered():
            return VersionAnswer.SILENT
        case Refused(alert=alert) if alert != AlertDescription.CLOSE_NOTIFY:
            return alert
    return VersionAnswer.SILENT if is_silence(reply) else VersionAnswer.UNCLEAR
