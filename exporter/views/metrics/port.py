"""Steps 1 and 2 as the network shows them: ports, and handshakes with whoever listens there."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from exporter.model.evidence import Connection, Handshake, Sighting
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN, Reason
from exporter.words.step import Step

STATE_OF_REASON: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.CONNECT_REFUSED: "refused",
        Reason.CONNECT_TIMEOUT: "timeout",
        Reason.CONNECT_UNREACHABLE: "unreachable",
        Reason.CONNECT_RESET: "reset",
    }
)
OPEN = "open"


def state_of(sighting: Sighting) -> str:
    """The state of a port, where the attempt to connect showed one."""
    match sighting.outcome(Phase.CONNECT):
        case Connection():
            return OPEN
        case Failed(reason=reason):
            return STATE_OF_REASON.get(reason, "")
    return ""


def ports(report: Report) -> Iterator[tuple[tuple[str, str], str]]:
    """Address, role and state of each port of which it is known."""
    for place, sighting in report.evidence.at_addresses():
        if state := state_of(sighting):
            yield (place.address, place.role), state


def handshakes(report: Report) -> Iterator[Reading]:
    """Each attempt that tells of the server: it was made, and not lost by us."""
    for place, sighting in report.evidence.at_addresses():
        match sighting.outcome(Phase.HANDSHAKE):
            case Handshake():
                yield (place.address,), 1
            case Failed(reason=reason) if reason not in OF_OUR_OWN:
                yield (place.address,), 0


declared = partial(Fact, changes_with=ChangesWith.PROBE, step=Step.PORT)
PORT = (
    declared(
        name="tls_port_open",
        worst=min,
        labels=("address", "role"),
        read=lambda report: ((labels, state == OPEN) for labels, state in ports(report)),
        help="1 if the address accepted a TCP connection, 0 if it is known that it did not, be it by turns.",
    ),
    declared(
        name="tls_port_state",
        labels=("address", "role", "state"),
        read=lambda report: (((*labels, state), 1) for labels, state in ports(report)),
        help="1 for the state the port was found in, the worst where they come by turns: open, refused, timeout, unreachable or reset.",
    ),
    declared(
        name="tls_handshake_success",
        worst=min,
        labels=("address",),
        read=handshakes,
        help="1 if the TLS handshake was completed, whatever the certificate; 0 if it was tried "
        "and failed, be it by turns.",
        step=Step.SERVER_CONFIG,
    ),
)
