"""The wheel: complete, installed away from the source tree, and able to start."""

import re
import subprocess
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from exporter import __version__
from tests.real.programs.installation import ROOT

pytestmark = pytest.mark.real

PACKAGE_NAME = re.compile(r"[A-Za-z0-9._-]+")
LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+) \\\n    --hash=sha256:", re.MULTILINE)
TABLE_ROW = re.compile(r"^\| ([a-z0-9-]+) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    """Templates, styles and texts are in the wheel, not only modules."""
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "exporter").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_wheel_has_nothing_but_the_package_and_its_metadata(wheel: Path) -> None:
    """Neither tests nor benchmarks are installed."""
    folders = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert folders == {"exporter", f"tls_exporter-{__version__}.dist-info"}


def test_wheel_carries_the_licence(metadata: Message) -> None:
    """The licence is named as an SPDX expression, and its text comes along."""
    assert (metadata["License-Expression"], metadata["License-File"]) == ("Apache-2.0", "LICENSE")


def test_installed_program_tells_its_version(installed: Path) -> None:
    """The console script starts, in an environment that has never seen the source tree."""
    assert __version__ in _say(installed, "tls-exporter", "--version")


def test_installed_package_runs_as_a_module_of_its_own(installed: Path) -> None:
    """What runs is the installed copy, and `python -m exporter` is the console script."""
    module = _say(installed, "python", "-c", "import exporter; print(exporter.__file__)")
    assert Path(module).is_relative_to(installed.parent)
    assert __version__ in _say(installed, "python", "-m", "exporter", "--version")


def test_every_dependency_is_explained(metadata: Message) -> None:
    """docs/dependencies.md has a row for each package that is required, and for no other."""
    required = {
        found[0].lower()
        for requirement in metadata.get_all("Requires-Dist", [])
        if (found := PACKAGE_NAME.match(requirement))
    }
    page = (ROOT / "docs" / "dependencies.md").read_text()
    assert set(TABLE_ROW.findall(page)) - {"package"} == required


def test_every_dependency_is_locked(metadata: Message) -> None:
    """requirements.txt has a version of each that is new enough, and hashes of all."""
    text = (ROOT / "requirements.txt").read_text()
    locked = dict(LOCKED.findall(text))
    needed = (Requirement(one) for one in metadata.get_all("Requires-Dist", []))
    for one in (one for one in needed if one.marker is None or "extra" not in str(one.marker)):
        assert locked[canonicalize_name(one.name)] in one.specifier, one


def _say(installed: Path, program: str, *arguments: str) -> str:
    """What an installed program prints, away from the source tree."""
    command: list[str | Path] = [installed / program, *arguments]
    completed = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    return completed.stdout.strip()
