"""A hello, and the first answer of any kind to it."""

from exporter.tls.reply_reader import Reader
from exporter.tls.server_reply import Reply
from exporter.words.ending import Closed, Ending


class HelloDialogue:
    """Sends the hello, and reads until it has been answered."""

    def __init__(self, hello: bytes, reader: Reader, *, patience: float) -> None:
        self._unsent = hello
        self._reader = reader
        self._patience: float | None = patience

    def receive(self, data: bytes) -> Reply | None:
        """Takes what came; None = more is needed."""
        return self._reader.feed(data)

    def to_send(self) -> bytes:
        """The hello, once."""
        said, self._unsent = self._unsent, b""
        return said

    def patience(self) -> float | None:
        """For the answer."""
        patience, self._patience = self._patience, None
        return patience

    def ended(self, how: Ending) -> Reply:
        """A ServerHello is a reply, whatever became of the connection after it."""
        if isinstance(how, Closed):
            return self._reader.closed()
        reply = self._reader.so_far()
        return how if reply is None or isinstance(reply, Ending) else reply
