"""The Dockerfile, as far as it can be checked without a container engine."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.programs.http import answers
from tests.real.programs.installation import ROOT, SOURCES
from tests.real.programs.process import free_port, running

pytestmark = pytest.mark.real

CONTEXT = (*SOURCES, "requirements.txt", "THIRD-PARTY-NOTICES.md")
"""What the build is given."""
INSTRUCTION = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)
DEFAULT_PORT = "9843"


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    """Name and argument of each instruction, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text()
    return INSTRUCTION.findall(re.sub(r"\s*\\\n\s*", " ", text))


@pytest.fixture(scope="module")
def image(instructions: list[tuple[str, str]]) -> dict[str, str]:
    """The instructions of the last stage, which is what is shipped."""
    last_stage = max(i for i, (name, _) in enumerate(instructions) if name == "FROM")
    return dict(instructions[last_stage:])


@pytest.fixture(scope="module")
def port() -> int:
    """Where the exporter listens here, instead of its usual port."""
    return free_port()


@pytest.fixture
def container(image: dict[str, str], installed: Path, folder: Path, port: int) -> Iterator[None]:
    """The image's own command, running in an environment with the wheel installed."""
    config_file = folder / "config.yml"
    config_file.write_text("targets: []\n")
    program, *entry = json.loads(image["ENTRYPOINT"])
    serve, _config = json.loads(image["CMD"])
    command: list[str | Path] = [
        installed / program,
        *entry,
        serve,
        f"--config.file={config_file}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with running(
        command,
        log=folder / "container.log",
        ready=lambda: answers(f"http://127.0.0.1:{port}/-/healthy"),
        environment=os.environ | _settings(image["ENV"]),
    ):
        yield


def test_base_image_is_pinned_to_a_patch_release(instructions: list[tuple[str, str]]) -> None:
    """Every stage starts from one image whose tag names a whole version."""
    arguments = [argument for name, argument in instructions if name == "ARG"]
    stages = [argument.split()[0] for name, argument in instructions if name == "FROM"]
    assert re.fullmatch(r"PYTHON=python:3\.1[1-9]\.\d+-slim-bookworm", arguments[0])
    assert set(stages) == {"${PYTHON}"}


def test_image_runs_as_a_numeric_user_other_than_root(image: dict[str, str]) -> None:
    """Kubernetes can see that the user is not root, as it is a number."""
    user, group = (int(part) for part in image["USER"].split(":"))
    assert min(user, group) > 0


def test_image_exposes_the_port_of_serve(image: dict[str, str]) -> None:
    """The exposed port is the one that serve and the health check use."""
    assert image["EXPOSE"] == DEFAULT_PORT
    assert DEFAULT_PORT in image["HEALTHCHECK"]


def test_the_build_takes_only_what_is_locked(instructions: list[tuple[str, str]]) -> None:
    """Files of known content, and the exporter itself without looking for more."""
    (built,) = (argument for name, argument in instructions if name == "RUN")
    locked, own, *_ = built.split(" && ")
    assert "--require-hashes --requirement requirements.txt" in locked
    assert own.endswith("--no-deps .")


def test_build_copies_exactly_what_the_wheel_is_built_from(
    instructions: list[tuple[str, str]],
) -> None:
    """It gets the files that the packaging tests build from, the locked requirements and the notice, and no others."""
    copies = [argument.split()[:-1] for name, argument in instructions if name == "COPY"]
    from_context = [source for copy in copies for source in copy if not copy[0].startswith("--")]
    assert sorted(from_context) == sorted(CONTEXT)


def test_build_context_is_an_allow_list() -> None:
    """The context holds what the build copies; configuration and keys beside it stay out."""
    lines = (ROOT / ".dockerignore").read_text().split()
    allowed = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert lines[0] == "*"
    assert sorted(allowed) == sorted(CONTEXT)


@pytest.mark.usefixtures("container")
def test_health_check_passes_while_the_exporter_serves(
    image: dict[str, str], installed: Path, port: int
) -> None:
    """The image's own check, run as it stands, succeeds against a healthy exporter."""
    assert _health(image, installed, port) == 0


def test_health_check_fails_where_nothing_serves(image: dict[str, str], installed: Path) -> None:
    """The image's own check fails when nothing answers."""
    assert _health(image, installed, free_port()) != 0


def test_running_writes_nothing_into_the_installation(
    installed: Path, request: pytest.FixtureRequest
) -> None:
    """A read-only root file system is enough: starting and serving leave no file behind."""
    before = set(installed.parent.rglob("*"))
    request.getfixturevalue("container")
    assert set(installed.parent.rglob("*")) == before


def _health(image: dict[str, str], installed: Path, port: int) -> int:
    """The exit status of the image's check, asking another port."""
    program, *arguments = json.loads(image["HEALTHCHECK"].partition("CMD ")[2])
    command = [
        installed / program,
        *(argument.replace(DEFAULT_PORT, str(port)) for argument in arguments),
    ]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


def _settings(argument: str) -> dict[str, str]:
    """The assignments of an ENV instruction, but for PATH, which names the image's folders."""
    assignments = (assignment.partition("=") for assignment in argument.split())
    return {name: value for name, _, value in assignments if name != "PATH"}
