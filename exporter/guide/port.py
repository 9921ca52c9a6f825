"""Step 1: the port answers on every address."""

from collections.abc import Iterator

from exporter.guide.case import Case, StepGuide, counted, known, where
from exporter.model.evidence import Connection
from exporter.model.finding import Finding, FindingKind
from exporter.model.outcome import Failed, Skipped
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.severity import Severity
from exporter.words.step import Step

REFUSED = FindingKind(
    code="port_refused",
    step=Step.PORT,
    severity=Severity.ERROR,
    title="The port is closed",
    remedy="Start the web server and make it listen on this port: `ss -ltnp` on the server shows "
    "what listens. A firewall that rejects looks the same from outside.",
    reference="RFC 9293, section 3.5.2",
)
TIMED_OUT = FindingKind(
    code="port_timeout",
    step=Step.PORT,
    severity=Severity.ERROR,
    title="The port does not answer",
    remedy="Open the port in the security group and in the server's own firewall; behind a WAF, "
    "allow the WAF's addresses at the origin. If it is open, look for an overloaded server.",
    reference="RFC 9293, section 3.8.3",
)
UNREACHABLE = FindingKind(
    code="port_unreachable",
    step=Step.PORT,
    severity=Severity.ERROR,
    title="The address cannot be reached",
    remedy="Check that the address is the server's present one, and the routes and network "
    "ACLs on the way to it.",
    reference="RFC 1122, section 3.2.2.1",
)
RESET = FindingKind(
    code="port_reset",
    step=Step.PORT,
    severity=Severity.ERROR,
    title="The connection is reset as soon as it is made",
    remedy="Look for a firewall, WAF or load balancer that cuts connections, and in the web "
    "server's error log.",
    reference="RFC 9293, section 3.5.2",
)
KIND_OF_REASON = {
    Reason.CONNECT_REFUSED: REFUSED,
    Reason.CONNECT_TIMEOUT: TIMED_OUT,
    Reason.CONNECT_UNREACHABLE: UNREACHABLE,
    Reason.CONNECT_RESET: RESET,
}


def find_closed_ports(case: Case) -> Iterator[Finding]:
    """One finding for each address that does not accept a connection."""
    for endpoint in case.evidence.endpoints:
        match endpoint.connection:
            case Failed(reason=reason, detail=detail) if reason in KIND_OF_REASON:
                origin = "origin " if endpoint.endpoint.role is Role.ORIGIN else ""
                proof = f"{origin}{where(endpoint)}: {detail or reason}"
                yield KIND_OF_REASON[reason].found(proof, address=endpoint.endpoint.address)


def seen_ports(case: Case) -> str | Skipped:
    """How many addresses accept connections."""
    connected = known(Connection, (endpoint.connection for endpoint in case.evidence.endpoints))
    if not connected:
        return Skipped(needs="an address to connect to")
    return f"port {case.target.port} is open on {counted(len(connected), 'address', 'addresses')}"


PORT = StepGuide(
    step=Step.PORT,
    kinds=(REFUSED, TIMED_OUT, UNREACHABLE, RESET),
    find=find_closed_ports,
    seen=seen_ports,
)
