"""Which ports the tests of real programs give to whom."""

import pytest

from tests.real.programs.process import SHARE, free_ports

pytestmark = pytest.mark.real


def test_what_was_given_of_late_is_not_given_again() -> None:
    """Nobody listens yet at the port of a deployment that is closed, and will once it is repaired."""
    closed = free_ports(SHARE // 4)
    assert not {*closed} & {*free_ports(SHARE // 4)}
