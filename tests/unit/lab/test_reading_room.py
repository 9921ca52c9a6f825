"""What the lab's CA hands out by HTTP."""

import pytest

from exporter.lab.conversation import Continuation
from exporter.lab.reading_room import reading_room

DOCUMENTS = {"/www.test/ocsp": b"revoked", "/ari/key.serial": b"late"}


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        (b"POST /www.test/ocsp HTTP/1.1\r\nContent-Length: 3\r\n\r\nwho", b"200 OK", b"revoked"),
        (b"GET /ari/key.serial HTTP/1.1\r\nHost: www.test\r\n\r\n", b"200 OK", b"late"),
        (b"GET /other.test/ocsp HTTP/1.1\r\n\r\n", b"404 Not Found", b""),
    ],
)
def test_what_lies_at_a_path_is_handed_out(asked: bytes, status: bytes, body: bytes) -> None:
    """Once the whole question has come, be it octet by octet."""
    hear = reading_room(DOCUMENTS)()
    *waited, told = [hear(bytes([octet])) for octet in asked]
    assert all(one.send == b"" and one.ending is Continuation.NONE for one in waited)
    assert told.send.startswith(b"HTTP/1.1 " + status)
    assert told.send.endswith(b"\r\n\r\n" + body)
    assert told.ending is Continuation.CLOSE
