"""Two servers behind one address, one of them ill: told as one fault that stands, however they alternate."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from tests.probed import inspected, prober_of
from tests.real.conftest import Program
from tests.real.programs.balancer import balanced
from tests.real.programs.deployment import Deployments, pem
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port

pytestmark = pytest.mark.real

PROBES = 8


@pytest.fixture(scope="module")
def ports(program: Program, folder: Path, deployments: Deployments) -> Iterator[Mapping[str, int]]:
    """The balanced port by what is wrong with one of the two servers behind it."""
    whole = deployments.deploy("a.test")
    leaf = folder / "leaf.pem"
    leaf.write_bytes(pem(whole.certificates[:1]))
    well = Site(deployment=whole, port=free_port())
    gap = replace(well, port=free_port(), deployment=replace(whole, chain_file=leaf))
    refusing = replace(well, port=free_port(), directives="ssl_reject_handshake on;")
    ill = {"gap": gap.port, "refusing": refusing.port, "down": free_port()}
    pairs = [(well.port, port) for port in ill.values()]
    with (
        running_nginx(program("nginx"), folder, (well, gap, refusing)),
        balanced(program("haproxy"), folder, pairs) as fronts,
    ):
        yield dict(zip(ill, fronts, strict=True))


@pytest.fixture
def roots(deployments: Deployments) -> tuple[TrustAnchors, ...]:
    """The lab's root."""
    pem = deployments.root_file.read_bytes()
    return (TrustAnchors(name="lab", pem=pem, profile=Profile.PRIVATE),)


def watched(port: int, roots: tuple[TrustAnchors, ...]) -> list[Report]:
    """What each of some probes in a row, of one connection each, lets be told."""
    policy = Policy(scan_interval=0.0, trust=("lab",))
    target = Target(name="a", host="127.0.0.1", port=port, server_name="a.test", policy=policy)

    async def reports() -> list[Report]:
        prober, memory, found = prober_of(), Memory(), []
        try:
            for _ in range(PROBES):
                memory = await inspected(prober, target, memory=memory, trust_stores=roots)
                assert memory.report
                found.append(memory.report)
        finally:
            await prober.close()
        return found

    return asyncio.run(reports())


@pytest.mark.parametrize(
    ("ill", "code"),
    [
        ("gap", "chain_incomplete"),
        ("refusing", "server_config_name_refused"),
        ("down", "server_config_no_answer"),
    ],
)
def test_one_ill_server_of_two_is_one_fault(
    ports: Mapping[str, int], roots: tuple[TrustAnchors, ...], ill: str, code: str
) -> None:
    """Found by every probe once each of both has come back, with the certificate known all the time."""
    reports = watched(ports[ill], roots)
    found = [code in {one.kind.code for one in report.findings} for report in reports]
    assert not all(found[:2])
    assert found[5:] == [True] * 3
    assert all(report.chains for report in reports[5:])
