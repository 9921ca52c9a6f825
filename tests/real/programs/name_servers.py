"""A little DNS of its own: a root, a domain below it and two name servers of zones, all one BIND; and caches.

It takes a network namespace of its own, in which the addresses below are this machine's.
"""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dns.message
import dns.query

from tests.real.network.namespaces import Namespace, ip
from tests.real.programs.named import bind
from tests.real.programs.process import free_port, listens, poll_until, running

ROOT, TLD, ONE, TWO, NOBODY = (f"192.0.2.{number}" for number in range(11, 16))
"""The addresses of the root's name server, of the domain's, of two of zones, and of one without any."""
TOP = """\
$TTL 3600
@ SOA ns.nic.test. hostmaster.nic.test. 1 3600 600 86400 60
@ NS ns.nic.test.
"""
DELEGATIONS: Mapping[str, tuple[str, ...]] = {
    "example.test": (ONE, TWO),
    "behind.test": (ONE, TWO),
    "advert.test": (ONE, TWO),
    "lame.test": (ONE, NOBODY),
}
"""The servers of each zone."""
NAMES = {ONE: "ns1.nic.test.", TWO: "ns2.nic.test.", NOBODY: "ns3.nic.test."}


@contextmanager
def own_network() -> Iterator[None]:
    """A network namespace of this thread's, with the addresses above and 127.0.0.1."""
    namespace = Namespace()
    with namespace.entered():
        for address in (ROOT, TLD, ONE, TWO, NOBODY):
            ip("address", "add", f"{address}/32", "dev", "lo")
        yield


def head(serial: int) -> str:
    """The beginning of a zone."""
    servers = "".join(f"@ NS {NAMES[server]}\n" for server in (ONE, TWO))
    return (
        f"$TTL 3600\n@ SOA {NAMES[ONE]} hostmaster.nic.test. {serial} 3600 600 86400 60\n{servers}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameServers:
    """BIND with a view for each address."""

    folder: Path
    process: subprocess.Popen[bytes]

    def change(
        self, zone: str, serial: int, records: str, *, at: tuple[str, ...] = (ONE, TWO)
    ) -> None:
        """Another state of a zone at these servers, once it is served."""
        for server in at:
            self.folder.joinpath(f"{server}-{zone}").write_text(head(serial) + records)
        self.process.send_signal(signal.SIGHUP)
        for server in at:
            assert poll_until(partial(self.serves, server, zone, serial))

    def serves(self, server: str, zone: str, serial: int) -> bool:
        """Whether the state of this number is served."""
        query = dns.message.make_query(zone, "SOA")
        answer = dns.query.udp(query, server, timeout=5).answer
        return bool(answer) and answer[0][0].serial == serial


@contextmanager
def running_name_servers(
    named: Path, folder: Path, zones: Mapping[str, str]
) -> Iterator[NameServers]:
    """The servers, with the first state of each zone of `DELEGATIONS`."""
    folder.mkdir()
    glue = "".join(f"{name} A {address}\n" for address, name in NAMES.items())
    (folder / "root").write_text(f"{TOP}test. NS ns.nic.test.\nns.nic.test. A {TLD}\n")
    delegated = "".join(
        f"{zone}. NS {NAMES[server]}\n" for zone in DELEGATIONS for server in DELEGATIONS[zone]
    )
    (folder / "tld").write_text(f"{TOP}ns.nic.test. A {TLD}\n{glue}{delegated}")
    (folder / "hints").write_text(f". 3600 NS a.root.\na.root. 3600 A {ROOT}\n")
    for zone, records in zones.items():
        for server in (ONE, TWO):
            folder.joinpath(f"{server}-{zone}").write_text(head(1) + records)
    views = {ROOT: {".": "root"}, TLD: {"test": "tld"}, NOBODY: {}}
    views |= {server: {zone: f"{server}-{zone}" for zone in zones} for server in (ONE, TWO)}
    options = f"""
        listen-on {{ {"; ".join(views)}; }};
        recursion no; dnssec-validation no; notify no;
    """
    statements = "".join(view(folder, server, files) for server, files in views.items())
    with bind(named, folder, options, at=(ONE, 53), zones=statements) as process:
        yield NameServers(folder=folder, process=process)


def view(folder: Path, server: str, files: Mapping[str, str]) -> str:
    """What BIND serves at one address."""
    zones = "".join(
        f'zone "{zone}" {{ type primary; file "{folder / file}"; }};'
        for zone, file in files.items()
    )
    zones += "" if "." in files else 'zone "." { type hint; file "hints"; };'
    return f'view "{server}" {{ match-destinations {{ {server}; }}; {zones} }};\n'


@contextmanager
def running_unbound(unbound: Path, folder: Path) -> Iterator[int]:
    """Unbound as a cache before the first server of each zone; yields its port."""
    folder.mkdir()
    port = free_port()
    stubs = "".join(f'stub-zone:\n  name: "{zone}"\n  stub-addr: {ONE}\n' for zone in DELEGATIONS)
    configuration = folder / "unbound.conf"
    configuration.write_text(f"""\
server:
  interface: 127.0.0.1
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  use-syslog: no
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
{stubs}""")
    with running(
        [unbound, "-d", "-c", configuration], log=folder / "log", ready=listens(("127.0.0.1", port))
    ):
        yield port


@contextmanager
def running_caching_bind(named: Path, folder: Path) -> Iterator[int]:
    """BIND as a cache before the first server of each zone; yields its port."""
    port = free_port()
    options = f"listen-on port {port} {{ 127.0.0.1; }}; recursion yes; dnssec-validation no;"
    forwarded = "".join(
        f'zone "{zone}" {{ type forward; forward only; forwarders {{ {ONE}; }}; }};\n'
        for zone in DELEGATIONS
    )
    with bind(named, folder, options, at=("127.0.0.1", port), zones=forwarded):
        yield port


@contextmanager
def running_recursor(recursor: Path, folder: Path) -> Iterator[int]:
    """PowerDNS Recursor as a cache before the first server of each zone; yields its port."""
    folder.mkdir()
    port = free_port()
    settings = {
        "local-address": f"127.0.0.1:{port}",
        "forward-zones": ",".join(f"{zone}={ONE}" for zone in DELEGATIONS),
        "dont-query": "",
        "dnssec": "off",
        "daemon": "no",
        "disable-syslog": "yes",
        "security-poll-suffix": "",
        "config-dir": folder,
        "socket-dir": folder,
    }
    command: list[str | Path] = [
        recursor,
        *(f"--{name}={value}" for name, value in settings.items()),
    ]
    with running(command, log=folder / "log", ready=listens(("127.0.0.1", port))):
        yield port


@contextmanager
def running_dnsmasq(dnsmasq: Path, folder: Path) -> Iterator[int]:
    """Dnsmasq as a cache before the first server of the zones; yields its port."""
    folder.mkdir()
    port = free_port()
    command: list[str | Path] = [
        *(dnsmasq, "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts"),
        *("--listen-address=127.0.0.1", "--bind-interfaces", f"--port={port}", "--user=root"),
        *(f"--server={ONE}", f"--pid-file={folder}/pid", "--cache-size=100"),
    ]
    with running(command, log=folder / "log", ready=listens(("127.0.0.1", port))):
        yield port
