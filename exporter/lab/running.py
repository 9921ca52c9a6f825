"""The lab at work: every scenario deployed, and the settings that watch them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from exporter.guide.clients.public_store import PUBLIC_STORE
from exporter.lab.authority import Authorities
from exporter.lab.deployment import FIRST_ADDRESS, Deployment, DnsAnswer
from exporter.lab.dns_server import name_server
from exporter.lab.ports import taken_ports
from exporter.lab.reading_room import reading_room
from exporter.lab.scenario import CACHE, RIGHT, ZONE, Scenario
from exporter.lab.scenarios import all_scenarios
from exporter.lab.server_files import write_files
from exporter.lab.servers import conversing, served
from exporter.model.address import is_address
from exporter.model.settings import (
    Limits,
    Profile,
    ResolverAddress,
    ResolverSettings,
    Settings,
    TrustAnchors,
)
from exporter.model.target import Fetch, Policy, ServerFiles

HTTPS = 443
DEMO_POLICY = Policy(
    interval=10.0, timeout=4.0, scan_interval=60.0, scan_pace=0.0, trust=("lab",), deny_addresses=()
)
TRUST_STORES = ("lab", PUBLIC_STORE)
"""Both hold the lab's root: by the second, as though its CA were a public one."""
# All of the lab is one host: enough at once that those which never answer do not hold it up, few
# enough that on a busy machine no probe spends its deadline waiting for the others.
LIMITS = Limits(concurrency=16, per_host_concurrency=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """What is running: the scenarios, and what watches them."""

    scenarios: tuple[Scenario, ...]
    began_at: datetime
    """From when on its certificates count their days."""
    settings: Settings
    """Its targets stand in the order of the scenarios and bear their names."""


@asynccontextmanager
async def running_lab(
    *, policy: Policy = DEMO_POLICY, scenarios: tuple[Scenario, ...] | None = None
) -> AsyncIterator[Lab]:
    """The lab, until the context ends; the policy is its targets', their own demands aside.

    All scenarios are deployed where none are named.
    """
    scenarios = scenarios or all_scenarios()
    began_at = datetime.now(tz=UTC).replace(microsecond=0)
    async with AsyncExitStack() as stack:
        (room,) = stack.enter_context(taken_ports((FIRST_ADDRESS,)))
        place = f"http://{FIRST_ADDRESS}:{room.getsockname()[1]}"
        authorities = Authorities(now=began_at, place=place)
        await stack.enter_async_context(conversing(room, reading_room(authorities.documents)))
        asking = replace(policy, fetch=Fetch(**authorities.fetch))
        targets = [
            replace(
                scenario.target(
                    port := await deployed(scenario, authorities, stack),
                    asking if scenario.deployment.is_told_of else policy,
                ),
                server=on_disk(scenario, port, authorities, stack),
            )
            for scenario in scenarios
        ]
        settings = Settings(
            defaults=policy,
            limits=LIMITS,
            resolvers=await resolvers(scenarios, stack),
            trust_stores=tuple(
                TrustAnchors(name=name, pem=authorities.root_pem, profile=Profile.WEB)
                for name in TRUST_STORES
            ),
            targets=tuple(targets),
        )
        yield Lab(scenarios=scenarios, began_at=began_at, settings=settings)


async def deployed(scenario: Scenario, authorities: Authorities, stack: AsyncExitStack) -> int:
    """The port at which the scenario's servers are found; HTTPS's where it has none."""
    servers = scenario.deployment.servers
    sockets = stack.enter_context(taken_ports(tuple(servers)))
    for behaviour, taken in zip(servers.values(), sockets, strict=True):
        await stack.enter_async_context(
            served(behaviour, taken, authorities=authorities, host=scenario.host)
        )
    return next((taken.getsockname()[1] for taken in sockets), HTTPS)


def on_disk(
    scenario: Scenario, port: int, authorities: Authorities, stack: AsyncExitStack
) -> ServerFiles | None:
    """Where the files of the scenario's server are, if there are any."""
    files = scenario.deployment.files
    if files is None:
        return None
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="tls-exporter-lab-")))
    return write_files(files, folder, authorities=authorities, host=scenario.host, port=port)


async def resolvers(
    scenarios: tuple[Scenario, ...], stack: AsyncExitStack
) -> tuple[ResolverSettings, ...]:
    """A name server that is right, a cache that may lag behind, and the zone's own: the first again."""
    named = [scenario for scenario in scenarios if not is_address(scenario.host)]
    answers = {
        RIGHT: {scenario.host: scenario.deployment.answer for scenario in named},
        CACHE: {scenario.host: cached_answer(scenario.deployment) for scenario in named},
    }
    addresses = {
        name: ResolverAddress(
            address=FIRST_ADDRESS, port=await stack.enter_async_context(name_server(answers[name]))
        )
        for name in answers
    }
    asked = (ResolverSettings(name=name, address=addresses[name]) for name in addresses)
    zone = ResolverSettings(name=ZONE, authoritative=True, root_servers=(addresses[RIGHT],))
    return (*asked, zone)


def cached_answer(deployment: Deployment) -> DnsAnswer:
    """What the second resolver says."""
    return deployment.stale_answer or deployment.answer
