"""Counts what scans say falsely at each fault: `python -m tests.simulation.scans [SCANS [FAULT]]`.

Each row is so many servers of the population, scanned once each over a path with that fault; and
once more those that accept one thing more than a scan without accidents found, which is to be
confirmed. The same numbers come whenever it is run, as everything follows from the number of the scan.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from exporter.tls.scan.knowledge import Knowledge, precedent_of
from exporter.tls.scan.plan import next_question
from exporter.tls.scan.precedent import NO_PRECEDENT, Precedent
from exporter.tls.scan.verdicts import verdicts
from tests.simulation.faults import FAULTS, NONE, Fault
from tests.simulation.population import changed, server
from tests.unit.tls.scan.simulated_server import SERVER_NAME, Configuration
from tests.unit.tls.scan.truth import Truth, falsehoods, left_open

SCANS = 1000


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
        configuration, precedent = server(chance), NO_PRECEDENT
        if is_later:
            precedent = precedent_of(scanned(configuration, NONE["none"], chance))
            configuration = changed(configuration, chance)
        knowledge = scanned(configuration, fault, chance, precedent)
        said = verdicts(knowledge)
        words = set(falsehoods(said, Truth(server=configuration)))
        outcome.false_scans += bool(words)
        outcome.words.update(words)
        outcome.connections.append(len(knowledge.exchanges))
        outcome.unknown += len(left_open(said))
    return outcome


def scanned(
    configuration: Configuration,
    fault: Fault,
    chance: Random,
    precedent: Precedent = NO_PRECEDENT,
) -> Knowledge:
    """One scan, from the first question to the last."""
    first, passed = configuration.key_types[0], fault(chance)
    knowledge = Knowledge(server_name=SERVER_NAME, key_type=first, precedent=precedent)
    while question := next_question(knowledge):
        knowledge = knowledge.after(question, passed(question, configuration.answer(question)))
    return knowledge


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
