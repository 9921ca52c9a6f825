"""Who answers instead of the nginx whose files are read: real servers, beside it, in front of it and elsewhere.

All of them stand in network namespaces of this module's own: one machine, and another at the end of a cable.
"""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from exporter.lab.certificates import Leaf, SentChain, Validity
from exporter.model.target import ServerFiles
from tests.real.conftest import Program
from tests.real.network.namespaces import Namespace, ip
from tests.real.programs.apache import VirtualHost, running_apache
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.file_mistakes import HOST, report
from tests.real.programs.haproxy import running_haproxy
from tests.real.programs.nginx import Site, configured, running_nginx
from tests.real.programs.process import free_port, free_ports, listens, running

pytestmark = pytest.mark.real
OTHER = "server_config_other_certificate"

HERE, BESIDE = "127.0.0.1", "127.0.0.2"
NEAR, FAR = "198.51.100.1", "198.51.100.2"
HANDED_ON = """table ip nat {{
  chain output {{ type nat hook output priority -100; ip daddr {0} tcp dport {1} redirect to :{2}; }}
}}
"""
STUNNEL = """foreground = yes
pid =
[tls]
accept = {0}:{1}
connect = {0}:1
cert = {2}
key = {3}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One with the files of an nginx on its disk, and another that it can reach."""

    program: Program
    folder: Path
    far: Namespace
    ours: Deployment
    """What the files have for the name."""
    another: Deployment
    """Made later, and not to replace it."""
    root_file: Path

    def sites(self, port: int, address: str = HERE) -> list[Site]:
        """Those of the files: of the name that is asked for, and of another."""
        first = Site(deployment=self.ours, port=port, address=address, server_name=HOST)
        return [first, replace(first, deployment=self.another, server_name="other.test")]

    def told(
        self, sites: Sequence[Site], port: int, *addresses: str
    ) -> tuple[str, tuple[str, ...]]:
        """What lies behind the finding, and how it ends, by files with these sites."""
        server = ServerFiles(nginx=str(configured(self.folder, sites)))
        judged = report(port, server, self.root_file, addresses)
        (found,) = (one for one in judged.findings if one.kind.code == OTHER)
        return found.evidence.rpartition(": ")[2].rpartition("; ")[2], found.causes

    def beside(self) -> Path:
        """A folder for another server."""
        return Path(mkdtemp(dir=self.folder))


@pytest.fixture(scope="module")
def machine(program: Program, folder: Path, deployments: Deployments) -> Iterator[Machine]:
    """Everything that starts meanwhile is on it."""
    program("nginx")
    near, far = Namespace(), Namespace()
    with near.entered():
        ip("link", "add", "near", "type", "veth", "peer", "name", "far")
        ip("link", "set", "far", "netns", far.path)
        ip("address", "add", f"{NEAR}/24", "dev", "near")
        ip("link", "set", "near", "up")
        with far.entered():
            ip("address", "add", f"{FAR}/24", "dev", "far")
            ip("link", "set", "far", "up")
        older = SentChain(leaf=Leaf(validity=Validity(age=60, left=30)))
        later = SentChain(leaf=Leaf(validity=Validity(age=40, left=50)))
        yield Machine(
            program=program,
            folder=folder,
            far=far,
            ours=deployments.deploy(HOST, older),
            another=deployments.deploy(HOST, later),
            root_file=deployments.root_file,
        )


def test_another_site_answers_until_nginx_knows_the_one_of_the_name(machine: Machine) -> None:
    """It was added to the files, and the first that there was answers without it."""
    port = free_port()
    first, other = machine.sites(port)
    with running_nginx(machine.program("nginx"), machine.beside(), [other]):
        told, causes = machine.told([other, first], port, HERE)
    assert told.endswith("(other.test)")
    assert causes == ("block",)


def test_nginx_itself_answers_with_what_is_in_its_files_no_more(machine: Machine) -> None:
    """An older certificate was put back, so that it is no renewal either."""
    port = free_port()
    first, other = machine.sites(port)
    with running_nginx(machine.program("nginx"), machine.beside(), [other]):
        told = machine.told([first], port, HERE)
    assert told == (
        "nginx has the port, as it was configured before or with other files",
        ("server",),
    )


def test_a_proxy_answers_in_front_of_nginx(machine: Machine) -> None:
    """HAProxy has a certificate of its own, and nginx behind it that of its files."""
    haproxy, nginx = machine.program("haproxy"), machine.program("nginx")
    with running_haproxy(haproxy, machine.beside(), machine.another) as port:
        sites = machine.sites(port, BESIDE)[:1]
        with running_nginx(nginx, machine.beside(), sites):
            told = machine.told(sites, port, HERE, BESIDE)
    assert told == (f"something else than at {BESIDE}:{port} answers here, haproxy", ("proxy",))


def test_apache_has_the_port_at_another_address(machine: Machine) -> None:
    """It is named, as the table of sockets leads to it."""
    port = free_port()
    host = VirtualHost(deployment=machine.another, port=port, server_name=HOST)
    sites = machine.sites(port, BESIDE)[:1]
    with (
        running_nginx(machine.program("nginx"), machine.beside(), sites),
        running_apache(machine.program("apache2"), machine.beside(), [host]),
    ):
        assert machine.told(sites, port, HERE) == ("apache2 has the port", ("program",))


def test_stunnel_has_the_port(machine: Machine) -> None:
    """Which nginx can have no more."""
    port, folder = free_port(), machine.beside()
    pair = (machine.another.chain_file, machine.another.key_file)
    (folder / "stunnel.conf").write_text(STUNNEL.format(HERE, port, *pair))
    command: list[str | Path] = [machine.program("stunnel4"), folder / "stunnel.conf"]
    with running(command, log=folder / "stunnel.log", ready=listens((HERE, port))):
        told = machine.told(machine.sites(port)[:1], port, HERE)
    assert told == ("stunnel4 has the port", ("program",))


def test_a_port_is_handed_on_to_where_nobody_would_look(machine: Machine) -> None:
    """A rule of the firewall leads elsewhere, as those of containers do."""
    port, behind = free_ports(2)
    folder = machine.beside()
    (folder / "rules").write_text(HANDED_ON.format(BESIDE, port, behind))
    subprocess.run([machine.program("nft"), "--file", folder / "rules"], check=True)
    first, other = machine.sites(port)
    other = replace(other, port=behind)
    with running_nginx(machine.program("nginx"), folder, [other]):
        told = machine.told([first], port, BESIDE)
    assert told == (
        "nothing on this machine listens there, so connections are handed on",
        ("forwarded",),
    )


@pytest.mark.parametrize(
    ("is_running", "expected"),
    [
        (False, f"{FAR} is no address of the exporter's machine, where nothing listens on port "),
        (True, "another machine answers, or this one behind translated addresses (NAT)"),
    ],
)
def test_another_machine_answers(machine: Machine, expected: str, *, is_running: bool) -> None:
    """That is certain where nothing has the port here to which an address could be translated."""
    port = free_port()
    first, other = machine.sites(port, FAR)
    nginx = machine.program("nginx")
    with ExitStack() as stack:
        with machine.far.entered():
            stack.enter_context(running_nginx(nginx, machine.beside(), [other]))
        if is_running:
            own = replace(first, address=NEAR)
            stack.enter_context(running_nginx(nginx, machine.beside(), [own]))
        told, causes = machine.told([replace(first, address=NEAR)], port, FAR)
    assert told.startswith(expected)
    assert causes == ("machine",)
