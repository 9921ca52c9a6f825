"""The whole lab, started and ended."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from exporter.lab.deployment import FIRST_ADDRESS
from exporter.lab.running import DEMO_POLICY, running_lab
from exporter.lab.scenarios import all_scenarios
from exporter.words.protocol import Protocol

SCENARIOS = all_scenarios()


async def test_each_scenario_has_its_target() -> None:
    """Targets stand in the order of the scenarios, by their names, at ports of their own."""
    async with running_lab() as lab:
        targets = lab.settings.targets
    assert lab.scenarios == SCENARIOS
    assert [target.name for target in targets] == [scenario.name for scenario in SCENARIOS]
    ports = Counter(target.port for target in targets)
    without_listeners = [s for s in SCENARIOS if not s.deployment.servers]
    assert ports.pop(443) == len(without_listeners)
    assert set(ports.values()) == {1}


async def test_the_policy_is_the_callers() -> None:
    """A test may be shorter than the demo; a scenario's own demands stay."""
    asked = ("lab", "lab-cache")
    policy = replace(DEMO_POLICY, interval=1.0, timeout=0.5, scan_interval=0.0, resolvers=asked)
    async with running_lab(policy=policy) as lab:
        policies = {target.name: target.policy for target in lab.settings.targets}
    assert policies["healthy"] == policy
    assert policies["tls13-demanded"] == replace(policy, minimum_protocol=Protocol.TLS1_3)


async def test_only_the_scenarios_asked_for_run() -> None:
    """A test of one deployment needs no others."""
    async with running_lab(scenarios=SCENARIOS[:1]) as lab:
        assert [target.name for target in lab.settings.targets] == ["healthy"]


async def test_nothing_is_left_of_the_lab() -> None:
    """Its ports are closed when it ends."""
    async with running_lab(scenarios=SCENARIOS[:1]) as lab:
        (target,) = lab.settings.targets
        _, writer = await asyncio.open_connection(FIRST_ADDRESS, target.port)
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(FIRST_ADDRESS, target.port)
