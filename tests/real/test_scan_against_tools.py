"""The scan of real servers agrees with sslscan, testssl.sh and s_client, or it is known why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from exporter.words.groups import Group
from tests.real.conftest import Program
from tests.real.programs.known_disagreements import Tool, known
from tests.real.programs.openssl import OpenSSL
from tests.real.programs.scanning import scanned
from tests.real.programs.set_ups import HOST, SET_UPS, Ground, SetUp, laid_ground
from tests.real.programs.sslscan import verdict_by_sslscan
from tests.real.programs.testssl import CIPHERS, VERSIONS, verdict_by_testssl
from tests.real.programs.verdict import Verdict, disagreements, verdict_of

pytestmark = pytest.mark.real

SHOWN_TO_TESTSSL = {"gnutls-legacy": (VERSIONS, *CIPHERS), "tlslite-sslv3": (VERSIONS,)}
"""testssl.sh takes its time: a server that has much and an odd one; docs/ compares the others."""


WITHOUT_SSLSCAN = {"tomcat"}
"""It leaves connections open that sslscan waits for, two minutes in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A server that runs, and what our scan says of it."""

    name: str
    port: int
    ours: Verdict

    def contradicted(self, theirs: Verdict) -> set[str]:
        """What another scanner says otherwise."""
        return {one.about for one in disagreements(self.ours, theirs)}


@pytest.fixture(scope="module")
def ground(program: Program, folder: Path) -> Ground:
    """What the servers of this module are started with."""
    return laid_ground(program, folder)


@pytest.fixture(scope="module", params=SET_UPS, ids=lambda set_up: str(set_up.name))
def seen(request: pytest.FixtureRequest, ground: Ground) -> Iterator[Seen]:
    """One server after the other."""
    with shown(request.param, ground) as seen:
        yield seen


@contextmanager
def shown(set_up: SetUp, ground: Ground) -> Iterator[Seen]:
    """The server, while it runs."""
    with set_up.start(ground) as port:
        scan = scanned(port, HOST, ground.deployments.root_file)
        yield Seen(name=set_up.name, port=port, ours=verdict_of(scan))


@pytest.mark.parametrize(
    "seen",
    [one for one in SET_UPS if one.name not in WITHOUT_SSLSCAN],
    ids=lambda set_up: str(set_up.name),
    indirect=True,
)
def test_scan_agrees_with_sslscan(seen: Seen, program: Program) -> None:
    """On versions, weak ciphers and groups."""
    theirs = verdict_by_sslscan(program("sslscan"), seen.port, HOST)
    assert seen.contradicted(theirs) == known(seen.name, Tool.SSLSCAN)


def test_scan_agrees_with_s_client(seen: Seen, openssl: OpenSSL) -> None:
    """On versions, and on the weak ciphers that it has."""
    theirs = openssl.verdict(seen.port, HOST, with_groups=False)
    of_groups = {one for one in known(seen.name, Tool.S_CLIENT) if one in set(Group.__members__)}
    assert seen.contradicted(theirs) == known(seen.name, Tool.S_CLIENT) - of_groups


@pytest.mark.parametrize(("name", "checks"), SHOWN_TO_TESTSSL.items())
def test_scan_agrees_with_testssl(
    name: str, checks: tuple[str, ...], ground: Ground, program: Program
) -> None:
    """On versions, and on all weak ciphers where there are many."""
    (set_up,) = (one for one in SET_UPS if one.name == name)
    with shown(set_up, ground) as seen:
        theirs = verdict_by_testssl(program("testssl"), seen.port, HOST, checks=checks)
    assert seen.contradicted(theirs) == known(name, Tool.TESTSSL)
