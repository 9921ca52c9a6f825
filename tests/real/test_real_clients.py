"""What the exporter says of its clients is what becomes of real ones, before every kind of server."""

from collections import Counter
from pathlib import Path

import pytest

from exporter.words.protocol import Support
from tests.real.conftest import Program
from tests.real.programs.client_set_ups import CLIENT_SET_UPS
from tests.real.programs.known_differences import is_known
from tests.real.programs.libraries import libraries
from tests.real.programs.set_ups import laid_ground
from tests.real.programs.tried_clients import Trial, trials

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def found(program: Program, folder: Path) -> tuple[Trial, ...]:
    """Every library before every server."""
    return trials(CLIENT_SET_UPS, tuple(libraries(program, folder)), laid_ground(program, folder))


def test_no_client_does_otherwise_than_the_exporter_says(found: tuple[Trial, ...]) -> None:
    """But for one of an older release than its row."""
    assert [str(one) for one in found if one.is_contradicted and not is_known(one)] == []


def test_enough_is_said_to_be_compared(found: tuple[Trial, ...]) -> None:
    """Both yes and no of each client, at 35 servers at least."""
    said = Counter((one.client, one.row.support) for one in found)
    for client in {one.client for one in found}:
        assert said[client, Support.YES] >= 10
        assert said[client, Support.NO] >= 10
        assert said[client, Support.YES] + said[client, Support.NO] >= 35
