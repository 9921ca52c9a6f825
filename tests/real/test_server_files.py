"""The files of a real nginx: what the exporter says of mistakes beside `nginx -t`, and of a renewal."""

import re
import signal
import subprocess
from dataclasses import replace
from os import kill
from pathlib import Path
from random import Random

import pytest

from exporter.model.target import ServerFiles
from exporter.webserver.allowance import Allowance
from exporter.webserver.nginx.syntax import parsed
from tests.real.conftest import Program
from tests.real.mistakes.nginx import MISTAKES, configured
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import (
    HOST,
    by_openssl,
    codes,
    laid,
    report,
)
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.nginx import configured as with_sites
from tests.real.programs.process import free_port
from tests.real.programs.renewal import before_and_after, told_until_reloaded

pytestmark = pytest.mark.real


def files_of(config: Path) -> ServerFiles:
    """The configuration of nginx."""
    return ServerFiles(nginx=str(config))


@pytest.fixture
def on_disk(tmp_path: Path, deployments: Deployments) -> Path:
    """A folder with nginx's configuration and a pair, which every user may pass."""
    laid(deployments.deploy(HOST), tmp_path)
    configured(tmp_path, free_port())
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_nginx_refuses(
    program: Program, on_disk: Path, deployments: Deployments, mistake: str
) -> None:
    """And nothing is told where it starts, but for what is no matter of starting."""
    nginx = program("nginx")
    made = MISTAKES[mistake]
    made.change(on_disk)
    config = on_disk / "nginx.conf"
    port = int(config.read_text().partition("listen 127.0.0.1:")[2].partition(" ")[0])
    tested = subprocess.run([nginx, "-t", "-c", config], capture_output=True, check=False)
    found = codes(report(port, files_of(config), deployments.root_file))
    assert found == made.found
    assert (tested.returncode != 0) == made.is_refused, tested.stderr.decode()


PIECES = (
    "a",
    "b ",
    '"',
    "'",
    ";",
    " ",
    "\n",
    "{",
    "}",
    "\\",
    "$",
    "${",
    "#",
    '"q r"',
    ")",
    "\\n",
    "\t",
    "}a",
    "$v",
    "\r\n",
)


def test_words_are_those_of_nginx(program: Program, tmp_path: Path) -> None:
    """Of 150 texts of odd pieces; it stops at words that it does not know, but only after it has found their end."""
    nginx, config = program("nginx"), tmp_path / "nginx.conf"
    for seed in range(150):
        random = Random(seed)  # noqa: S311 - chance, not secrecy
        text = "".join(random.choices(PIECES, k=random.randint(1, 14)))
        config.write_text(text, newline="")
        tested = subprocess.run([nginx, "-t", "-c", config], capture_output=True, check=False)
        refused = re.search(r"emerg\S* \S+ (unexpected .*) in \S+:(\d+)\n", tested.stderr.decode())
        _, flaw = parsed(text, str(config), Allowance())
        if refused:
            assert flaw is not None, text
            assert (flaw.text, str(flaw.where.number)) == refused.groups(), text
        elif flaw:
            assert b"unknown directive" in tested.stderr, text


def test_a_pair_of_another_site_that_nginx_does_not_start_with_is_named(
    program: Program, tmp_path: Path, deployments: Deployments
) -> None:
    """By the closed port, whose own site is in order."""
    nginx, port = program("nginx"), free_port()
    laid(deployments.deploy(HOST), tmp_path)
    pair = replace(
        deployments.deploy(HOST), chain_file=tmp_path / "www.pem", key_file=tmp_path / "www.key"
    )
    own = Site(deployment=pair, port=port, server_name=HOST)
    mixed = replace(deployments.deploy("b.test"), key_file=deployments.deploy("c.test").key_file)
    other = Site(deployment=mixed, port=port, server_name="b.test")
    config = with_sites(tmp_path, [own, other])
    tested = subprocess.run([nginx, "-t", "-c", config], capture_output=True, check=False)
    assert b"key values mismatch" in tested.stderr
    judged = report(port, files_of(config), deployments.root_file)
    assert codes(judged) == {"server_config_invalid"}
    (closed,) = (one for one in judged.findings if one.kind.code == "port_refused")
    assert closed.causes == ("files",)
    assert f"{mixed.key_file}: not the key of the first certificate" in closed.evidence


def test_an_encrypted_key_is_not_checked(
    program: Program, on_disk: Path, deployments: Deployments
) -> None:
    """Nginx asks for its passphrase, which somebody may give."""
    del program
    by_openssl("www.key", "pkcs8", "-topk8", "-in", "www.key", "-passout", "pass:x")(on_disk)
    judged = report(1, files_of(on_disk / "nginx.conf"), deployments.root_file)
    assert "private_key_unusable" not in codes(judged)


def test_a_renewal_is_told_until_nginx_is_reloaded(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """By the very next probe, before and after."""
    first, renewed = before_and_after(deployments, HOST)
    laid(first, folder)
    present = replace(first, chain_file=folder / "www.pem", key_file=folder / "www.key")
    port = free_port()
    site = Site(deployment=present, port=port, server_name=HOST)
    files = files_of(folder / "nginx.conf")
    with running_nginx(program("nginx"), folder, [site]) as process:
        evidence = told_until_reloaded(
            lambda: report(port, files, deployments.root_file),
            renew=lambda: laid(renewed, folder),
            reload=lambda: kill(process, signal.SIGHUP),
        )
    assert evidence.endswith("reload there: nginx -t && nginx -s reload")
