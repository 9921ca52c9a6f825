"""BIND as the authoritative server of one zone, on a loopback port of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.process import free_port, listens, running

CONFIGURATION = """\
options {{
    directory "{folder}";
    pid-file "{folder}/named.pid";
    session-keyfile "{folder}/session.key";
    managed-keys-directory "{folder}";
    listen-on port {port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }};
    recursion no;
    dnssec-validation no;
}};
controls {{ }};
zone "{zone}" {{ type primary; file "{folder}/zone"; }};
"""
ZONE = """\
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
"""


@contextmanager
def running_named(
    named: Path, folder: Path, zone: str, addresses: Mapping[str, str]
) -> Iterator[int]:
    """BIND that answers the A records `addresses` of `zone`; yields its port."""
    port = free_port()
    records = "".join(f"{name} A {address}\n" for name, address in addresses.items())
    (folder / "zone").write_text(ZONE + records)
    configuration = folder / "named.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, zone=zone))
    with running(
        [named, "-g", "-c", configuration, "-n", "1"],
        log=folder / "named.log",
        ready=listens(("127.0.0.1", port)),
    ):
        yield port
