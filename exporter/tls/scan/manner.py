"""In which of a few ways a question ended: a server that means it ends the same in the same way."""

from typing import TypeAlias

from exporter.tls.scan.answer import Answer, is_silence
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, Incomparable, Presented, Reply, Unanswered
from exporter.tls.sslv2 import Sslv2ServerHello
from exporter.words.alert import AlertDescription
from exporter.words.ending import Refused

Manner: TypeAlias = Answer | int
"""Accepted, silent or unclear; or the code of an alert."""


def manner_of(reply: Reply) -> Manner:
    """The way of this reply."""
    match reply:
        case ServerHello() | Sslv2ServerHello() | Completed() | Incomparable() | Presented():
            return Answer.ACCEPTED
        case Unanswered():
            return Answer.SILENT
        case Refused(alert=alert) if alert != AlertDescription.CLOSE_NOTIFY:
            return alert
    return Answer.SILENT if is_silence(reply) else Answer.UNCLEAR
