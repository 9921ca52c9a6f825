"""What holds for every test: no surprise deadlines, and no connections from unit tests."""

import socket
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

UNIT_TESTS = Path(__file__).parent / "unit"

# A shared machine is slow at times; the suite's own timeout catches what hangs. The examples are
# the same in every run, so that a change is judged by what it changes; `make fuzz` draws others.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def _unit_tests_connect_to_nothing(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if UNIT_TESTS in request.path.parents:
        monkeypatch.setattr(socket.socket, "connect", _refuse)
        monkeypatch.setattr(socket.socket, "bind", _refuse)


def _refuse(_socket: socket.socket, address: object) -> NoReturn:
    raise AssertionError(f"a unit test uses the network: {address}")
