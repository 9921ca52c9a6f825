"""Clients that must get through and cannot connect, or do not trust what they get."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case
from exporter.guide.proof import when
from exporter.model.client import ClientVerdict
from exporter.model.finding import FindingKind
from exporter.model.place import Address
from exporter.words.severity import Severity
from exporter.words.step import Step

CLIENT_SHUT_OUT = FindingKind(
    code="compatibility_client_shut_out",
    step=Step.COMPATIBILITY,
    severity=Severity.ERROR,
    title="A client that must get through cannot connect",
    remedy="See what the client lacks and offer it: TLS 1.2 and 1.3 with ECDHE and AES-GCM over "
    "x25519 and P-256, and a chain that leads to a root which the client has. Where an "
    "intermediate is missing, send it (step 6).",
    reference="RFC 9325, section 3",
)


def find_clients_shut_out(case: Case, place: Address) -> Iterator[str]:
    """The clients that must get through and do not, with what stands in their way."""
    verdicts = case.clients.get(place.address, ())
    shut_out = [verdict for verdict in verdicts if verdict.is_shut_out]
    if shut_out:
        yield f"{place}: {by_obstacle(shut_out, among=verdicts)} {when(case.scans[place])}"


def by_obstacle(chosen: Iterable[ClientVerdict], *, among: tuple[ClientVerdict, ...]) -> str:
    """The chosen verdicts in words: clients with the same obstacles together, all as every client."""
    if len({verdict.obstacles for verdict in among}) == 1 and among[0].obstacles:
        return f"every client: {told(among[0].obstacles)}"
    clients: dict[tuple[str, ...], list[str]] = {}
    for verdict in chosen:
        clients.setdefault(verdict.obstacles, []).append(verdict.client)
    return "; ".join(
        f"{', '.join(names)}: {told(why)}" if why else ", ".join(names)
        for why, names in clients.items()
    )


def told(obstacles: tuple[str, ...]) -> str:
    """The obstacles as one phrase."""
    return " and ".join(obstacles)
