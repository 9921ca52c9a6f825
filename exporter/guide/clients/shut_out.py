"""Common clients that cannot connect, or do not trust what they get."""

from collections.abc import Iterator

from exporter.guide.case import where
from exporter.model.client import ClientVerdict
from exporter.model.evidence import EndpointEvidence
from exporter.model.finding import Finding, FindingKind, Severity
from exporter.model.step import Step

CLIENT_SHUT_OUT = FindingKind(
    code="compatibility_client_shut_out",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="A common client cannot connect",
    remedy="See what the client lacks and offer it: TLS 1.2 and 1.3 with ECDHE and AES-GCM over "
    "x25519 and P-256, and a chain that leads to a root which the client has.",
    reference="RFC 9325, section 3",
)


def find_clients_shut_out(
    seen: EndpointEvidence, verdicts: tuple[ClientVerdict, ...]
) -> Iterator[Finding]:
    """One finding for an address, which names the clients with what stands in their way."""
    clients: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.is_shut_out:
            clients.setdefault(" and ".join(verdict.obstacles), []).append(verdict.client)
    if clients:
        proof = "; ".join(f"{', '.join(names)}: {why}" for why, names in clients.items())
        yield CLIENT_SHUT_OUT.found(f"{where(seen)}: {proof}", address=seen.endpoint.address)
