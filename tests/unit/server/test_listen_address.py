"""Listen addresses are written as in Prometheus."""

import errno
import logging
import socket

import pytest
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.web import RequestPayloadError

from exporter.server.listen_address import ListenAddress, listen_address
from exporter.server.listening import is_not_a_bad_request, reason


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (":9843", "", 9843),
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("localhost:80", "localhost", 80),
        ("[::1]:9843", "::1", 9843),
        ("[::]:9843", "::", 9843),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    """It is written back as it was read."""
    assert listen_address(text) == ListenAddress(host=host, port=port)
    assert str(listen_address(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9843",
        "localhost",
        "::1:9843",
        "[::1]",
        ":65536",
        ":-1",
        ":http",
        "a b:1",
        "[x]:1",
        ":\uff11",
    ],
)
def test_anything_else_is_refused_with_the_cure(text: str) -> None:
    """The sentence shows how to write it."""
    with pytest.raises(ValueError, match="write HOST:PORT or :PORT"):
        listen_address(text)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EADDRINUSE, "error while attempting to bind"), "Address already in use"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service not"),
        (OSError("could not bind on any address"), "could not bind on any address"),
    ],
)
def test_the_system_s_own_words_are_the_reason(error: OSError, said: str) -> None:
    """What asyncio adds names only its own call."""
    assert reason(error).startswith(said)


def test_what_clients_send_is_not_logged_as_an_error() -> None:
    """A port scanner must not fill the log; other errors of the HTTP layer are kept."""
    errors = (
        (BadHttpMessage("junk"), False),
        (RequestPayloadError(), False),
        (ValueError("ours"), True),
    )
    for error, is_kept in errors:
        attributes = {"exc_info": (type(error), error, None)}
        assert is_not_a_bad_request(logging.makeLogRecord(attributes)) is is_kept
    assert is_not_a_bad_request(logging.makeLogRecord({}))
