"""Real clients and the exporter before the same real servers, and where they disagree."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from exporter.model.client import ClientVerdict
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, Target
from exporter.words.protocol import Support
from tests.probed import probed, prober_of
from tests.real.programs.real_client import RealClient
from tests.real.programs.set_ups import HOST, Ground, SetUp

ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One client before one server, and what the exporter says of it."""

    set_up: str
    client: str
    said: str
    """What the client said was wrong; nothing where it connected."""
    row: ClientVerdict

    @property
    def is_contradicted(self) -> bool:
        """Whether the exporter says otherwise; where it does not know, it says nothing."""
        return self.row.support is (Support.YES if self.said else Support.NO)

    def __str__(self) -> str:
        """Both in a line."""
        ours = f"{self.row.support.value} {self.row.obstacles}"
        return f"{self.set_up}: {self.client}: {self.said or 'connects'}; ours: {ours}"


@contextmanager
def all_running(set_ups: Sequence[SetUp], ground: Ground) -> Iterator[Mapping[str, int]]:
    """All servers at once, each with a folder of its own; yields their ports by name."""
    with ExitStack() as stack:
        ports = {}
        for set_up in set_ups:
            folder = ground.folder / set_up.name
            folder.mkdir()
            own_ground = replace(ground, folder=folder)
            ports[set_up.name] = stack.enter_context(set_up.start(own_ground))
        yield ports


def trusted(ground: Ground) -> Path:
    """A file with the roots of both kinds of certificates."""
    root_file = ground.folder / "roots.pem"
    roots = (ground.deployments.root_file, ground.authority.root_file)
    root_file.write_bytes(b"".join(file.read_bytes() for file in roots))
    return root_file


def verdicts(
    ports: Mapping[str, int], root_file: Path
) -> Mapping[str, Mapping[str, ClientVerdict]]:
    """What the exporter says of the catalogue's clients, by set-up and name."""
    anchors = TrustAnchors(name="lab", pem=root_file.read_bytes(), profile=Profile.PRIVATE)
    policy = Policy(timeout=20.0, scan_pace=0.0, trust=(anchors.name,))

    async def said_of(port: int) -> Mapping[str, ClientVerdict]:
        target = Target(name=HOST, host=ADDRESS, port=port, server_name=HOST, policy=policy)
        report = await probed(prober, target, trust_stores=(anchors,))
        return {one.client: one for one in report.clients.get(ADDRESS, ())}

    prober = prober_of()

    async def said() -> Mapping[str, Mapping[str, ClientVerdict]]:
        try:
            return {name: await said_of(port) for name, port in ports.items()}
        finally:
            await prober.close()

    return asyncio.run(said())


def trials(
    set_ups: Sequence[SetUp], clients: Sequence[RealClient], ground: Ground
) -> tuple[Trial, ...]:
    """Every client before every server."""
    root_file = trusted(ground)
    with all_running(set_ups, ground) as ports:
        ours = verdicts(ports, root_file)
        # One client after the other, as some servers serve one at a time.
        tried = [trials_of(client, ports, root_file, ours) for client in clients]
    return tuple(chain.from_iterable(zip(*tried, strict=True)))


def trials_of(
    client: RealClient,
    ports: Mapping[str, int],
    root_file: Path,
    ours: Mapping[str, Mapping[str, ClientVerdict]],
) -> tuple[Trial, ...]:
    """One client before every server."""
    said = client.visit(root_file, tuple(ports.values()))
    return tuple(
        Trial(
            set_up=name,
            client=client.name,
            said=said[port],
            row=ours[name].get(client.row, nothing_said(client.row)),
        )
        for name, port in ports.items()
    )


def nothing_said(client: str) -> ClientVerdict:
    """Of an address without a verdict."""
    return ClientVerdict(client=client, support=Support.UNKNOWN)
