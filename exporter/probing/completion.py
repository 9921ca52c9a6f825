"""Whether a server completes a handshake at one version, and then answers inside it."""

from exporter.probing.door import Door
from exporter.probing.http_request import request
from exporter.probing.openssl import OpenSslClient
from exporter.probing.tls_context import HandshakeContext
from exporter.tls.scan.answer import is_silence
from exporter.tls.server_reply import Completed, Incomparable, Reply, Unanswered
from exporter.words.alert import AlertDescription
from exporter.words.ending import Closed, Ending, Refused, Reset, Starved, TimedOut, Unreadable

NEVER_ABOUT_US = (TimedOut(), Refused(AlertDescription.PROTOCOL_VERSION))
EARLY_END = Unreadable("the connection ended before the certificates")


class CompletionDialogue:
    """A whole handshake, and where HTTP is spoken one request.

    Incomparable where the refusal may be about us: before its certificates came, our suites
    may not suit the server; and one that asks for a certificate may miss ours. A connection
    that ends that early without a word proves nothing, and the alert protocol_version leaves no
    doubt.
    """

    def __init__(self, context: HandshakeContext, door: Door, *, patience: float) -> None:
        # A server of TLS 1.1 that agreed on HTTP/2 would take a request in HTTP/1.1 amiss.
        spoken = ("http/1.1",) if door.speaks_http else ()
        self._client = OpenSslClient(context, door.server_name, application_protocols=spoken)
        self._request = request("HEAD", door) if door.speaks_http else b""
        self._has_asked = False
        self._seconds = patience
        self._patience: float | None = patience

    def receive(self, data: bytes) -> Reply | None:
        """Takes what came; None = more is needed."""
        self._client.hear(data)
        step = self._answer if self._has_asked else self._client.tls.do_handshake
        is_through = self._client.is_through(step)
        if isinstance(is_through, Ending):
            return is_through
        if not is_through:
            return None
        if self._has_asked or not self._request:
            return Completed()
        return self._ask()

    def to_send(self) -> bytes:
        """What OpenSSL has to say."""
        return self._client.said()

    def patience(self) -> float | None:
        """For the handshake, and again for the answer."""
        patience, self._patience = self._patience, None
        return patience

    def ended(self, how: Ending) -> Reply:
        """Completed, or how the server refused."""
        if isinstance(how, Starved):
            return how
        return self._end_of_answer(how) if self._has_asked else self._end_of_handshake(how)

    def _ask(self) -> Reply | None:
        """Sends the request; an answer may be there already."""
        self._client.tls.send(self._request)
        self._has_asked, self._patience = True, self._seconds
        return self.receive(b"")

    def _answer(self) -> None:
        self._client.tls.recv(1)

    def _end_of_handshake(self, how: Ending) -> Reply:
        """A refusal, unless it may be about us; what cannot be understood proves nothing."""
        client = self._client
        reply = how if isinstance(how, Refused | Closed | Reset | TimedOut) else Incomparable()
        is_about_us = not client.chain or client.certificate_requested
        if reply in NEVER_ABOUT_US or not is_about_us:
            return reply
        return EARLY_END if is_silence(reply) and not client.chain else Incomparable()

    def _end_of_answer(self, how: Ending) -> Reply:
        """An answer that takes its time is none that fails."""
        match how:
            case TimedOut():
                return Completed()
            case Refused():
                return how
            case _:
                return Unanswered()
