"""GnuTLS's test server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, listens, running


@contextmanager
def running_gnutls_serv(
    gnutls_serv: Path, folder: Path, deployment: Deployment, priority: str
) -> Iterator[int]:
    """The server with a priority string; yields its port."""
    port = free_port()
    command: list[str | Path] = [
        gnutls_serv,
        f"--port={port}",
        f"--x509certfile={deployment.chain_file}",
        f"--x509keyfile={deployment.key_file}",
        f"--priority={priority}",
        "--http",
        "--nocookie",
    ]
    with running(command, log=folder / f"gnutls-{port}.log", ready=listens(("127.0.0.1", port))):
        yield port
