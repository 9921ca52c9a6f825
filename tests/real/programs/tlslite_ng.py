"""The server of tlslite-ng, a TLS stack in Python that still speaks SSLv3, RC4 and no cipher."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, listens, running

SERVER = Path(__file__).with_name("tlslite_server.py")


@contextmanager
def running_tlslite(
    folder: Path, deployment: Deployment, *, weakest: str, strongest: str
) -> Iterator[int]:
    """The server with every cipher from one version to another; yields its port."""
    port = free_port()
    command: list[str | Path] = [
        sys.executable,
        "-P",  # modules of this folder do not hide others of their name
        SERVER,
        str(port),
        deployment.chain_file,
        deployment.key_file,
        weakest,
        strongest,
    ]
    with running(command, log=folder / f"tlslite-{port}.log", ready=listens(("127.0.0.1", port))):
        yield port
