"""Bytes of servers, for the tests that read them."""

from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def server_hello_body() -> Callable[..., bytes]:
    """Builds the body of a ServerHello message."""

    def build(
        *,
        version: int = 0x0303,
        random: bytes = bytes(32),
        suite: int = 0xC02F,
        extensions: tuple[tuple[int, bytes], ...] = (),
    ) -> bytes:
        block = b"".join(
            kind.to_bytes(2) + len(body).to_bytes(2) + body for kind, body in extensions
        )
        extensions_block = len(block).to_bytes(2) + block if extensions else b""
        session_id = b"\x04abcd"
        fixed = version.to_bytes(2) + random + session_id + suite.to_bytes(2) + b"\x00"
        return fixed + extensions_block

    return build
