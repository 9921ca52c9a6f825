"""What the exporter says of its clients is what becomes of real ones, before every kind of server."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from exporter.model.client import ClientVerdict
from exporter.words.protocol import Support
from tests.real.conftest import Program
from tests.real.programs.client_set_ups import CLIENT_SET_UPS
from tests.real.programs.known_differences import is_known
from tests.real.programs.libraries import LIBRARIES
from tests.real.programs.real_client import RealClient
from tests.real.programs.set_ups import Ground, laid_ground
from tests.real.programs.tried_clients import all_running, trials_of, trusted, verdicts

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(300),
]  # fifty servers start before the first test

Verdicts = Mapping[str, Mapping[str, ClientVerdict]]


@pytest.fixture(scope="module")
def ground(program: Program, folder: Path) -> Ground:
    """What the servers are started with."""
    return laid_ground(program, folder)


@pytest.fixture(scope="module")
def ports(ground: Ground) -> Iterator[Mapping[str, int]]:
    """Every server, while it runs."""
    with all_running(CLIENT_SET_UPS, ground) as ports:
        yield ports


@pytest.fixture(scope="module")
def ours(ports: Mapping[str, int], ground: Ground) -> Verdicts:
    """What the exporter says of each."""
    return verdicts(ports, trusted(ground))


@pytest.fixture(params=LIBRARIES)
def client(request: pytest.FixtureRequest, program: Program, folder: Path) -> RealClient:
    """One library after the other."""
    return LIBRARIES[request.param](program, folder)


def test_all_servers_run(ports: Mapping[str, int]) -> None:
    """At the same time, each at a port of its own."""
    assert len(set(ports.values())) >= 55


def test_enough_is_said_to_be_compared(ours: Verdicts) -> None:
    """Of each client that a library is an example of."""
    said = Counter((one.client, one.support) for told in ours.values() for one in told.values())
    for row in ("OpenSSL 3.0", "Python", "Node.js 20", "Java 17", "Go", "GnuTLS 3.7"):
        assert said[row, Support.YES] >= 20
        assert said[row, Support.NO] >= 15


def test_a_client_does_what_the_exporter_says(
    client: RealClient, ports: Mapping[str, int], ground: Ground, ours: Verdicts
) -> None:
    """Wherever it says anything, unless the client is of an older release than its row."""
    found = trials_of(client, ports, trusted(ground), ours)
    assert [str(one) for one in found if one.is_contradicted and not is_known(one)] == []
