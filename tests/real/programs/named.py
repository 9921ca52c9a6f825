"""BIND on loopback, by options and zones of the test's choice."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.process import free_port, listens, running

OPTIONS = """\
options {{
    directory "{folder}";
    pid-file "{folder}/named.pid";
    session-keyfile "{folder}/session.key";
    managed-keys-directory "{folder}";
    listen-on-v6 {{ none; }};
    {options}
}};
controls {{ }};
"""
ZONE = """\
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
"""


@contextmanager
def bind(
    named: Path, folder: Path, options: str, *, at: tuple[str, int], zones: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """BIND by these options and statements, in a folder of its own; it listens `at` an address."""
    folder.mkdir(exist_ok=True)
    configuration = folder / "named.conf"
    configuration.write_text(OPTIONS.format(folder=folder, options=options) + zones)
    with running(
        [named, "-g", "-c", configuration, "-n", "1"], log=folder / "named.log", ready=listens(at)
    ) as process:
        yield process


@contextmanager
def running_named(
    named: Path, folder: Path, zone: str, addresses: Mapping[str, str]
) -> Iterator[int]:
    """BIND that answers the A records `addresses` of `zone`; yields its port."""
    port = free_port()
    records = "".join(f"{name} A {address}\n" for name, address in addresses.items())
    (folder / "zone").write_text(ZONE + records)
    options = f"listen-on port {port} {{ 127.0.0.1; }}; recursion no; dnssec-validation no; "
    zones = f'zone "{zone}" {{ type primary; file "{folder}/zone"; }};\n'
    with bind(named, folder, options, at=("127.0.0.1", port), zones=zones):
        yield port
