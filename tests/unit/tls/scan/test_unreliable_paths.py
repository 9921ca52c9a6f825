"""Scans say nothing false over a path that spoils connections, whatever they leave open."""

import pytest

from tests.simulation.faults import FAULTS, NONE
from tests.simulation.scans import simulated

SCANS = 60
"""Of servers that differ; `python -m tests.simulation.scans` scans a thousand at each fault."""


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_said_falsely(name: str) -> None:
    """By none of the scans."""
    outcome = simulated(FAULTS[name], SCANS)
    assert outcome.words == {}
    assert max(outcome.connections) <= 48


def test_a_reliable_path_leaves_little_open() -> None:
    """Whatever the servers refuse by."""
    assert simulated(NONE["none"], SCANS).unknown / SCANS < 4
