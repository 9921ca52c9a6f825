"""A scenario of the lab: a deployment, how it is watched, and what must be reported of it."""

from collections.abc import Mapping
from dataclasses import field

from pydantic.dataclasses import dataclass

from exporter.config.conflict import Declared
from exporter.config.load import read_target
from exporter.guide.clients.public_store import PUBLIC_STORE
from exporter.guide.data_file import STRICT
from exporter.lab.deployment import Deployment
from exporter.lab.expectation import Expectation
from exporter.model.target import Policy, Target

RIGHT, CACHE, ZONE = "lab", "lab-cache", "lab-zone"
RESOLVERS = frozenset({RIGHT, CACHE, ZONE})
"""Names of the lab's resolvers: one that is right, a cache that may lag behind, the zone's own server."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """One deployment with everything that must be said of it."""

    name: str
    """The name of its target, and of its host under `.test`."""
    title: str
    """What is right or wrong there, in a sentence."""
    deployment: Deployment
    expectation: Expectation
    watch: Mapping[str, object] = field(default_factory=dict)
    """Keys of its target, as a configuration has them."""
    probes: int = 1
    """After so many all of it is known."""

    @property
    def host(self) -> str:
        """The name that is looked up and asked for."""
        return str(self.watch.get("host", f"{self.name}.test"))

    def keys(self, port: int) -> dict[str, object]:
        """What a configuration says of its target, where it was deployed at this port."""
        return {
            "name": self.name,
            "host": self.host,
            "port": port,
            "resolvers": [RIGHT, CACHE],
            **self.watch,
        }

    def target(self, port: int, policy: Policy) -> Target:
        """What watches it there."""
        stores = frozenset({*policy.trust, PUBLIC_STORE})
        declared = Declared(trust_stores=stores, resolvers=RESOLVERS)
        read = read_target(self.keys(port), defaults=policy, declared=declared)
        match read:
            case Target():
                return read
            case faults:
                raise ValueError(f"{self.name}: {'; '.join(fault.message for fault in faults)}")
