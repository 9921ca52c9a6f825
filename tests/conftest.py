"""What holds for every test: deadlines, no connections from unit tests, files of what is expected."""

import socket
from collections.abc import Callable, Generator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

import pytest
from coverage import Coverage
from hypothesis import settings

import exporter
from tests.same_looks import compare_same_looks

UNIT_TESTS = Path(__file__).parent / "unit"

# A shared machine is slow at times; the suite's own timeout catches what hangs. The examples are
# the same in every run, so that a change is judged by what it changes, and not many, as more of the
# same find nothing new; `make fuzz` draws others.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make golden` asks for."""
    parser.addoption(
        "--write-golden", action="store_true", help="write the files of what is expected anew"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Coverage sees our modules as they are imported, and not pytest at work, which it makes half as fast."""
    coverage = Coverage.current()
    if coverage is None:
        return (yield)
    for module in walk_packages(exporter.__path__, "exporter."):
        import_module(module.name)
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], str]:
    """What a file says is expected; with --write-golden it says what there is, from now on."""

    def expected(file: Path, present: str) -> str:
        if request.config.getoption("--write-golden"):
            file.write_text(present)
        return file.read_text()

    return expected


@pytest.fixture(autouse=True)
def _compare_same_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No inspection comes to anything else than its whole would."""
    compare_same_looks(monkeypatch)


@pytest.fixture(autouse=True)
def _unit_tests_connect_to_nothing(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if UNIT_TESTS in request.path.parents:
        monkeypatch.setattr(socket.socket, "connect", _refuse)
        monkeypatch.setattr(socket.socket, "bind", _refuse)


def _refuse(_socket: socket.socket, address: object) -> NoReturn:
    raise AssertionError(f"a unit test uses the network: {address}")
