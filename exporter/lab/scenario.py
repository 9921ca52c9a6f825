"""A scenario of the lab: a deployment, how it is watched, and what must be reported of it."""

from ipaddress import ip_network

from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT
from exporter.lab.deployment import Deployment
from exporter.lab.expectation import Expectation
from exporter.model.target import Network
from exporter.words.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Watch:
    """What a scenario's target asks for beyond the lab's defaults."""

    host: str = ""
    """Where it is not the scenario's own name under `.test`."""
    origins: tuple[str, ...] = ()
    expected_ips: tuple[Network, ...] = ()
    minimum_protocol: Protocol = Protocol.TLS1_2


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """One deployment with everything that must be said of it."""

    name: str
    """The name of its target, and of its host under `.test`."""
    title: str
    """What is right or wrong there, in a sentence."""
    deployment: Deployment
    expectation: Expectation
    watch: Watch = Watch()

    @property
    def host(self) -> str:
        """The name that is looked up and asked for."""
        return self.watch.host or f"{self.name}.test"


def only(*networks: str) -> tuple[Network, ...]:
    """The addresses or networks that a DNS answer must stay within."""
    return tuple(ip_network(network) for network in networks)
