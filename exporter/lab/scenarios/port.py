"""Step 1: ports that are closed, filtered or cut."""

from exporter.lab.baselines import sound_but, without_port
from exporter.lab.deployment import (
    FIRST_ADDRESS,
    SECOND_ADDRESS,
    Closed,
    Cutting,
    Deployment,
    DnsAnswer,
    Filtered,
    Listener,
    TlsServer,
    listening,
)
from exporter.lab.expectation import metric
from exporter.lab.scenario import Scenario, Watch
from exporter.words.step import Step

SEEN_AT_THE_OPEN_ONE = frozenset({Step.CERTIFICATE, Step.CHAIN, Step.COMPATIBILITY})
FIRST_OPEN_SECOND_CLOSED = (
    Listener(behaviour=TlsServer()),
    Listener(behaviour=Closed(), address=SECOND_ADDRESS),
)

PORT: tuple[Scenario, ...] = (
    Scenario(
        name="port-closed",
        title="Nothing listens on the port",
        deployment=listening(Closed()),
        expectation=without_port(
            finding="port_refused",
            metrics=(
                metric("tls_port_state", 1, address="127.0.0.1", state="refused"),
                metric("tls_probe_failure", 1, phase="connect", reason="connect_refused"),
            ),
        ),
    ),
    Scenario(
        name="port-filtered",
        title="Nothing comes back from the port",
        deployment=listening(Filtered()),
        expectation=without_port(
            finding="port_timeout",
            metrics=(
                metric("tls_port_state", 1, address="127.0.0.1", state="timeout"),
                metric("tls_probe_failure", 1, phase="connect", reason="connect_timeout"),
            ),
        ),
    ),
    Scenario(
        name="port-cut",
        title="Connections are reset as soon as they are made",
        deployment=listening(Cutting()),
        expectation=without_port(
            finding="port_reset",
            metrics=(
                metric("tls_port_state", 1, address="127.0.0.1", state="reset"),
                metric("tls_probe_failure", 1, phase="connect", reason="connect_reset"),
            ),
        ),
    ),
    Scenario(
        name="one-of-two-closed",
        title="The name has two addresses, and one of them is closed",
        deployment=Deployment(
            listeners=FIRST_OPEN_SECOND_CLOSED,
            answer=DnsAnswer(addresses=(FIRST_ADDRESS, SECOND_ADDRESS)),
        ),
        expectation=sound_but(
            findings={"port_refused"},
            failing={Step.PORT},
            partly=SEEN_AT_THE_OPEN_ONE,
            metrics=(
                metric("tls_dns_addresses", 2, resolver="lab", rrtype="A"),
                metric("tls_probe_success", 0),
                metric("tls_probe_failure", 1, address="127.0.0.2", reason="connect_refused"),
                metric("tls_port_open", 1, address="127.0.0.1", role="resolved"),
                metric("tls_port_open", 0, address="127.0.0.2", role="resolved"),
                metric("tls_port_state", 1, address="127.0.0.1", state="open"),
                metric("tls_port_state", 1, address="127.0.0.2", state="refused"),
            ),
        ),
    ),
    Scenario(
        name="origin-closed",
        title="The edge answers, but the origin behind it is closed",
        watch=Watch(origins=(SECOND_ADDRESS,)),
        deployment=Deployment(listeners=FIRST_OPEN_SECOND_CLOSED),
        expectation=sound_but(
            findings={"port_refused"},
            failing={Step.PORT},
            partly=SEEN_AT_THE_OPEN_ONE,
            metrics=(
                metric("tls_probe_success", 0),
                metric("tls_probe_failure", 1, address="127.0.0.2", reason="connect_refused"),
                metric("tls_port_open", 1, address="127.0.0.1", role="resolved"),
                metric("tls_port_open", 0, address="127.0.0.2", role="origin"),
                metric("tls_port_state", 1, address="127.0.0.1", state="open"),
                metric("tls_port_state", 1, address="127.0.0.2", state="refused"),
            ),
        ),
    ),
)
