"""A real client that is shown servers on loopback, with the row of the catalogue that it is held against."""

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.real.programs.set_ups import HOST

PATIENCE = 110.0

Visited: TypeAlias = Mapping[int, str]
"""By port what the client said was wrong; nothing where it connected."""
Visit: TypeAlias = Callable[[Path, Sequence[int]], Visited]
"""Shows it servers of this machine at these ports, by the name of HOST; the file has its roots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealClient:
    """A program with its version."""

    name: str
    row: str
    """The catalogue's name of what it is an example of."""
    visit: Visit


def by_script(*command: str | Path, environment: Mapping[str, str] | None = None) -> Visit:
    """A program that is told the root file, the host and the ports, and writes a line for each port."""

    def visit(root_file: Path, ports: Sequence[int]) -> Visited:
        done = ran(*command, root_file, HOST, *map(str, ports), environment=environment)
        lines = (line.partition("\t") for line in done.stdout.splitlines())
        found = {int(port): said for port, _, said in lines}
        assert list(found) == list(ports), done
        return found

    return visit


def by_command(
    command: Callable[[Path, int], Sequence[str | Path]],
    said: Callable[[subprocess.CompletedProcess[str]], str],
) -> Visit:
    """A program that is started once for each port; `said` reads what was wrong."""

    def visit(root_file: Path, ports: Sequence[int]) -> Visited:
        return {port: said(ran(*command(root_file, port))) for port in ports}

    return visit


def ran(
    *command: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program, when it has ended."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=PATIENCE,
        env=environment,
    )


def version(before: str, *command: str | Path) -> str:
    """The version that a program tells of itself, after these words."""
    said = ran(*command)
    found = re.search(before + r"(\d[\w.]+)", said.stdout + said.stderr)
    assert found, said
    return found[1]
