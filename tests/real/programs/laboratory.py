"""The lab's deployments in this process, broken at first and repaired while they are watched."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, TypeVar

from dns.name import Name, from_text

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain
from exporter.lab.deployment import (
    FIRST_ADDRESS,
    SECOND_ADDRESS,
    Deployment,
    DnsAnswer,
    TlsServer,
)
from exporter.lab.dns_server import LabNameServer
from exporter.lab.reading_room import reading_room
from exporter.lab.running import cached_answer
from exporter.lab.scenario import Scenario
from exporter.lab.server_files import DeployedFiles, write_files
from exporter.lab.servers import conversing, served
from exporter.model.address import is_address
from exporter.words.protocol import Protocol
from tests.real.programs.process import PATIENCE, free_ports

T = TypeVar("T")

HASTE = {"interval": "2s", "timeout": "2s", "scan_interval": "4s"}
# It meets whatever a scenario's target asks for.
IN_ORDER = TlsServer(weakest=Protocol.TLS1_3, chain=SentChain(leaf=Leaf(is_logged=True)))
REPAIRED = Deployment(servers={FIRST_ADDRESS: IN_ORDER, SECOND_ADDRESS: IN_ORDER})


class Laboratory:
    """Deployments that keep their ports and names, whatever is found there."""

    def __init__(self, scenarios: Sequence[Scenario], loop: asyncio.AbstractEventLoop) -> None:
        self._scenarios = scenarios
        self._loop = loop
        names = [scenario.name for scenario in scenarios]
        self._room, *ports = free_ports(1 + len(names))
        self._ports = dict(zip(names, ports, strict=True))
        place = f"http://{FIRST_ADDRESS}:{self._room}"
        self._authorities = Authorities(now=datetime.now(tz=UTC), place=place)
        self._records: dict[Name, DnsAnswer] = {}
        self._cached_records: dict[Name, DnsAnswer] = {}
        self._resolver_ports: list[int] = []
        self._disk = TemporaryDirectory(prefix="tls-exporter-laboratory-")
        Path(self._disk.name).chmod(0o711)
        self._servers = AsyncExitStack()
        self._name_servers = AsyncExitStack()

    def open(self) -> None:
        """Deploys every scenario as it says."""
        self._await(self._open())

    def repair(self) -> None:
        """Puts everything in order."""
        self._await(self._deploy({scenario.name: REPAIRED for scenario in self._scenarios}))

    def close(self) -> None:
        """Ends everything."""
        self._await(self._close())

    def configuration(self, folder: Path, pace: Mapping[str, str] = HASTE) -> dict[str, Any]:
        """What makes the exporter watch the deployments, at such a pace."""
        root_file = folder / "root.pem"
        root_file.write_bytes(self._authorities.root_pem)
        names = ("lab", "lab-cache")
        return {
            "defaults": {
                "trust": ["lab"],
                "scan_pace": "200ms",
                **pace,
            },
            "limits": {"per_host_concurrency": 100},
            "fetch": self._authorities.fetch,
            "trust_stores": {
                "lab": {"file": str(root_file)},
                "mozilla": {"file": str(root_file), "profile": "web"},
            },
            "resolvers": [
                {"name": name, "address": f"{FIRST_ADDRESS}:{port}"}
                for name, port in zip(names, self._resolver_ports, strict=True)
            ]
            + [
                {
                    "name": "lab-zone",
                    "authoritative": True,
                    "root_servers": [f"{FIRST_ADDRESS}:{self._resolver_ports[0]}"],
                }
            ],
            "targets": [self._keys(each) for each in self._scenarios],
        }

    def _keys(self, scenario: Scenario) -> dict[str, object]:
        keys = scenario.keys(self._ports[scenario.name])
        if scenario.deployment.files is None:
            return keys
        user, software = scenario.deployment.files.user, scenario.deployment.files.software.key
        config = str(self._folder_of(scenario) / f"{software}.conf")
        return {**keys, "server": {software: config, **({"user": user} if user else {})}}

    def _folder_of(self, scenario: Scenario) -> Path:
        folder = Path(self._disk.name) / scenario.name
        folder.mkdir(exist_ok=True)
        return folder

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _open(self) -> None:
        for records in (self._records, self._cached_records):
            port = await self._name_servers.enter_async_context(answering(records))
            self._resolver_ports.append(port)
        room = self._name_servers.enter_context(bound(FIRST_ADDRESS, self._room))
        documents = reading_room(self._authorities.documents)
        await self._name_servers.enter_async_context(conversing(room, documents))
        await self._deploy({scenario.name: scenario.deployment for scenario in self._scenarios})

    async def _close(self) -> None:
        await self._servers.aclose()
        await self._name_servers.aclose()
        self._disk.cleanup()

    async def _deploy(self, deployments: dict[str, Deployment]) -> None:
        await self._servers.aclose()
        for scenario in self._scenarios:
            deployment = deployments[scenario.name]
            if broken := scenario.deployment.files:
                in_order = DeployedFiles(software=broken.software)
                self._put_on_disk(scenario, deployment.files or in_order)
            if not is_address(scenario.host):
                self._records[from_text(scenario.host)] = deployment.answer
                self._cached_records[from_text(scenario.host)] = cached_answer(deployment)
            for address, behaviour in deployment.servers.items():
                taken = self._servers.enter_context(bound(address, self._ports[scenario.name]))
                await self._servers.enter_async_context(
                    served(
                        behaviour,
                        taken,
                        authorities=self._authorities,
                        host=scenario.host,
                    )
                )

    def _put_on_disk(self, scenario: Scenario, files: DeployedFiles) -> None:
        """The files, with a key that is its reader's own where all is in order."""
        folder = self._folder_of(scenario)
        port, host = self._ports[scenario.name], scenario.host
        write_files(files, folder, authorities=self._authorities, host=host, port=port)
        user = scenario.deployment.files.user if scenario.deployment.files else ""
        if files == DeployedFiles() and user:
            shutil.chown(folder / "www.key", user)


@asynccontextmanager
async def answering(records: Mapping[Name, DnsAnswer]) -> AsyncIterator[int]:
    """The UDP port of a name server that answers what the records are when it is asked."""
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: LabNameServer(records), local_addr=(FIRST_ADDRESS, 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
        await server.closed


@contextmanager
def bound(address: str, port: int) -> Iterator[socket]:
    """A socket that takes a port over from one that was closed just now."""
    with socket() as taken:
        taken.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        taken.bind((address, port))
        taken.settimeout(0)
        yield taken


@contextmanager
def running_laboratory(scenarios: Sequence[Scenario]) -> Iterator[Laboratory]:
    """The laboratory, with an event loop of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    laboratory = Laboratory(scenarios, loop)
    try:
        laboratory.open()
        yield laboratory
    finally:
        laboratory.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
