"""`healthy` says by its exit code whether an exporter answers, as supervisors ask it."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from exporter.cli import exit_code
from exporter.cli.options import parser


class Handler(BaseHTTPRequestHandler):
    """Healthy at the one path, and nothing else."""

    def do_GET(self) -> None:
        """Answers."""
        self.send_response(200 if self.path in {"/-/healthy", "/tls/-/healthy"} else 404)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


class Ill(Handler):
    """Always in trouble."""

    def do_GET(self) -> None:
        """Answers."""
        self.send_response(500)
        self.end_headers()


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """Of a server with the handler that the test asks for."""
    with HTTPServer(("127.0.0.1", 0), request.param) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def asked(*addresses: str, prefix: str = "/") -> int:
    """The exit code of the command."""
    options = (f"--web.listen-address={address}" for address in addresses)
    arguments = ["healthy", f"--web.route-prefix={prefix}", *options]
    return exit_code(parser().parse_args(arguments))


@pytest.mark.parametrize("port", [Handler], indirect=True)
@pytest.mark.parametrize("host", ["127.0.0.1", "", "0.0.0.0"])  # noqa: S104 - asked, not listened at
def test_an_exporter_that_answers_is_healthy(
    port: int, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that listens at all addresses is asked at the loopback one."""
    assert asked(f"{host}:{port}") == 0
    assert asked(f"{host}:{port}", prefix="/tls") == 0
    assert asked(f"{host}:{port}", prefix="/other") == 1
    assert capsys.readouterr() == ("", f"{host}:{port}: status 404\n")


@pytest.mark.parametrize("port", [Ill], indirect=True)
def test_another_status_is_told(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and which."""
    assert asked(f"127.0.0.1:{port}") == 1
    assert capsys.readouterr().err == f"127.0.0.1:{port}: status 500\n"


@pytest.mark.parametrize("port", [Handler], indirect=True)
def test_silence_at_one_address_is_told(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them must answer."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        other = f"127.0.0.1:{closed.getsockname()[1]}"
        assert asked(f"127.0.0.1:{port}", other) == 1
    assert capsys.readouterr().err == f"{other}: no answer (connection refused)\n"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "what answers does not speak HTTP"),
        (b"", "no answer (remote end closed connection without response)"),
    ],
)
def test_another_program_at_the_port_is_told(
    answer: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words, and not as an exception."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        assert asked(address) == 1
        thread.join()
    assert capsys.readouterr().err == f"{address}: {told}\n"
