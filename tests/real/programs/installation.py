"""The distribution as a user gets it: a wheel, and an environment that it is installed into."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "exporter")
"""What a wheel is built from."""


def build_wheel(folder: Path) -> Path:
    """A wheel of the source tree, built in a copy so that no earlier build leaks into it."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        _copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, environment: Path) -> Path:
    """Installs the wheel into a new environment; answers with the folder of its programs."""
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    _pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    # The dependencies are lent by the running environment: nothing is downloaded.
    (site_packages,) = environment.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _pip(*arguments: str | Path) -> None:
    # Run elsewhere: in the source tree pip would take its metadata for an installed package.
    command: list[str | Path] = [sys.executable, "-m", "pip", "--quiet", *arguments]
    subprocess.run(command, cwd=sys.prefix, check=True)
