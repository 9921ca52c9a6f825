"""Whether the server takes part in secure renegotiation (RFC 5746)."""

from exporter.tls.scan.knowledge import Knowledge
from exporter.words.protocol import Protocol, Support


def secure_renegotiation(knowledge: Knowledge) -> Support:
    """What all its answers of TLS 1.2 say alike; a server behind one address may be several."""
    choices = knowledge.versions[Protocol.TLS1_2].choices
    match {choice.reply.renegotiates_securely for choice in choices}:
        case answers if answers == {True}:
            return Support.YES
        case answers if answers == {False}:
            return Support.NO
        case _:
            return Support.UNKNOWN
