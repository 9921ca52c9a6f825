"""A server of the newest OpenSSL at hand: the one inside the package cryptography."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, listens, running

SERVER = Path(__file__).with_name("pyopenssl_server.py")


@contextmanager
def running_bundled_openssl(folder: Path, deployment: Deployment) -> Iterator[int]:
    """The server as OpenSSL is by itself; yields its port."""
    port = free_port()
    command: list[str | Path] = [
        sys.executable,
        "-P",  # modules of this folder do not hide others of their name
        SERVER,
        str(port),
        deployment.chain_file,
        deployment.key_file,
    ]
    with running(command, log=folder / f"pyopenssl-{port}.log", ready=listens(("127.0.0.1", port))):
        yield port
