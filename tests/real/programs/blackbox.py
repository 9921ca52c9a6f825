"""blackbox_exporter with one module that makes a TLS handshake and verifies it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs.http import answers
from tests.real.programs.process import free_port, running

MODULE = "tls"
CONFIGURATION = f"""\
modules:
  {MODULE}:
    prober: tcp
    timeout: 5s
    tcp: {{tls: true}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackbox:
    """A running blackbox_exporter."""

    address: str
    pid: int


@contextmanager
def running_blackbox(blackbox: Path, folder: Path, roots: Path) -> Iterator[Blackbox]:
    """It trusts `roots` as if they were the system's: a ca_file is read again at each probe."""
    configuration = folder / "blackbox.yml"
    configuration.write_text(CONFIGURATION)
    address = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [
        blackbox,
        f"--config.file={configuration}",
        f"--web.listen-address={address}",
        "--log.level=error",
    ]
    with running(
        command,
        log=folder / "blackbox.log",
        ready=lambda: answers(f"http://{address}/-/healthy"),
        environment={"SSL_CERT_FILE": str(roots), "SSL_CERT_DIR": str(folder / "none")},
    ) as process:
        yield Blackbox(address=address, pid=process.pid)
