"""`check` with the files of a server that does not run: steps 2, 7 and 9 are told all the same."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from exporter.cli import exit_code
from exporter.cli.options import parser
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from tests.real.mistakes.nginx import configured
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import HOST, laid
from tests.real.programs.process import free_port

OF_FILES = ("server_config", "private_key", "permissions")
Check = Callable[..., Mapping[str, Mapping[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration of nginx, and the pair of its site, at a port where nothing listens."""
    deployments = Deployments(tmp_path)
    laid(deployments.deploy(HOST), tmp_path)
    other = deployments.deploy("other.test", SentChain(leaf=Leaf(key=ServerKey.RSA_2048)))
    shutil.copy(other.key_file, tmp_path / "other.key")
    configured(tmp_path, free_port())
    return tmp_path


@pytest.fixture
def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """The steps that `check` tells of its only target."""

    def checked(*arguments: str) -> Mapping[str, Mapping[str, Any]]:
        trust = f"--ca-file={folder}/root.pem"
        given = ("check", "--json", "--no-scan", trust, *arguments)
        assert exit_code(parser().parse_args(given)) == 1  # the port is closed
        (target,) = json.loads(capsys.readouterr().out)["targets"]
        return {step["step"]: step for step in target["ladder"]}

    return checked


def codes(steps: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The findings of the steps that files tell of."""
    return {name: [one["code"] for one in steps[name]["findings"]] for name in OF_FILES}


WAYS = {
    "a configuration": ("--nginx={folder}/nginx.conf",),
    "a configuration and a host": ("--nginx={folder}/nginx.conf", f"{HOST}:{{port}}", "--ip=127.0.0.1"),
    "certificate and key": ("--files", "{folder}/www.pem", "{folder}/www.key", f"{HOST}:{{port}}", "--ip=127.0.0.1"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_files_are_checked_without_a_server(
    folder: Path, check: Check, way: tuple[str, ...]
) -> None:
    """The names of a configuration where no host is given; a key that is not the certificate's is told."""
    port = (folder / "nginx.conf").read_text().partition("127.0.0.1:")[2].partition(" ")[0]
    arguments = [one.format(folder=folder, port=port) for one in way]
    steps = check(*arguments)
    assert codes(steps) == {"server_config": [], "private_key": [], "permissions": []}
    assert steps["private_key"]["status"] == "passed"
    laid_key = (folder / "other.key").read_bytes()
    (folder / "www.key").write_bytes(laid_key)
    assert codes(check(*arguments))["private_key"] == ["private_key_mismatch"]


def test_all_nine_steps_are_there_with_a_configuration(folder: Path, check: Check) -> None:
    """Of a host whose port is closed, those of the network are told or not checked."""
    steps = check(f"--nginx={folder}/nginx.conf", "--ip=127.0.0.1", HOST)
    assert len(steps) == 9
