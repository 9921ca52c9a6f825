"""HAProxy that hands connections to two servers by turns, without a look inside."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs.process import free_port, listens, running

CONFIGURATION = """\
defaults
    mode tcp
    balance roundrobin
    retries 0
    timeout client 10s
    timeout connect 1s
    timeout server 10s
"""
PAIR = """\
listen at-{port}
    bind 127.0.0.1:{port}
    server one 127.0.0.1:{one}
    server other 127.0.0.1:{other}
"""


@contextmanager
def balanced(haproxy: Path, folder: Path, pairs: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """A port in front of each pair of ports, none of which need be open; yields them in their order."""
    ports = [free_port() for _ in pairs]
    fronts = (
        PAIR.format(port=port, one=one, other=other)
        for port, (one, other) in zip(ports, pairs, strict=True)
    )
    configuration = folder / "balancer.cfg"
    configuration.write_text(CONFIGURATION + "".join(fronts))
    command: list[str | Path] = [haproxy, "-db", "-f", configuration]
    ready = listens(*(("127.0.0.1", port) for port in ports))
    with running(command, log=folder / "balancer.log", ready=ready):
        yield ports
