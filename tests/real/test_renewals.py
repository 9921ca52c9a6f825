"""Renewals as those who make them leave them on disk: told until the server is reloaded, whatever the layout."""

import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from os import kill
from pathlib import Path

import pytest

from exporter.model.server_config import Pair
from exporter.model.target import ServerFiles
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.file_mistakes import HOST, report
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.pebble import Pebble, running_pebble
from tests.real.programs.process import free_port
from tests.real.programs.renewal import before_and_after, told_until_reloaded

pytestmark = pytest.mark.real


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A deployment on disk, what renews it there, and the root of both."""

    deployment: Deployment
    renew: Callable[[], object]
    root_file: Path


@pytest.fixture(scope="module")
def pebble(program: Program, folder: Path) -> Iterator[Pebble]:
    """A CA with its clients."""
    with running_pebble(program, folder) as running:
        yield running


def by_certbot(pebble: Pebble, _: Deployments, __: Path) -> Renewal:
    """Links in `live` that lead to the newest files in `archive`."""
    return Renewal(
        deployment=pebble.certify(HOST),
        renew=lambda: pebble.certify(HOST, "--force-renewal"),
        root_file=pebble.root_file,
    )


def by_dehydrated(pebble: Pebble, _: Deployments, __: Path) -> Renewal:
    """Links to files with the time in their names."""
    return Renewal(
        deployment=pebble.issue(HOST, "site"),
        renew=lambda: pebble.ask("--cron", "--domain", HOST, "--alias", "site", "--force"),
        root_file=pebble.root_file,
    )


def by_kubernetes(_: Pebble, deployments: Deployments, folder: Path) -> Renewal:
    """A mounted secret: links to a link to a folder, which is swapped for another at once."""
    first, renewed = before_and_after(deployments, HOST)
    mounted = folder / "secret"

    def swap(deployment: Deployment, name: str) -> None:
        inner = mounted / f"..{name}"
        inner.mkdir(parents=True)
        shutil.copy(deployment.chain_file, inner / "tls.crt")
        shutil.copy(deployment.key_file, inner / "tls.key")
        (mounted / "..data_tmp").symlink_to(inner.name)
        before = (mounted / "..data").resolve() if (mounted / "..data").exists() else None
        (mounted / "..data_tmp").replace(mounted / "..data")
        if before:
            shutil.rmtree(before)

    swap(first, "2026_01_01")
    for name in ("tls.crt", "tls.key"):
        (mounted / name).symlink_to(f"..data/{name}")
    held = replace(first, chain_file=mounted / "tls.crt", key_file=mounted / "tls.key")
    return Renewal(
        deployment=held,
        renew=lambda: swap(renewed, "2026_03_01"),
        root_file=deployments.root_file,
    )


@pytest.mark.parametrize("lay", [by_certbot, by_dehydrated, by_kubernetes])
@pytest.mark.parametrize("is_written", [False, True], ids=["nginx", "files"])
def test_a_renewal_is_told_until_the_server_is_reloaded(
    program: Program,
    pebble: Pebble,
    deployments: Deployments,
    tmp_path: Path,
    lay: Callable[[Pebble, Deployments, Path], Renewal],
    *,
    is_written: bool,
) -> None:
    """By the very next probe, be the files known by the configuration or written in the exporter's own."""
    made = lay(pebble, deployments, tmp_path)
    port = free_port()
    site = Site(deployment=made.deployment, port=port, server_name=HOST)
    with running_nginx(program("nginx"), tmp_path, [site]) as process:
        pair = Pair(certificate=str(made.deployment.chain_file), key=str(made.deployment.key_file))
        files = (
            ServerFiles(files=(pair,))
            if is_written
            else ServerFiles(nginx=str(tmp_path / "nginx.conf"))
        )
        evidence = told_until_reloaded(
            lambda: report(port, files, made.root_file),
            renew=made.renew,
            reload=lambda: kill(process, signal.SIGHUP),
        )
    assert str(made.deployment.chain_file) in evidence
