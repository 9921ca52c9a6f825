"""Real programs from Debian packages: found, or missed in one way for all tests."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.real.programs.alertmanager import Alertmanager, running_alertmanager
from tests.real.programs.deployment import Deployments
from tests.real.programs.installation import build_wheel, install
from tests.real.programs.openssl import OpenSSL
from tests.real.programs.webhook import Webhook, listening_webhook

Program = Callable[[str], Path]
SYSTEM_FOLDERS = "/usr/sbin:/sbin"
"""Where Debian keeps servers, whatever the PATH of a user says."""
LONGEST = ("test_every_cause.py", "test_scan_against_tools.py", "test_recorded_troubles.py")
"""They begin first, so that at the end nobody waits for one of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come before all others."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def program() -> Program:
    """Where a real program, or a file of one, is; a missing one fails in CI and skips the test elsewhere."""
    packages = _packages()

    def path_of(name: str) -> Path:
        folders = f"{sys.prefix}/bin:{os.environ['PATH']}:{SYSTEM_FOLDERS}"
        path = shutil.which(name, mode=os.F_OK, path=folders)
        if path is None:
            miss(f"{name} is not installed; it comes with Debian's package {packages[name]}")
        return Path(path)

    return path_of


@pytest.fixture(scope="session")
def openssl(program: Program) -> OpenSSL:
    """The openssl command."""
    return OpenSSL(program("openssl"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder for the files of one test module's servers."""
    return tmp_path_factory.mktemp(request.module.__name__.rpartition(".")[2])


@pytest.fixture(scope="module")
def deployments(folder: Path) -> Deployments:
    """The maker of one test module's certificates."""
    return Deployments(folder)


@pytest.fixture(scope="module")
def webhook() -> Iterator[Webhook]:
    """Whom Alertmanager tells."""
    with listening_webhook() as webhook:
        yield webhook


@pytest.fixture(scope="module")
def alertmanager(program: Program, folder: Path, webhook: Webhook) -> Iterator[Alertmanager]:
    """Alertmanager with the example's inhibition rules."""
    binary = program("prometheus-alertmanager")
    with running_alertmanager(binary, folder, webhook) as alertmanager:
        yield alertmanager


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built from the source tree."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment into which the wheel was installed."""
    return install(wheel, tmp_path_factory.mktemp("environment") / "venv")


def _packages() -> dict[str, str]:
    """The Debian package of each program; scripts/install-servers reads the same file."""
    lines = (Path(__file__).parent / "packages").read_text().splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def miss(sentence: str) -> NoReturn:
    """Skips the test, or fails it where CI must have everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the very end what was not tested, and for want of what."""
    reports = terminalreporter.getreports("skipped")
    reasons = Counter(one.longrepr[2] for one in reports if isinstance(one.longrepr, tuple))
    if not reasons:
        return
    terminalreporter.section(f"{reasons.total()} TESTS WERE SKIPPED", sep="!", red=True, bold=True)
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:4}  {reason.removeprefix('Skipped: ')}", red=True)
