"""A world to schedule in."""

import pytest

from tests.unit.scheduler.world import World


@pytest.fixture
def world() -> World:
    """A runner whose clock only a test moves."""
    return World()
