"""One request for "/" in TLS, of whose answer the head alone is read."""

from OpenSSL import SSL

from exporter.model.outcome import Failed
from exporter.model.web import WebAnswer
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.failures import ending_failure
from exporter.probing.hold import hold
from exporter.probing.http_request import request
from exporter.probing.line import Line
from exporter.probing.openssl import OpenSslClient
from exporter.probing.tls_context import Contexts
from exporter.tls.http_head import web_answer
from exporter.words.ending import Ending, Unreadable

MOST_BYTES = 32 * 1024
"""Of a head, and what goes before it: nginx and Apache themselves take less."""
CHUNK = 16 * 1024
START = b"HTTP/1."
FINAL = 200
"""An answer with a status below it is followed by another (RFC 9110, section 15.2)."""
NO_HTTP = Unreadable("what answers speaks no HTTP/1.1")


class WebRequest:
    """A handshake for HTTP/1.1, a request in it, and the head of the answer."""

    def __init__(self, contexts: Contexts, door: Door) -> None:
        self._client = OpenSslClient(
            contexts(), door.server_name, application_protocols=("http/1.1",)
        )
        self._request = request("GET", door)
        self._has_asked = self._is_over = False
        self._head = b""
        """What came after the answers that are passed over."""
        self._bytes = 0

    def receive(self, data: bytes) -> WebAnswer | Ending | None:
        """Takes what came; None = more is needed."""
        self._client.hear(data)
        if not self._has_asked:
            is_through = self._client.is_through(self._client.tls.do_handshake)
            if is_through is not True:
                return is_through or None
            self._client.tls.send(self._request)
            self._has_asked = True
        while not self._is_over and self._bytes < MOST_BYTES:
            is_through = self._client.is_through(self._listen)
            if isinstance(is_through, Ending):
                return self._answer() or is_through
            if not is_through:
                return self._answer()
        return self._answer() or NO_HTTP

    def to_send(self) -> bytes:
        """What OpenSSL has to say."""
        return self._client.said()

    def patience(self) -> float | None:
        """The deadline's."""
        return None

    def ended(self, how: Ending) -> Ending:
        """A head that is not whole proves nothing."""
        return how

    def _listen(self) -> None:
        try:
            came = self._client.tls.recv(CHUNK)
        except SSL.ZeroReturnError:
            self._is_over = True
            return
        self._head += came
        self._bytes += len(came)

    def _answer(self) -> WebAnswer | Ending | None:
        """The answer, once its head is whole; what only goes before it is passed over for good."""
        *heads, self._head = self._head.replace(b"\r\n", b"\n").split(b"\n\n")
        for head in heads:
            answer = web_answer(head)
            if answer is None or answer.status >= FINAL:
                return answer or NO_HTTP
        return None if START.startswith(self._head[: len(START)]) else NO_HTTP


async def asked(line: Line, contexts: Contexts, deadline: Deadline) -> WebAnswer | Failed:
    """What came of a request on the line."""
    result = await hold(WebRequest(contexts, line.door), line, deadline)
    return ending_failure(result) if isinstance(result, Ending) else result
