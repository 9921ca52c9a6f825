"""What could not be seen at one address is unknown, however well the others look."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.deployment import TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import served
from exporter.model.evidence import Connection
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.standing import Standing
from exporter.words.status import Status
from tests.probed import probed

EVERYWHERE = "0.0.0.0"  # noqa: S104 - all of loopback; no other machine is asked to come
Served: TypeAlias = Callable[[], AbstractAsyncContextManager[int]]
ReportOn: TypeAlias = Callable[[int], Awaitable[Report]]


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """Authorities as of today."""
    return Authorities(now=datetime.now(tz=UTC))


@pytest.fixture
def healthy(authorities: Authorities) -> Served:
    """A healthy deployment on one port of every address of this machine."""

    @asynccontextmanager
    async def port() -> AsyncIterator[int]:
        with taken_ports((EVERYWHERE,)) as (listener,):
            async with served(
                TlsServer(), listener, authorities=authorities, host="www.example.test"
            ):
                yield listener.getsockname()[1]

    return port


async def test_an_address_lost_to_our_own_shortage_is_unknown(
    healthy: Served, authorities: Authorities, tmp_path: Path
) -> None:
    """This process may open no second file; the address that was seen is healthy."""
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authorities.root_pem)
    program = (sys.executable, "-m", "tests.integration.probing.short_of_files")
    async with healthy() as port:
        process = await asyncio.create_subprocess_exec(
            *program, str(port), str(roots), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
    assert said.decode() == f"partly_unknown seen exhausted 127.0.0.9:{port}"


@pytest.fixture
def report_on(healthy: Served, authorities: Authorities, new_prober: Any) -> ReportOn:
    """The report on a deployment with so many addresses."""
    lab = TrustAnchors(name="lab", pem=authorities.root_pem, profile=Profile.WEB)

    async def report(count: int) -> Report:
        async with healthy() as port:
            target = Target(
                name="t",
                host="h",
                port=port,
                server_name="www.example.test",
                addresses=tuple(f"127.0.0.{number}" for number in range(1, count + 1)),
                policy=Policy(trust=("lab",), timeout=60.0, scan_pace=0.0),
            )
            prober = new_prober(connections_per_second=1e6)
            return await probed(prober, target, trust_stores=(lab,))

    return report


def visited(report: Report) -> list[str]:
    """The addresses with an open port."""
    sightings = report.evidence.at_addresses()
    return [place.address for place, seen in sightings if seen.found(Connection)]


async def test_sixteen_addresses_are_all_visited(report_on: ReportOn) -> None:
    """Each of them is healthy."""
    report = await report_on(16)
    assert len(visited(report)) == 16
    assert report.standing is Standing.HEALTHY


async def test_addresses_beyond_sixteen_are_unknown(report_on: ReportOn) -> None:
    """The first step names them, and it is not passed."""
    report = await report_on(20)
    assert visited(report) == [f"127.0.0.{number}" for number in range(1, 17)]
    assert report.standing is Standing.PARTLY_UNKNOWN
    port = report.ladder[0]
    assert port.status is Status.PARTLY_CHECKED
    assert [(str(unknown.place).partition(":")[0], unknown.needs) for unknown in port.unknown] == [
        (f"127.0.0.{number}", "max_addresses above 16") for number in range(17, 21)
    ]
