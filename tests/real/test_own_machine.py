"""The servers of the exporter's own machine: found by their configurations, in a container's mount as well."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from exporter.model.server_config import ServerConfig
from exporter.model.target import ServerFiles
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.nginx.read import read
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.exporter import started_exporter
from tests.real.programs.file_mistakes import HOST, codes, laid, report
from tests.real.programs.haproxy import running_haproxy
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port, poll_until
from tests.real.programs.renewal import before_and_after

pytestmark = pytest.mark.real

LOCAL = "localhost"


def checked_here(root_file: Path, *options: str) -> tuple[int, Mapping[str, list[str]]]:
    """What `check --local` ends with, and the codes of step 2's findings by target."""
    command = (sys.executable, "-m", "exporter", "check", "--local", "--no-scan", "--json")
    trust = f"--ca-file={root_file}"
    done = subprocess.run([*command, trust, *options], capture_output=True, check=False)
    targets = json.loads(done.stdout)["targets"]
    return done.returncode, {
        one["target"]["name"]: [
            finding["code"]
            for step in one["ladder"]
            for finding in step["findings"]
            if step["step"] == "server_config"
        ]
        for one in targets
    }


def test_each_name_of_the_servers_of_the_machine_is_checked_where_it_is_served(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """Of nginx and HAProxy; a renewal that one of them does not know is told of its name alone."""
    first, renewed = before_and_after(deployments, "a.test")
    port = free_port()
    names = {"a.test": first, "b.test": deployments.deploy("b.test")}
    sites = [
        Site(deployment=one, port=port, server_name=name, directives="ssl_session_timeout 1m;")
        for name, one in names.items()
    ]
    haproxy = deployments.deploy("c.test")
    with (
        running_nginx(program("nginx"), folder, sites),
        running_haproxy(program("haproxy"), folder, haproxy) as other,
    ):
        options = (f"--nginx={folder}/nginx.conf", f"--haproxy={folder}/haproxy-{other}.cfg")
        right: dict[str, list[str]] = {
            f"a.test:{port}": [],
            f"b.test:{port}": [],
            f"c.test:{other}": [],
        }
        assert checked_here(deployments.root_file, *options)[1] == right
        first.chain_file.write_bytes(renewed.chain_file.read_bytes())
        first.key_file.write_bytes(renewed.key_file.read_bytes())
        rc, found = checked_here(deployments.root_file, *options)
    assert found == {**right, f"a.test:{port}": ["server_config_not_reloaded"]}
    assert rc == 0  # the old certificate holds on


def test_a_site_is_watched_from_when_the_configuration_has_it(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """Each with the file that its certificate is in, and no longer than it has it; a reload looks at once."""
    folder = folder / "watched"
    folder.mkdir()
    ports = [free_port(), free_port()]
    sites = [
        Site(deployment=deployments.deploy(LOCAL), port=port, server_name=LOCAL) for port in ports
    ]
    with running_nginx(program("nginx"), folder, sites):
        config = folder / "nginx.conf"
        both = config.read_text()
        alone = both.replace(f"127.0.0.1:{ports[1]} ssl", f"127.0.0.1:{ports[1]}")
        config.write_text(alone)
        watching = {
            "trust_stores": {"lab": {"file": str(deployments.root_file)}},
            "defaults": {
                "scan_interval": "0s",
                "trust": ["lab"],
                "interval": "5s",
                "timeout": "5s",
            },
            "discovery": {"server_files": [{"nginx": str(config)}]},
        }
        with started_exporter(folder, watching) as exporter:

            def known() -> set[tuple[str, str]]:
                found = exporter.scrape("tls_served_certificate_matches_file").samples
                return {(one.labels["target"], one.labels["file"]) for one in found if one.value}

            (first, second) = (
                (f"{LOCAL}:{port}", str(site.deployment.chain_file))
                for port, site in zip(ports, sites, strict=True)
            )
            assert poll_until(lambda: known() == {first})
            config.write_text(both)
            exporter.reconfigure(watching)  # or within a minute by itself
            assert poll_until(lambda: known() == {first, second})
            config.write_text(alone)
            exporter.reconfigure(watching)
            assert poll_until(lambda: known() == {first})


BOUND = ("usr", "lib", "lib64", "dev")
MAIN = """\
daemon off;
pid /run/nginx.pid;
error_log stderr;
events {}
http { access_log off; include /etc/nginx/sites-enabled/*; }
"""
IN_CONTAINER = """\
server {{
    listen 127.0.0.1:{port} ssl;
    server_name {host};
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
}}
"""


def contained(root: Path, deployment: Deployment, port: int) -> None:
    """A file system with nginx's configuration, and links of the kind that certbot and Debian make, some from the root on."""
    for name in ("etc/nginx/sites-available", "etc/nginx/sites-enabled", "run", "var/lib/nginx"):
        (root / name).mkdir(parents=True)
    archive = root / "etc/letsencrypt/archive" / HOST
    live = root / "etc/letsencrypt/live" / HOST
    for one in (archive, live):
        one.mkdir(parents=True)
    laid(deployment, archive)
    for name, file in (("fullchain", "www.pem"), ("privkey", "www.key")):
        (archive / file).rename(archive / f"{name}1.pem")
    (live / "fullchain.pem").symlink_to(f"../../archive/{HOST}/fullchain1.pem")
    (live / "privkey.pem").symlink_to(f"/etc/letsencrypt/archive/{HOST}/privkey1.pem")
    (root / "etc/nginx/nginx.conf").write_text(MAIN)
    site = root / "etc/nginx/sites-available/site"
    site.write_text(IN_CONTAINER.format(port=port, host=HOST))
    (root / "etc/nginx/sites-enabled/site").symlink_to("/etc/nginx/sites-available/site")
    for name in ("passwd", "group"):
        (root / "etc" / name).write_text(Path("/etc", name).read_text())


def nginx_inside(root: Path) -> subprocess.CompletedProcess[bytes]:
    """`nginx -t -T` with the folder as its root, as in a container."""
    binds = (f"mkdir -p {root}/{one} && mount --rbind /{one} {root}/{one}" for one in BOUND)
    script = " && ".join((*binds, f"exec chroot {root} /usr/sbin/nginx -t -T"))
    command = ["unshare", "--mount", "sh", "-c", script]
    return subprocess.run(command, capture_output=True, check=False)


def read_below(root: Path) -> ServerConfig:
    """The configuration as the exporter reads it."""
    return read("/etc/nginx/nginx.conf", DiskSource(Disk(str(root))))


def test_a_file_system_may_be_mounted_elsewhere(
    program: Program, tmp_path: Path, deployments: Deployments
) -> None:
    """Paths and links from its root on lead within it, as they do for the nginx that has it as its root."""
    program("unshare")
    program("nginx")
    root, port = tmp_path / "host", free_port()
    contained(root, deployments.deploy(HOST), port)
    tested = nginx_inside(root)
    assert tested.returncode == 0, tested.stderr.decode()
    assert f"server_name {HOST};".encode() in tested.stdout
    server = ServerFiles(nginx="/etc/nginx/nginx.conf", root=str(root))
    assert codes(report(port, server, deployments.root_file)) == set()
    assert [site.names for site in read_below(root).sites] == [(HOST,)]
    (root / f"etc/letsencrypt/archive/{HOST}/privkey1.pem").unlink()
    assert nginx_inside(root).returncode != 0
    assert codes(report(port, server, deployments.root_file)) == {"server_config_file_missing"}
