"""HAProxy with one TLS front end that answers for itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, listens, running

CONFIGURATION = """\
defaults
    mode http
    timeout client 10s
    timeout connect 10s
    timeout server 10s
frontend tls
    bind 127.0.0.1:{port} ssl crt {credentials} {options}
    http-request return status 200
"""


@contextmanager
def running_haproxy(
    haproxy: Path, folder: Path, deployment: Deployment, options: str = ""
) -> Iterator[int]:
    """HAProxy with options of its bind line; yields its port."""
    port = free_port()
    credentials = folder / f"haproxy-{port}.pem"
    parts = (deployment.chain_file, deployment.key_file)
    credentials.write_bytes(b"".join(part.read_bytes() for part in parts))
    configuration = folder / f"haproxy-{port}.cfg"
    configuration.write_text(
        CONFIGURATION.format(port=port, credentials=credentials, options=options)
    )
    with running(
        [haproxy, "-db", "-f", configuration],
        log=folder / f"haproxy-{port}.log",
        ready=listens(("127.0.0.1", port)),
    ):
        yield port
