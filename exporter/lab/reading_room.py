"""A server of what the lab's CA tells of certificates, by HTTP."""

from collections.abc import Callable, Mapping

from exporter.lab.conversation import Continuation, Reaction, Speaker

HEAD_END = b"\r\n\r\n"


def reading_room(documents: Mapping[str, bytes]) -> Callable[[], Speaker]:
    """Hands out the documents, each at its path; what it has not, it does not find."""

    def new_speaker() -> Speaker:
        heard = bytearray()

        def hear(data: bytes) -> Reaction:
            heard.extend(data)
            head, end, body = bytes(heard).partition(HEAD_END)
            if not end or len(body) < body_length(head):
                return Reaction()
            path = head.decode("latin-1").split(" ", 2)[1]
            return Reaction(send=answer(documents.get(path)), ending=Continuation.CLOSE)

        return hear

    return new_speaker


def body_length(head: bytes) -> int:
    """How many octets follow the head of a question."""
    fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in fields if name == b"content-length"), 0)


def answer(document: bytes | None) -> bytes:
    """The document with its head."""
    status, body = ("404 Not Found", b"") if document is None else ("200 OK", document)
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close"
    return head.encode() + HEAD_END + body
