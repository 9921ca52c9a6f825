"""Listen addresses are written as in Prometheus."""

import pytest

from exporter.server.listening import ListenAddress, listen_address


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
