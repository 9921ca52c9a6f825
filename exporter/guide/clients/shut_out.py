"""Clients that must get through and cannot connect, or do not trust what they get."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case
from exporter.guide.check import Caused
from exporter.guide.own_errors import A_SOUND_JUDGEMENT
from exporter.guide.proof import when
from exporter.guide.runbook import finding_kind
from exporter.model.client import ClientVerdict
from exporter.model.place import Address
from exporter.words.protocol import Support

CLIENT_SHUT_OUT = finding_kind("compatibility_client_shut_out")
CERTIFICATE_REFUSED = finding_kind("compatibility_certificate_refused")
OWN_ERROR = (f"needs {A_SOUND_JUDGEMENT}",)


def find_clients_shut_out(case: Case, place: Address) -> Iterator[Caused]:
    """The clients that must get through and do not, with what stands in their way."""
    verdicts = case.clients.get(place.address, ())
    shut_out = [verdict for verdict in verdicts if verdict.is_shut_out]
    if shut_out:
        left_open = undecided(case, place)
        beside = f"; not known: {left_open}" if left_open else ""
        proof = by_obstacle(shut_out, among=verdicts)
        said = f"{place}: {proof}{beside} {when(case.scans[place])}"
        causes = (cause for verdict in shut_out for cause in verdict.causes)
        yield from (Caused(said, cause) for cause in dict.fromkeys(causes))


def find_refused_certificates(case: Case, place: Address) -> Iterator[str]:
    """The common clients that take the certificate from no private CA, with the rule that it breaks."""
    verdicts = case.clients.get(place.address, ())
    if refusing := [verdict for verdict in verdicts if verdict.breaks_own_rule]:
        yield f"{place}: {by_obstacle(refusing, among=())} {when(case.scans[place])}"


def undecided(case: Case, place: Address) -> str:
    """The clients that must get through of which that is not known, with what is left open."""
    verdicts = case.clients.get(place.address, ())
    found = [verdict for verdict in verdicts if verdict.is_undecided]
    return by_obstacle(found, among=())


def lost(client: str) -> ClientVerdict:
    """What is said of a client where the verdict met an error of the exporter's own."""
    return ClientVerdict(client=client, support=Support.UNKNOWN, obstacles=OWN_ERROR)


def is_lost(verdicts: tuple[ClientVerdict, ...] | None) -> bool:
    """Whether one of an address's verdicts was lost, or all of them."""
    return verdicts is None or any(verdict.obstacles == OWN_ERROR for verdict in verdicts)


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
