"""What the last scan of a server met, which the next one has only to confirm."""

from dataclasses import dataclass, replace

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.manner import Manner
from exporter.tls.scan.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """The questions of a scan, put to nobody in particular: most servers answer alike."""

    manners: frozenset[tuple[Question, Manner]] = frozenset()
    """Each with the way in which it ended."""
    refused: frozenset[Question] = frozenset()
    """Those of which the server was known to want nothing, by vague refusals."""


def nameless(question: Question) -> Question:
    """The question to any server."""
    return replace(question, server_name="") if isinstance(question, ClientHello) else question


NO_PRECEDENT = Precedent()
