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


@contextmanager
def shown(set_up: SetUp, ground: Ground) -> Iterator[Seen]:
    """The server, while it runs."""
    with set_up.start(ground) as port:
        scan = scanned(port, HOST, ground.deployments.root_file)
        yield Seen(name=set_up.name, port=port, ours=verdict_of(scan))


@pytest.mark.parametrize("set_up", SET_UPS, ids=lambda set_up: str(set_up.name))
def test_scan_agrees_with_sslscan_and_s_client(
    set_up: SetUp, ground: Ground, program: Program, openssl: OpenSSL
) -> None:
    """On versions and the weak ciphers that they have, and with sslscan on groups."""
    with shown(set_up, ground) as seen:
        by_sslscan = contradicted_by_sslscan(seen, program("sslscan"))
        by_s_client = seen.contradicted(openssl.verdict(seen.port, HOST, with_groups=False))
    groups = set(Group.__members__)
    assert by_sslscan == known(set_up.name, Tool.SSLSCAN)
    assert by_s_client == known(set_up.name, Tool.S_CLIENT) - groups


def contradicted_by_sslscan(seen: Seen, sslscan: Path) -> set[str]:
    """What it says otherwise, where it is asked; once more with patience, as ffdhe8192 takes a busy machine long."""
    if seen.name in WITHOUT_SSLSCAN:
        return set()
    hasty = seen.contradicted(verdict_by_sslscan(sslscan, seen.port, HOST))
    if hasty == known(seen.name, Tool.SSLSCAN):
        return hasty
    return seen.contradicted(verdict_by_sslscan(sslscan, seen.port, HOST, patience=60))


@pytest.mark.parametrize(("name", "checks"), SHOWN_TO_TESTSSL.items())
def test_scan_agrees_with_testssl(
    name: str, checks: tuple[str, ...], ground: Ground, program: Program
) -> None:
    """On versions, and on all weak ciphers where there are many."""
    (set_up,) = (one for one in SET_UPS if one.name == name)
    with shown(set_up, ground) as seen:
        theirs = verdict_by_testssl(program("testssl"), seen.port, HOST, checks=checks)
    assert seen.contradicted(theirs) == known(name, Tool.TESTSSL)
