"""Step 1: the port answers on every address."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.case import Case, every_address
from exporter.guide.check import Caused, Check, StepGuide, Survey
from exporter.guide.checks.dns import an_answer_of
from exporter.guide.checks.no_start import FILES, hindrance
from exporter.guide.checks.one_family import FAMILY, closed_family
from exporter.guide.lacking import lacking
from exporter.guide.proof import find_failure
from exporter.guide.runbook import finding_kind
from exporter.model.place import Address
from exporter.words.address_family import AddressFamily
from exporter.words.phase import Phase
from exporter.words.reason import OF_THE_RESOLVER, Reason
from exporter.words.role import Role
from exporter.words.step import Step
from exporter.words.wording import counted, listed

REFUSED = finding_kind("port_refused")
TIMED_OUT = finding_kind("port_timeout")
UNREACHABLE = finding_kind("port_unreachable")
RESET = finding_kind("port_reset")
KIND_OF_REASON = {
    Reason.CONNECT_REFUSED: REFUSED,
    Reason.CONNECT_TIMEOUT: TIMED_OUT,
    Reason.CONNECT_UNREACHABLE: UNREACHABLE,
    Reason.CONNECT_RESET: RESET,
}


def find_closed(case: Case, place: Address, *, reason: Reason) -> Iterator[str | Caused]:
    """How the address refused the connection, and why, where files or other addresses show that."""
    origin = "origin " if place.role is Role.ORIGIN else ""
    for proof in find_failure(case, place, phase=Phase.CONNECT, reasons={reason}):
        if isinstance(proof, Caused):
            yield Caused(f"{origin}{proof.proof}", proof.cause)
            continue
        why = hindrance(case) if reason is Reason.CONNECT_REFUSED else ""
        if why:
            yield Caused(f"{origin}{proof}; {why}", FILES)
        elif family := closed_family(case, place):
            yield Caused(f"{origin}{proof}; {family}", FAMILY)
        else:
            yield f"{origin}{proof}"


def lacks(case: Case, place: Address) -> str:
    """Nothing where the port is open, or known to be closed."""
    sighting = case.addresses[place]
    failure = sighting.failure(Phase.CONNECT)
    is_closed = failure is not None and failure.reason in KIND_OF_REASON
    return "" if is_closed else lacking(sighting, Phase.CONNECT)


def seen(_case: Case, places: tuple[Address, ...]) -> str:
    """How many addresses accept connections."""
    ports = sorted({place.port for place in places})
    named = (
        f"port {ports[0]} is" if len(ports) == 1 else f"ports {listed(tuple(map(str, ports)))} are"
    )
    return f"{named} open on {counted(len(places), 'address', 'addresses')}"


def needs(case: Case) -> str:
    """What is missing where there is no address."""
    silent = [
        (place, failure)
        for place, sighting in case.resolvers.items()
        if (failure := sighting.failure(Phase.DNS)) and failure.reason in OF_THE_RESOLVER
    ]
    if silent:
        return an_answer_of(*silent[0])
    family = case.target.policy.address_family
    of_family = "" if family is AddressFamily.ANY else f" of address_family {family}"
    return f"an address{of_family} to connect to"


PORT = StepGuide(
    step=Step.PORT,
    checks=tuple(
        Check(kind=kind, applies=every_address, find=partial(find_closed, reason=reason))
        for reason, kind in KIND_OF_REASON.items()
    ),
    survey=Survey(places=every_address, lacks=lacks, seen=seen),
    needs=needs,
)
