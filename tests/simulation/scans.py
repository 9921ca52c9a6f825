"""Counts what scans say falsely at each fault: `python -m tests.simulation.scans [SCANS [FAULT]]`.

Each row is so many servers of the population, scanned once each over a path with that fault; and
once more those that accept one thing more than a scan without accidents found, which is to be
confirmed. The same numbers come whenever it is run, as everything follows from the number of the scan.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from exporter.model.scan import Scan
from exporter.probing.scan import ended
from exporter.tls.scan.confirmation import Course, begun, next_question
from tests.simulation.faults import FAULTS, NONE, Fault
from tests.simulation.population import changed, server
from tests.unit.tls.scan.simulated_server import Configuration
from tests.unit.tls.scan.truth import Truth, falsehoods, left_open

SCANS = 1000
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(kw_only=True)
class Outcome:
    """What came of many scans."""

    false_scans: int = 0
    """Scans in which anything was said falsely."""
    words: Counter[str] = field(default_factory=Counter)
    """What was said falsely."""
    connections: list[int] = field(default_factory=list)
    unknown: int = 0
    """Subjects left open, in all."""


def simulated(fault: Fault, scans: int, *, first: int = 0, is_later: bool = False) -> Outcome:
    """So many scans over paths with the fault; later ones are of servers that changed after a scan."""
    outcome = Outcome()
    for seed in range(first, first + scans):
        chance = Random(seed)  # noqa: S311 - the same each time
        configuration, last = server(chance), None
        if is_later:
            last = ended(scanned(configuration, NONE["none"], chance), NOW)
            configuration = changed(configuration, chance)
        course = scanned(configuration, fault, chance, last)
        said = ended(course, NOW)
        words = set(falsehoods(said, Truth(server=configuration)))
        outcome.false_scans += bool(words)
        outcome.words.update(words)
        outcome.connections.append(len(course.replies))
        outcome.unknown += len(left_open(said))
    return outcome


def scanned(
    configuration: Configuration, fault: Fault, chance: Random, last: Scan | None = None
) -> Course:
    """One scan, from the first question to the last."""
    passed = fault(chance)
    course = begun(configuration.key_types[0], last)
    while question := next_question(course):
        course = course.after(question, passed(question, configuration.answer(question)))
    return course


def table(scans: int, faults: list[str]) -> Iterator[str]:
    """A row for each fault."""
    yield f"{'fault':20} {'false scans':>11} {'later':>6} {'unknown':>8} {'connections':>12}  said falsely"
    for name in faults:
        outcome = simulated(FAULTS[name], scans)
        later = simulated(FAULTS[name], scans, is_later=True)
        connections = sorted(outcome.connections)
        spread = f"{connections[scans // 2]} to {connections[-1]}"
        said = outcome.words + later.words
        words = ", ".join(f"{word} ({n})" for word, n in said.most_common(3))
        yield (
            f"{name:20} {outcome.false_scans:11} {later.false_scans:6} {outcome.unknown / scans:8.1f} {spread:>12}"
            f"  {words[:120]}"
        )


if __name__ == "__main__":
    scans = int(sys.argv[1]) if len(sys.argv) > 1 else SCANS
    for row in table(scans, sys.argv[2:] or list(FAULTS)):
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
