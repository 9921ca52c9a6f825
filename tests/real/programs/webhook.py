"""A receiver of notifications, in this process: what Alertmanager tells people."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.real.programs.process import free_port


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert in a notification."""

    receiver: str
    status: str
    """firing or resolved."""
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def name(self) -> str:
        """The alert's."""
        return self.labels["alertname"]

    @property
    def target(self) -> str:
        """Empty for what is about an exporter."""
        return self.labels.get("target", "")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Alertmanager posts to, and what has come in."""

    url: str
    notices: list[Notice] = field(default_factory=list)

    def said(self, status: str) -> set[tuple[str, str]]:
        """Target and alert of every notice with this status so far."""
        return {(notice.target, notice.name) for notice in self.notices if notice.status == status}

    def was_told_of(self, target: str) -> bool:
        """Whether any notice was about the target."""
        return any(notice.target == target for notice in self.notices)

    def take(self, body: bytes) -> None:
        """Keeps what one notification says."""
        notification = json.loads(body)
        self.notices.extend(
            Notice(
                receiver=notification["receiver"],
                status=alert["status"],
                labels=alert["labels"],
                annotations=alert["annotations"],
            )
            for alert in notification["alerts"]
        )


@contextmanager
def listening_webhook() -> Iterator[Webhook]:
    """A webhook on a loopback port of its own."""
    address = ("127.0.0.1", free_port())
    webhook = Webhook(f"http://{address[0]}:{address[1]}")
    with ThreadingHTTPServer(address, handler(webhook)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield webhook
        finally:
            server.shutdown()
            thread.join()


def handler(webhook: Webhook) -> type[BaseHTTPRequestHandler]:
    """The server's side of a post."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            webhook.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """The notices say enough."""

    return Handler
