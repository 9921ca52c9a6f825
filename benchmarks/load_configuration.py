"""CPU of loading a configuration of 20,000 targets, beside PyYAML's loader in C on the same file.

Run it with `python -m benchmarks.load_configuration`; it ends with status 1 when a budget is broken.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import yaml

from exporter.config.load import load_settings

TARGETS = 20_000
ROUNDS = 3
HOST = "  - host: www{number}.example.com\n"
SETTINGS = """\
  - host: https://www{number}.example.com:8443/
    name: shop-{number}
    interval: 1m
    expected_ips: [203.0.113.0/24]
    labels: {{team: web, env: production}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a file costs: seconds of CPU here and in PyYAML, and how many times that is allowed."""

    what: str
    ours: float
    peer: float
    budget: float

    @property
    def ratio(self) -> float:
        """Ours for each of theirs."""
        return self.ours / self.peer

    def __str__(self) -> str:
        each = self.ours / TARGETS * 1e6
        mark = "" if self.ratio <= self.budget else "<-"
        return (
            f"{self.what:24}{self.ours:8.2f}{each:12.1f}{self.ratio:8.2f}{self.budget:8.2f} {mark}"
        )


def measured(what: str, target: str, *, folder: Path, budget: float) -> Row:
    """The cost of a file of targets that are all written like `target`."""
    file = folder / "config.yml"
    file.write_text("targets:\n" + "".join(target.format(number=n) for n in range(TARGETS)))
    ours, peer = fastest(lambda: load_settings(file), lambda: yaml_of(file))
    return Row(what=what, ours=ours, peer=peer, budget=budget)


def yaml_of(file: Path) -> object:
    """The same file as PyYAML reads it, in C."""
    return yaml.load(file.read_text(), Loader=yaml.CSafeLoader)


def fastest(*actions: Callable[[], object]) -> tuple[float, ...]:
    """The least CPU that each took in a few rounds, in which they take turns."""
    rounds = [tuple(cost(action) for action in actions) for _ in range(ROUNDS)]
    return tuple(min(costs) for costs in zip(*rounds, strict=True))


def cost(action: Callable[[], object]) -> float:
    """Seconds of CPU."""
    start = process_time()
    action()
    return process_time() - start


def main() -> int:
    """Prints a line for each file; 1 where one costs more than it may."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = (
            measured("host alone", HOST, folder=folder, budget=2.0),
            measured("with five keys", SETTINGS, folder=folder, budget=1.3),
        )
    print(f"{'20,000 targets':24}{'CPU s':>8}{'µs each':>12}{'ratio':>8}{'budget':>8}")
    for row in rows:
        print(row)
    return int(any(row.ratio > row.budget for row in rows))


if __name__ == "__main__":
    sys.exit(main())
