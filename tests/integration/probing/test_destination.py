"""Where an address leads is asked of the kernel: its routes, and its tables of sockets."""

import socket
from pathlib import Path

import pytest

from exporter.probing.machine.destination import destination
from exporter.probing.machine.route import is_here


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", {True}),
        ("127.0.0.9", {True}),
        ("::1", {True}),
        ("203.0.113.10", {False, None}),
    ],
)
def test_an_address_is_this_machines_where_its_routes_say_so(
    address: str, expected: set[bool | None]
) -> None:
    """Those of documentation are nobody's; where there is no route at all, nothing is known."""
    assert is_here(address) in expected


def test_the_program_that_listens_is_named() -> None:
    """Here it is this very process, and at another address none."""
    name = Path("/proc/self/comm").read_text().strip()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = destination("127.0.0.1", port)
        assert (found.is_here, found.programs) == (True, (name,))
        assert destination("127.0.0.2", port).programs == ()
